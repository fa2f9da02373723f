import pytest

from benchmarks.stats.carrying import derived

BLOCKS = {1: 0.99, 2: 1.0, 3: 1.01, 4: 1.0}
CALL, BYTE, WORK = 250.0, 0.25, 0.05  # ns a call, a byte handed over, a byte summed


def around(value, blocks=BLOCKS):
    return {block: value * factor for block, factor in blocks.items()}


def values(operation, *lanes, form="", sizes=(8, 65536), blocks=BLOCKS):
    named = f"as={form}," if form else ""
    return {
        (f"boundary/{operation}[{named}bytes={size}]v1", lane, "time"): around(
            size * WORK if lane == "rust" else CALL + size * (BYTE + WORK), blocks
        )
        for lane in lanes
        for size in sizes
    }


def by_id(found):
    return {row.id: row for row in derived(found)}


def test_a_form_has_the_cost_of_a_call_and_of_a_byte_without_the_work_on_it():
    found = by_id(values("carry", "rust", "rust-from-python", form="text"))
    call, byte = (found[f"boundary.{what}[as=text,rust-from-python]"] for what in ("call", "byte"))
    assert (CALL, BYTE) == pytest.approx((call.value, byte.value))
    assert byte.low < BYTE < byte.high
    assert call.interleaved


def test_what_crosses_to_another_process_has_them_too_with_the_work_from_beside():
    found = by_id(values("carry", "rust", form="bytes") | values("cross", "pipe", "unix-socket", sizes=(8, 208, 65536)))
    assert {f"boundary.{what}[bytes,{way}]" for what in ("call", "byte") for way in ("pipe", "unix-socket")} == set(
        found
    )
    assert pytest.approx(BYTE) == found["boundary.byte[bytes,pipe]"].value
    assert not found["boundary.byte[bytes,pipe]"].interleaved


@pytest.mark.parametrize(
    "lacking",
    [
        {},
        values("carry", "rust-from-python", form="text"),  # the work is not known
        values("carry", "rust", "rust-from-python", form="text", sizes=(8,)),
        values("carry", "rust", "rust-from-python", form="text", blocks={1: 1.0}),
        values("carry", "rust", form="bytes", sizes=(8, 4096)) | values("cross", "pipe"),
    ],
)
def test_what_is_not_measured_says_nothing(lacking):
    assert {} == by_id(lacking)
