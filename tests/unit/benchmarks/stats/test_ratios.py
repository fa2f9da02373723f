"""By how much percentiles differ, and the order of a case's lanes, as a summary has them."""

import made_records as made
import numpy as np
import pytest

from benchmarks.stats.summary import summarise

CASE = "ticker/parse[messages=1000]v1"


def run(lanes, blocks=6, samples=400, seed=1):
    """A run whose lanes saw log-normal latencies around a centre, later by 5 % of it in odd blocks."""
    rng = np.random.default_rng(seed)
    found = [made.run_header({CASE: lanes}), made.host(), *made.runtimes()]
    for block in range(blocks):
        for slot, (lane, ns) in enumerate([*lanes.items()] * 3):
            values = ns * (1 + 0.05 * (block % 2)) * np.exp(rng.normal(0, 0.2, samples))
            series = {"role": "main", "metric": "latency", "unit": "ns", "histogram": made.histogram(values)}
            found.append(made.trial(CASE, lane, block, slot, [series]))
    return found


def ratio(summary, baseline, lane, metric):
    return next((r for r in summary.ratios if (r.baseline, r.lane, r.metric) == (baseline, lane, metric)), None)


def test_a_percentile_of_latency_says_by_how_much_it_is_lower():
    summary = summarise(run({"document-python": 20_000.0, "rust": 5_000.0}))
    found = ratio(summary, "document-python", "rust", "latency_p99").shift
    assert found.low < found.value < found.high < 0
    assert found.low < -15_000 * np.exp(0.2 * 2.326) * 1.025 < found.high
    back = ratio(summary, "rust", "document-python", "latency_p50").shift
    ahead = ratio(summary, "document-python", "rust", "latency_p50").shift
    assert pytest.approx((-ahead.high, -ahead.value, -ahead.low)) == (back.low, back.value, back.high)


def test_a_drift_of_both_lanes_is_not_in_the_shift():
    still = summarise(run({"document-python": 20_000.0, "rust": 20_000.0}))
    found = ratio(still, "document-python", "rust", "latency_p50").shift
    assert found.high - found.low < 0.05 * 20_000  # which is what the blocks themselves differ by


def test_processes_with_too_few_samples_and_other_metrics_have_no_shift():
    few = summarise(run({"document-python": 20_000.0, "rust": 5_000.0}, samples=100))
    assert ratio(few, "document-python", "rust", "latency_p99").shift is None
    assert ratio(few, "document-python", "rust", "latency_p95").shift is not None
    assert ratio(few, "document-python", "rust", "latency_max").shift is None


def test_lanes_are_ranked_by_the_headline_metric_and_bounds_are_left_out():
    lanes = {"document-python": 1300.0, "rust": 100.0, "peer-x": 100.5, "python": 4000.0}
    records = made.records({CASE: lanes}, seed=4)
    records[0]["catalog"]["components"][0]["lanes"].append({"name": "limit", "kind": "limit", "runtime": "native"})
    records += made.records({CASE: {"limit": 10.0}})[5:-1]
    summary = summarise(records)
    assert {(CASE, "time")} == {(s.case, s.metric) for s in summary.ranking}
    place = {s.lane: (s.band, s.best, s.worst) for s in summary.ranking}
    assert {"rust": (0, 1, 2), "peer-x": (0, 1, 2), "document-python": (1, 3, 3), "python": (2, 4, 4)} == place


def test_only_bounds_are_ranked_among_themselves():
    records = made.records({CASE: {"limit": 10.0, "floor": 30.0}})
    for lane in records[0]["catalog"]["components"][0]["lanes"]:
        lane["kind"] = lane["name"]
    assert ["limit", "floor"] == [s.lane for s in summarise(records).ranking]


def test_a_higher_throughput_is_better():
    lanes = {"document-python": 1300.0, "rust": 100.0}
    records = made.records({CASE: lanes})
    for t in (r for r in records if r["is"] == "trial"):
        held = 1e9 / lanes[t["lane"]]
        t["series"] = [{"role": "main", "metric": "throughput", "unit": "1/s", "values": [held]}]
    assert [("rust", 0), ("document-python", 1)] == [(s.lane, s.band) for s in summarise(records).ranking]
