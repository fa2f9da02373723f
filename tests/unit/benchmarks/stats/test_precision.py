import pytest

from benchmarks.core.model import Measurement
from benchmarks.stats.precision import precision


def time(value, half, metric="time"):
    ends = (None, None) if half is None else (value / (1 + half), value * (1 + half))
    return Measurement(
        case="c/work[]v1", lane="l", metric=metric, unit="ns", value=value, low=ends[0], high=ends[1], processes=9,
        blocks=3,
    )  # fmt: skip


def test_the_median_half_width_is_of_times_over_a_microsecond():
    found = precision([time(5e3, 0.01), time(5e3, 0.03), time(5e6, 0.2), time(100, 0.9), time(5e3, 0.9, "cpu")])
    assert found.half_width == pytest.approx(0.03)
    assert (3, 0) == (found.lanes, found.without)


def test_times_without_an_interval_are_counted():
    assert (None, 0, 1) == precision([time(5e3, None)])


def test_nothing_measured_has_no_width():
    assert (None, 0, 0) == precision([])
