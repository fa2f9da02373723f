import pytest

from benchmarks.core.asked import batch_size, calibrating, requests
from benchmarks.core.model import RunOptions
from benchmarks.core.plan import LEVELS
from impls.contract import Case, How

QUICK = RunOptions(level="quick", timed_ms=40, warm_ms=20)


@pytest.mark.parametrize(
    ("steps", "clock_ns", "expected"),
    [
        ([1000.0], 50.0, 1),
        ([999.0], 50.0, 2),
        ([100.0, 5000.0], 50.0, 16),
        ([1.0], 25.0, 512),
        ([], 50.0, 1),
        ([0.0], 50.0, 1),
    ],
)
def test_a_batch_lasts_twenty_reads_of_the_clock_for_the_fastest_lane(steps, clock_ns, expected):
    found = batch_size(steps, clock_ns)
    assert expected == found
    fastest = min((s for s in steps if s), default=None)
    assert fastest is None or found * fastest >= 20 * clock_ns


def test_only_loops_differ_between_a_fast_and_a_slow_lane():
    case = Case(operation="work")
    (fast,), (slow,) = requests(case, QUICK, 100.0), requests(case, QUICK, 1e9)
    assert (10_000, 1) == (fast.pop("loops"), slow.pop("loops"))
    assert fast == slow == {"how": "batch", "samples": 40, "warmup_ns": 20_000_000, "budget_ns": 40_000_000}


def test_a_run_of_the_time_of_a_sample_is_one_loop():
    assert requests(Case(operation="work"), QUICK, 2e6)[0]["loops"] == 1


def test_hows_share_the_time_of_a_process():
    case = Case(operation="work", how=(How(), How("each")))
    batch, each = requests(case, QUICK, 100.0, 8)
    assert batch["budget_ns"] == each["budget_ns"] == 20_000_000
    assert each == {"how": "each", "batch": 8, "budget_ns": 20_000_000, "warmup_ns": 10_000_000}


def test_a_process_given_another_time_is_asked_for_as_many_samples():
    case = Case(operation="work")
    (usual,), (longer,) = requests(case, QUICK, 100.0), requests(case, QUICK, 100.0, timed_ms=80)
    assert (usual["samples"], 2 * usual["loops"]) == (longer["samples"], longer["loops"])
    assert longer["budget_ns"] == 80_000_000
    assert usual["warmup_ns"] == longer["warmup_ns"]


def test_twice_the_fewest_samples_that_show_a_change_are_asked_for():
    case = Case(operation="work")
    assert [40, 40, 60] == [requests(case, o, 1e3)[0]["samples"] for o in LEVELS.values()]


def test_once_is_one_run():
    case = Case(operation="work", how=(How(once=True),))
    assert requests(case, QUICK, 5e9) == [{"how": "batch", "once": True, "loops": 1, "samples": 1, "warmup": 0}]


def test_an_open_loop_is_asked_by_rate_and_count_and_records_every_operation():
    case = Case(operation="work", how=(How("each", rate=500, arrivals="poisson", in_flight=64),))
    (asked,) = requests(case, QUICK, 0.0, 16)
    assert asked == {
        "how": "each", "rate": 500, "arrivals": "poisson", "count": 500, "window_ns": 100_000_000, "in_flight": 64,
    }  # fmt: skip


def test_an_open_loop_lasts_as_long_as_its_how_says():
    case = Case(operation="work", how=(How("each", rate=500, seconds=60),))
    (asked,) = requests(case, QUICK, 0.0)
    assert (30_000, 6_000_000_000) == (asked["count"], asked["window_ns"])


def test_several_in_flight_are_never_means():
    case = Case(operation="work", how=(How("each", in_flight=8),))
    assert requests(case, QUICK, 0.0, 16)[0]["batch"] == 1


@pytest.mark.parametrize("how", [How(), How(once=True), How("each"), How("each", rate=1000)])
def test_a_calibrating_request_is_short_and_of_the_same_kind(how):
    asked = calibrating(how)
    assert asked["how"] == how.kind
    assert asked.get("budget_ns", 0) <= 40_000_000
