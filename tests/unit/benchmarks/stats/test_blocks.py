import made_records as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stats.blocks import block_values, of_trial

CASE = "ticker/parse[messages=1000]v1"


def seen(*series, **more):
    return of_trial(made.trial(CASE, "rust", 0, 0, [{"role": "main", **s} for s in series], **more))


def test_a_time_is_the_median_sample_over_loops_and_operations():
    loops = {"loops": 4, "ops": 10, "warmup": 0, "totals": [400, 480, 4000]}
    found = seen({"metric": "time", "unit": "ns", "loops": loops})
    assert 12.0 == found.values["time"]
    assert pytest.approx(1e9 / 12) == found.values["throughput"]
    assert 480.0 == found.sample_ns


def test_percentiles_and_the_unrounded_maximum_come_from_the_histogram():
    found = seen(
        {
            "metric": "latency",
            "unit": "ns",
            "histogram": {"digits": 3, "count": 200, "min": 1, "max": 201, "counts": [[1, 100], [7, 98], [200, 2]]},
        }
    )
    assert (1.0, 7.0, 7.0, 200.0, 201.0) == tuple(
        found.values[f"latency_{x}"] for x in ("p50", "p95", "p99", "p99_9", "max")
    )


def test_the_mean_and_the_shares_of_an_open_loop_come_from_the_histogram():
    counts = [[0, 1], [999_999, 2], [1_000_000, 3], [5_000_000, 2], [20_000_000, 2]]
    latency = {
        "metric": "latency",
        "unit": "ns",
        "histogram": {"count": 10, "min": 0, "max": 20_000_000, "counts": counts},
    }
    found = seen(latency, {**latency, "metric": "latency_naive"}).values
    assert 5499999.8 == found["latency_mean"]
    shares = {"0ms..1ms": 0.3, "1ms..2ms": 0.3, "2ms..5ms": 0.0, "5ms..10ms": 0.2, "5ms..inf": 0.4, "10ms..inf": 0.2}
    assert shares == {span: found[f"latency_share({span})"] for span in shares}
    assert not [metric for metric in seen(latency).values if metric.startswith("latency_share")], "of a closed loop"


def test_windows_of_a_trial_are_one_histogram():
    windows = [
        {"metric": "latency", "unit": "ns", "window": [w, w + 1], "histogram": made.histogram([w, w + 1])}
        for w in (1, 3)
    ]
    assert 4 == seen(*windows).latencies["latency"].total


def test_naive_latencies_are_kept_and_give_percentiles_of_their_own():
    found = seen({"metric": "latency_naive", "unit": "ns", "histogram": made.histogram([5, 6, 7])})
    assert "latency_naive" in found.latencies
    given = {m: v for m, v in found.values.items() if m.startswith("latency")}
    assert {"latency_naive_p50": 6.0, "latency_naive_p99": 7.0} == given


def test_counts_add_up_worst_values_are_kept_and_others_are_medians():
    found = seen(
        {"metric": "failed", "unit": "count", "values": [1, 2]},
        {"metric": "failed", "unit": "count", "values": [4]},
        {"metric": "pause", "unit": "ns", "values": [5, 90, 7]},
        {"metric": "startup", "unit": "ns", "values": [10, 12, 90]},
        {"metric": "holds", "unit": "bool", "values": [True, False], "evidence": "E0499"},
        {"metric": "nonsense", "unit": "1", "values": [1]},
    )
    assert {"failed": 7.0, "pause_max": 90.0, "startup": 12.0, "holds": 0.0}.items() <= found.values.items()
    assert "nonsense" not in found.values
    assert {"holds": "E0499"} == found.evidence


def test_usage_says_what_no_series_says():
    roles = {"main": {"first_ns": 77, "usage": {"vm_hwm_bytes": 4096, "heap": {"allocations": 3, "peak_bytes": 9}}}}
    assert {"resident_peak": 4096.0, "first_call": 77.0} == seen(roles=roles).values
    said = seen({"metric": "resident_peak", "unit": "B", "values": [111]}, roles=roles)
    assert 111.0 == said.values["resident_peak"]


def test_of_roles_under_test_the_largest_counts_and_fixed_roles_do_not():
    roles = {n: {"usage": {"vm_hwm_bytes": size}} for n, size in (("producer", 10), ("consumer", 30), ("exchange", 99))}
    series = [{"role": "exchange", "metric": "cpu", "unit": "ns", "values": [5]}]
    found = of_trial(made.trial(CASE, "rust", 0, 0, series, roles=roles), {"producer", "consumer"})
    assert {"resident_peak": 30.0} == found.values


def test_a_time_under_an_instrument_is_never_a_time():
    series = [made.time_series(10), {"role": "main", "metric": "peak_heap", "unit": "B", "values": [640]}]
    assert {"peak_heap": 640.0} == of_trial(made.trial(CASE, "python", 0, 0, series, instrument="memray")).values


def test_a_counting_runtime_says_only_what_it_counted():
    roles = {"main": {"usage": {"vm_hwm_bytes": 4096, "heap": {"allocations": 0, "peak_bytes": 512}}}}
    trial = made.trial(CASE, "rust", 0, 0, [made.time_series(10)], roles=roles)
    assert {"allocations": 0.0, "peak_heap": 512.0} == of_trial(trial, counting=True).values
    assert not {"allocations", "peak_heap"} & of_trial(trial).values.keys()


def test_a_block_is_the_median_of_its_three_trials():
    assert {"time": {0: 2.0, 1: 5.0}} == block_values(
        (b, {"time": v}) for b, v in ((0, 2), (0, 90), (0, 1), (1, 5), (1, 5), (1, 4))
    )


def test_a_block_with_one_of_three_trials_says_nothing():
    assert {"time": {0: 2.0}} == block_values((b, {"time": v}) for b, v in ((0, 2), (0, 90), (0, 1), (1, 5)))


@given(st.lists(st.floats(1, 1e6), min_size=3, max_size=3), st.floats(1, 1e9))
def test_one_slow_trial_of_three_never_moves_a_block_beyond_the_others(values, slow):
    at = block_values((0, {"time": v}) for v in [*values[:2], max(values) * slow])["time"][0]
    assert min(values[:2]) <= at <= max(values[:2])
