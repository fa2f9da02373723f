import pytest

from benchmarks.stats.failing import derived

BLOCKS = {1: 0.99, 2: 1.0, 3: 1.01}
NONE, ALL = (f"dispatch/propagate[depth=10,bad={bad}]v1" for bad in (0, 100))


def around(value, blocks=BLOCKS):
    return {block: value * factor for block, factor in blocks.items()}


def test_an_error_costs_what_calls_that_fail_take_more():
    (row,) = derived({(NONE, "rust", "time"): around(100.0), (ALL, "rust", "time"): around(130.0)})
    assert ("dispatch.error[propagate,depth=10,rust]", True) == (row.id, row.interleaved)
    assert pytest.approx(30.0) == row.value
    assert row.low < 30.0 < row.high


def test_it_may_spare_more_than_it_costs():
    cases = {0: 700.0, 1: 695.0, 100: 250.0}
    values = {
        (f"dispatch/handle[bad={bad},messages=1000]v1", "python", "time"): around(ns) for bad, ns in cases.items()
    }
    (row,) = derived(values)
    assert ("dispatch.error[handle,python]", -450.0) == (row.id, pytest.approx(row.value))


@pytest.mark.parametrize(
    "lacking", [{}, {(ALL, "rust", "time"): around(1.0, {1: 1.0})}, {(ALL, "rust", "cpu"): BLOCKS}]
)
def test_what_is_not_measured_says_nothing(lacking):
    assert () == derived({(NONE, "rust", "time"): around(100.0), **lacking})
