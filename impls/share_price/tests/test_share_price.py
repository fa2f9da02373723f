"""The spec, the records and the collector's jobs on input whose answers are known."""

from __future__ import annotations

import gc
import importlib
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls.share_price import layout, spec
from impls.share_price.collector import Automatic, Bystander, Collect, collector
from impls.share_price.given import BASE_MS, Heap, Records, digest, pack, torn, unpack
from impls.share_price.sharing import Shared

HOLDERS = ("document_python", "python", "python_dataclass", "peer_msgspec", "peer_numpy", "python_best")
ROWS = bytes([200, 0, 0, 0, 5, 1, 2, 7, 1, 0, 0, 0, 0, 0, 0, 0])


def lane(name):
    return importlib.import_module(f"impls.share_price.lanes.{name}")


def test_a_row_is_a_price_a_time_and_a_flag():
    assert [(2.0, str(BASE_MS + 0x020105), True), (None, None, False)] == list(Records(ROWS).unpacked())


@given(st.binary(max_size=80).map(lambda b: b[: len(b) // 8 * 8]))
def test_packed_rows_come_back(rows):
    assert rows == unpack(pack(rows)).rows


@pytest.mark.parametrize("blob", [b"", b"\1\0\0\0", b"\1\0\0\0" + bytes(9)])
def test_a_cut_given_is_refused(blob):
    with pytest.raises(ValueError, match="a count and 8 bytes each"):
        unpack(blob)


def test_a_collectors_given_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="should hold live, pairs and rounds"):
        spec.read("collect", {}, b'{"live": 3}')


def test_every_field_is_in_the_digest():
    records = [(1.5, "7", True), (None, None, False)]
    different = [
        [(1.25, "7", True), (None, None, False)],
        [(1.5, "8", True), (None, None, False)],
        [(1.5, "7", False), (None, None, False)],
        [(None, None, False), (1.5, "7", True)],
    ]
    assert digest(records) not in [digest(other) for other in different]
    assert {"records": 1, "digest": str((1 + 7 * 1) % 2**64)} == digest([(None, None, False)])


@pytest.mark.parametrize("name", HOLDERS)
@settings(max_examples=25)
@given(rows=st.binary(min_size=8, max_size=400).map(lambda b: b[: len(b) // 8 * 8]))
def test_every_lane_holds_and_sees_what_it_was_given(name, rows):
    records = Records(rows)
    plain = list(records.unpacked())
    module = lane(name)
    filled = module.fill(records)
    assert digest(plain) == filled.render(filled.run())
    update = module.update(records)
    assert {"updates": len(plain), "left": digest(plain[-1:])} == update.render(update.run())
    read = module.read(records)
    highest = max((p for p, _, ready in plain if ready and p is not None), default=0.0)
    expected = {"ready": sum(r for *_, r in plain), "timed": sum(t is not None for _, t, _ in plain)}
    assert expected | {"highest": round(highest * 100)} == read.render(read.run())


def test_sizes_are_those_of_cpython():
    rows = Records(spec.whole(ROWS[:8]))
    sizes = {}
    for name in ("document_python", "python", "peer_msgspec", "peer_numpy"):
        job = lane(name).record_size(rows)
        job.run()
        sizes[name] = job.readings()[0]["values"][0]
    assert 17 == sizes["peer_numpy"]
    assert sizes["peer_msgspec"] < sizes["python"] < sizes["document_python"]


def test_a_header_is_a_count_and_a_type():
    assert {"header": 16, "type": 8, "refcount": 8} == layout.header()


def test_a_record_of_python_takes_blocks_of_the_heap():
    job = lane("document_python").placement(Records(spec.whole(ROWS[:8])))
    job.run()
    assert 1.0 == float(job.readings()[1]["values"][0])


def test_a_torn_record_shows():
    whole = next(Records(spec.whole(ROWS[:8])).unpacked())
    other = next(Records(spec.whole(bytes([9, 9, 9, 0, 0, 0, 0, 0]))).unpacked())
    assert not torn(*whole[:2])
    assert torn(whole[0], other[1])
    assert torn(None, other[1])


def test_torn_reads_are_counted_and_cost_a_lane_of_ours_its_place():
    records = Records(spec.whole(bytes(range(16))))
    one, two = records.unpacked()
    halves = threading.local()

    def look():
        halves.turn = not getattr(halves, "turn", False)
        return one[0], two[1], True

    job = Shared(records, lambda _: None, look, writes=4)
    answer = job.render(job.run())
    assert answer["torn"] >= 1
    assert answer["torn"] == job.readings()[0]["values"][0]
    assert spec.same("shared", {}, answer | {"torn": 0}, answer).where == "torn"
    assert None is spec.same_peer("shared", {}, answer | {"torn": 0}, answer)


def test_a_lane_that_keeps_another_record_is_told():
    good = {"writes": 4, "left": {"records": 1, "digest": "1"}, "torn": 0}
    assert spec.same("shared", {}, good, good | {"left": {"records": 1, "digest": "2"}}).where == "left.digest"


@pytest.mark.parametrize("freeze", [False, True])
def test_all_garbage_is_freed_and_what_lives_stays(freeze):
    job = Collect(Heap(live=20, pairs=50, rounds=3), freeze=freeze)
    assert {"live": 20, "freed": 300} == job.render(job.run())
    assert 3 == len(job.readings()[0]["values"])
    job.close()
    assert 0 == gc.get_freeze_count()


def test_garbage_that_stays_is_told():
    job = Collect(Heap(live=0, pairs=50, rounds=1), freeze=False)
    assert {"live": 0, "freed": 99} == job.render(99)


def test_the_automatic_collector_comes_by_itself_and_is_left_as_it_was():
    gc.disable()
    try:
        job = Automatic(Heap(live=0, pairs=5000, rounds=1), freeze=False)
        assert {"live": 0, "made": 5000} == job.render(job.run())
        assert max(job.readings()[0]["values"]) > 0
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert not [c for c in gc.callbacks if getattr(c, "__module__", "") == "impls.share_price.collector"]


def test_a_bystander_answers_as_the_collection_does():
    job = Bystander(Heap(live=100, pairs=50, rounds=2), freeze=False)
    assert {"live": 100, "freed": 200} == job.render(job.run())
    assert {"pause", "holds"} == {s["metric"] for s in job.readings()}
    job.close()


def test_the_collector_is_as_it_was_after_an_error():
    with pytest.raises(KeyError), collector(on=False):
        raise KeyError
    assert gc.isenabled()
