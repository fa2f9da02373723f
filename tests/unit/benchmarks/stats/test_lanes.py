"""How a percentile of latency gets its interval: by processes, by blocks, by windows, or not at all."""

import made_records as made
import numpy as np
import pytest

from benchmarks.stats.dependence import batches, interval
from benchmarks.stats.quantiles import Sparse, merge
from benchmarks.stats.summary import summarise

CASE = "ticker/parse[messages=1000]v1"


def latency(values, **more):
    return {"role": "main", "metric": "latency", "unit": "ns", "histogram": made.histogram(values), **more}


def run(drawn):
    """Records of a run whose lane saw ``drawn[block][process]``, a list of latencies each."""
    trials = [
        made.trial(CASE, "rust", block, slot, [latency(values)])
        for block, processes in enumerate(drawn)
        for slot, values in enumerate(processes)
    ]
    return [made.run_header({CASE: {"rust": 1.0}}), made.host(), *made.runtimes(), *trials]


def of(records, metric):
    return next(m for m in summarise(records).measurements if m.metric == metric)


def lognormal(rng, shape, by_block=0.0):
    blocks = rng.normal(0, by_block, (shape[0], 1, 1))
    return (np.exp(rng.normal(8, 0.3, shape) + blocks)).astype(int).tolist()


def test_processes_with_samples_enough_are_one_value_a_block():
    drawn = lognormal(np.random.default_rng(1), (6, 3, 400))
    found = of(run(drawn), "latency_p99")
    blocks = [np.median([np.quantile(p, 0.99, method="inverted_cdf") for p in block]) for block in drawn]
    assert pytest.approx(np.exp(np.mean(np.log(blocks)))) == found.value
    assert not [d for d in found.doubts if d.code == "pooled_processes"]


def test_processes_with_too_few_are_read_together_and_the_interval_goes_by_blocks():
    drawn = lognormal(np.random.default_rng(2), (8, 3, 100))
    found = of(run(drawn), "latency_p99")
    expected = interval([merge(Sparse.of_samples(p) for p in block) for block in drawn], 0.99)
    assert (expected.low, expected.value, expected.high) == (found.low, found.value, found.high)
    assert ["pooled_processes"] == [d.code for d in found.doubts if d.code == "pooled_processes"]


def test_where_blocks_differ_much_there_is_a_value_and_the_reason_for_no_interval():
    found = of(run(lognormal(np.random.default_rng(3), (8, 3, 100), by_block=1.0)), "latency_p99")
    assert found.value > 0
    assert (None, None) == (found.low, found.high)
    assert found.note.startswith("no interval: p99: needs 368 independent samples, its 2,400 count for ")


@pytest.mark.parametrize(("metric", "seen", "end", "at"), [("lost", 6.0, "low", 0), ("share", 0.9, "high", 1)])
def test_no_interval_reaches_where_the_figure_cannot_lie(metric, seen, end, at):
    values = [float(at)] * 5 + [seen]
    trials = [
        made.trial(CASE, "rust", block, slot, [{"role": "main", "metric": metric, "unit": "1", "values": [value]}])
        for block, value in enumerate(values)
        for slot in range(3)
    ]
    found = of([made.run_header({CASE: {"rust": 1.0}}), made.host(), *made.runtimes(), *trials], metric)
    assert pytest.approx(np.mean(values)) == found.value
    assert at == getattr(found, end)
    assert found.low < found.value < found.high


def test_one_block_of_processes_with_too_few_has_no_interval():
    found = of(run(lognormal(np.random.default_rng(4), (1, 5, 100))), "latency_p99")
    assert (None, None, "one block") == (found.low, found.high, found.note)


def test_one_process_has_an_interval_from_its_windows_and_says_so():
    rng = np.random.default_rng(5)
    windows = (np.exp(rng.normal(8, 0.3, (40, 300)))).astype(int).tolist()
    series = [latency(w, window=[i, i + 1]) for i, w in enumerate(windows)]
    records = [*run([]), made.trial(CASE, "rust", 0, 0, series)]
    found = of(records, "latency_p95")
    expected = interval(batches([Sparse.of_samples(w) for w in windows]), 0.95)
    assert (expected.low, expected.value, expected.high) == (found.low, found.value, found.high)
    said = next(d for d in found.doubts if d.code == "one_process")
    assert "its interval from 40 stretches of time" in said.saw


def test_one_process_without_windows_has_none():
    found = of(run(lognormal(np.random.default_rng(6), (1, 1, 5000))), "latency_p50")
    assert (None, None, "one process") == (found.low, found.high, found.note)
