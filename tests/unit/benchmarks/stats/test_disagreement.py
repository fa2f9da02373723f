import made_records as made
import pytest

from benchmarks.core.model import Interval
from benchmarks.stats.disagreement import disagreements, idle, of_blocks, of_case, stories
from benchmarks.stats.summary import summarise

CASE = "ticker/parse[messages=1000]v1"


def about(value, by=1.03):
    return Interval(value / by, value, value * by)


def rows(**ratios):
    return [(d.first, d.second) for d in disagreements({name: about(x) for name, x in ratios.items()})]


def test_five_times_faster_with_the_same_instructions_is_told():
    (row,) = disagreements({"time": about(5.0), "cpu": about(5.0), "instructions": about(1.0)})
    assert ("time", "instructions") == row[:2]
    assert "5x faster on the wall, the same instructions" == row.says


def test_sleeping_less_is_told():
    (row,) = disagreements({"time": about(5.0), "cpu": about(1.0)})
    assert "5x faster on the wall, the same CPU time" == row.says


def test_a_second_of_sleep_is_told_of_the_lane_alone():
    assert "waiting" in idle(about(1e9), Interval(0.0, 0.0, 0.0))
    assert "waiting" in idle(about(1e9), about(4e5))
    assert "several cores" in idle(about(1e9), about(3.9e9))
    assert idle(about(1e9), about(0.9e9)) is None


@pytest.mark.parametrize(
    "ratios",
    [
        {"time": 5.0, "cpu": 5.1, "instructions": 4.2, "allocations": 5.0, "peak_heap": 1.0, "resident_peak": 1.1},
        {"time": 60.0, "cpu": 61.0, "instructions": 45.0, "resident_peak": 6.0},
        {"time": 0.4, "cpu": 0.4, "instructions": 0.5, "allocations": 0.4},
        {"time": 1.0, "cpu": 1.0, "instructions": 1.0, "peak_heap": 9.0},
        {"time": 5.0},
        {"cpu": 5.0, "instructions": 1.0},
    ],
)
def test_a_plain_change_is_not(ratios):
    assert [] == rows(**ratios)


def test_a_gain_that_memory_pays_for_is_told_both_ways():
    (row,) = disagreements({"time": about(5.0), "peak_heap": about(0.1)})
    assert "5x faster on the wall, but 10x more peak heap" == row.says
    (row,) = disagreements({"time": about(0.5), "allocations": about(4.0)})
    assert "2x slower on the wall, but 4x less allocations" == row.says


def test_intervals_that_reach_each_other_tell_one_story():
    wide = Interval(1.0, 5.0, 25.0)
    assert [] == disagreements({"time": wide, "instructions": about(1.0)})
    assert [] == disagreements({"time": Interval(0.9, 3.0, 9.0), "peak_heap": about(0.1)})


def test_a_program_is_read_by_its_time_and_a_client_by_its_median():
    assert [("startup", "cpu")] == rows(startup=5.0, cpu=1.0)
    assert [("latency_p50", "cpu")] == rows(latency_p50=5.0, cpu=1.0)


def test_ratios_come_from_common_blocks_or_from_the_one_value_there_is():
    paired = of_blocks("time", {0: 10.0, 1: 20.0, 2: 30.0}, {0: 5.0, 1: 10.0, 2: 15.0})
    assert pytest.approx((2.0, 2.0, 2.0)) == (paired.low, paired.value, paired.high)
    single = of_blocks("instructions", {9: 400.0}, {8: 100.0})
    assert pytest.approx((4.0, 4.0, 4.0)) == (single.low, single.value, single.high)
    assert of_blocks("allocations", {0: 0.0}, {0: 3.0}) is None
    assert {"time"} == stories({"time": {0: 1.0}, "cpu": {0: 1.0}}, {"time": {0: 1.0}}).keys()


def test_the_base_is_compared_with_nobody():
    lanes = {"python": {"time": {0: 5.0}, "cpu": {0: 5.0}}, "rust": {"time": {0: 1.0}, "cpu": {0: 4.0}}}
    found = of_case(lanes, "python")
    assert {"rust"} == found.keys()
    assert ["against python: 5x faster on the wall, 1.2x less CPU time"] == [
        d.saw for d in found["rust"] if d.saw.startswith("against")
    ]


def instrumented(lane, instructions):
    series = {"role": "main", "metric": "instructions", "unit": "count", "values": [instructions]}
    return made.trial(CASE, lane, 0, 900, [series], schedule="memory", instrument="callgrind")


def test_the_summary_keeps_it_with_the_lanes_doubts():
    run = made.records({CASE: {"python": 5000.0, "rust": 1000.0}})
    plain = summarise([*run, instrumented("python", 9e6), instrumented("rust", 2e6)])
    odd = summarise([*run, instrumented("python", 9e6), instrumented("rust", 9e6)])
    told = [
        {(m.lane, d.saw) for m in s.measurements for d in m.doubts if d.code == "disagreement"} for s in (plain, odd)
    ]
    assert set() == told[0]
    ((lane, saw),) = told[1]
    assert "rust" == lane
    assert saw.startswith("against python:")
    assert saw.endswith("the same instructions")
    assert 9e6 == next(m.value for m in odd.measurements if (m.lane, m.metric) == ("rust", "instructions"))
