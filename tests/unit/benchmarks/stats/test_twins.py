"""Rates over schedules of a lane and its twin: counted a schedule at a time, by fixed length and under the rule."""

import made_records as made
import numpy as np
import pytest

from benchmarks.core.model import RunOptions
from benchmarks.stats.aa import band
from benchmarks.stats.twins import Comparison, comparisons, figures, undecided

CASE = "ticker/parse[messages=1000]v1"
OPTIONS = RunOptions(level="quick", blocks_min=4, blocks_max=6)


def schedule(name, lane, logs, noise=0.0):
    """Trials of one schedule: the twin is faster by each block's log ratio."""
    rng = np.random.default_rng(3)
    found = []
    for block, log in enumerate(logs):
        for slot in range(6):
            ns = 1000 * np.exp((-log if slot % 2 else 0.0) + rng.normal(0, noise))
            more = {"twin": True} if slot % 2 else {}
            found.append(made.trial(CASE, lane, block, slot, [made.time_series(ns)], schedule=name, **more))
    return found


def records(*schedules):
    head = [made.run_header({CASE: {"python": 1.0, "rust": 1.0}}), made.host(), *made.runtimes()]
    return [*head, made.gate_row(CASE, "python"), made.gate_row(CASE, "rust"), *(t for s in schedules for t in s)]


SAME, APART, WIDE = [0.001, -0.001] * 3, [0.1, 0.11, 0.09, 0.1, 0.1, 0.1], [0.2, -0.1, -0.15, 0.1, -0.02, 0.05]


def test_every_schedule_is_one_comparison_with_its_outcome():
    found = comparisons(
        records(schedule("a", "python", SAME), schedule("b", "rust", APART), schedule("c", "rust", WIDE)), OPTIONS
    )
    assert [
        ("a", "python", "equivalent", False), ("b", "rust", "faster", True), ("c", "rust", "unresolved", False),
    ] == [(c.schedule, c.lane, c.outcome, c.excludes) for c in found]  # fmt: skip
    assert found[0].smallest_effect < found[2].smallest_effect


def test_a_twin_that_takes_longer_is_slower():
    (found,) = comparisons(records(schedule("a", "python", [-x for x in APART])), OPTIONS)
    assert found.outcome == "slower"


def test_a_schedule_that_was_cut_is_counted_only_as_far_as_it_came():
    cut = records(schedule("a", "python", SAME[:3]), schedule("b", "python", WIDE[:5]))
    (found,) = comparisons(cut, OPTIONS)
    assert ("b", None, 5) == (found.schedule, found.outcome, found.blocks)
    said = figures([found])
    assert (1, 0, None) == (said["comparisons"], said["decisions"], said["decision_rate"])


def test_a_schedule_goes_on_until_it_is_decided_or_measured_most():
    assert undecided(records(schedule("a", "python", SAME[:1])), CASE, OPTIONS)
    assert undecided(records(schedule("a", "python", WIDE[:4])), CASE, OPTIONS)
    assert not undecided(records(schedule("a", "python", WIDE)), CASE, OPTIONS)
    assert not undecided(records(schedule("a", "python", [0.0, 0.0001, 0.0, 0.0001])), CASE, OPTIONS)


def made_of(excluded, differed, n, language="python"):
    return [
        Comparison(
            f"s{i}", CASE, language, language, i < excluded, "faster" if i < differed else "equivalent", 6, 1.01 + i / n
        )
        for i in range(n)
    ]


@pytest.mark.parametrize(
    ("excluded", "differed", "within"), [(10, 8, True), (3, 0, True), (19, 19, True), (20, 0, False), (10, 20, False)]
)
def test_rates_stand_beside_the_exact_binomial_band(excluded, differed, within):
    found = figures(made_of(excluded, differed, 200))
    assert (excluded / 200, differed / 200) == (found["interval_rate"], found["decision_rate"])
    assert list(band(200)) == found["band"] == [0.015, 0.095]
    assert found["within"] is within


def test_a_rate_below_the_band_is_outside_too():
    assert not figures(made_of(2, 0, 200))["within"]


def test_rates_are_also_by_language():
    found = figures([*made_of(2, 1, 50), *made_of(5, 0, 100, "rust")])
    assert [("python", 50, 0.04), ("rust", 100, 0.05)] == [
        (k["language"], k["comparisons"], k["interval_rate"]) for k in found["languages"]
    ]
    assert 7 == found["excluded"]


def test_without_comparisons_there_is_no_rate():
    found = figures([])
    assert (0, None, None, False) == (
        found["comparisons"], found["interval_rate"], found["smallest_effect"], found["within"],
    )  # fmt: skip
