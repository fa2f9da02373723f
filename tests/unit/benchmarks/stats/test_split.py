"""How the time of a case is split between processes and samples, on first blocks made from known variances."""

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.core.plan import FACTORS, LEVELS
from benchmarks.stats.split import split

DEFAULT = LEVELS["default"]
MS = 1e6


def trial(rng, lane, *, within, between, start_ms, n=40, timed_ms=150.0, slow=1.0, hows=("batch",)):
    centre = timed_ms * MS / n * slow * math.exp(rng.normal(0, between))
    totals = [int(centre * math.exp(rng.normal(0, within))) for _ in range(n)]
    asked = [{"how": "batch", "samples": n}, {"how": "each", "budget_ns": timed_ms * MS}][: len(hows)]
    return {
        "case": "c/work[]v1", "arm": lane, "ended": "ok", "asked": asked, "wall_ns": sum(totals) + start_ms * MS,
        "series": [{"metric": "time", "loops": {"loops": 10, "ops": 5, "totals": totals}}],
    }  # fmt: skip


def first_block(seed=1, lanes=("python", "rust"), trials=3, **noise):
    rng = np.random.default_rng(seed)
    return [trial(rng, lane, **noise) for lane in lanes for _ in range(trials)]


def test_where_processes_differ_and_start_fast_they_are_short_and_many():
    found = split(first_block(within=0.002, between=0.05, start_ms=5), DEFAULT, 20)
    assert found.timed_ms == 150 * 0.25
    assert found.best <= 5
    assert found.gain > 2
    assert found.between > found.within
    assert found.start_ms == pytest.approx(5)


def test_where_samples_differ_and_a_start_is_dear_processes_are_long_and_few():
    found = split(first_block(within=0.09, between=0.0002, start_ms=3000), DEFAULT, 30)
    assert found.timed_ms == 150 * 4
    assert found.why.startswith("600 ms a process instead of 150")


def test_a_gain_that_does_not_win_the_first_block_back_changes_nothing():
    noise = {"within": 0.02, "between": 0.03, "start_ms": 130}
    many, few = (split(first_block(**noise), DEFAULT, horizon) for horizon in (30, 2.5))
    assert many.timed_ms < 150
    assert few.timed_ms == 150
    assert "would not win the first block back" in few.why


def test_longer_processes_must_leave_time_for_the_fewest_blocks():
    noise = {"within": 0.09, "between": 0.0002, "start_ms": 3000}
    assert split(first_block(**noise), replace(DEFAULT, blocks_min=30), 31).timed_ms == 150


def test_one_slow_process_is_left_out_as_in_a_block():
    rng = np.random.default_rng(2)
    noise = {"within": 0.002, "between": 0.002, "start_ms": 100}
    trials = [trial(rng, "python", **noise) for _ in range(5)]
    clean = split(trials, DEFAULT, 30)
    odd = split([*trials, trial(rng, "python", slow=1.8, **noise)], DEFAULT, 30)
    assert odd.between == pytest.approx(clean.between)


def test_samples_that_were_interrupted_are_left_out_as_in_a_process_s_median():
    trials = first_block(within=0.002, between=0.02, start_ms=20)
    clean = split(trials, DEFAULT, 30)
    for t in trials:
        totals = t["series"][0]["loops"]["totals"]
        totals[::4] = [6 * x for x in totals[::4]]
    assert split(trials, DEFAULT, 30).within == pytest.approx(clean.within, rel=0.2)


def test_where_single_operations_are_timed_too_time_is_only_added():
    noise = {"within": 0.002, "between": 0.05, "start_ms": 5, "hows": ("batch", "each")}
    assert split(first_block(**noise), DEFAULT, 20).timed_ms == 150


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"how": "batch", "once": True}, "one run a process"),
        ({"how": "each", "rate": 500.0}, "as long as its rate"),
        ({"how": "each", "budget_ns": 1}, "percentiles want them all"),
    ],
)
def test_what_has_no_choice_says_why(asked, said):
    trials = [t | {"asked": [asked]} for t in first_block(within=0.01, between=0.01, start_ms=5)]
    found = split(trials, DEFAULT, 20)
    assert found.timed_ms == 150
    assert said in found.why
    assert found.within is None


def test_a_run_that_fills_a_process_leaves_nothing_to_split():
    assert "fills a process" in split(first_block(within=0.01, between=0.01, start_ms=5, n=1), DEFAULT, 20).why


def test_trials_that_did_not_finish_say_nothing():
    trials = [t | {"ended": "died", "series": []} for t in first_block(within=0.01, between=0.01, start_ms=5)]
    assert split(trials, DEFAULT, 20).timed_ms == 150


def test_samples_without_any_noise_change_nothing():
    trials = first_block(within=0.0, between=0.0, start_ms=5)
    assert split(trials, DEFAULT, 20).timed_ms == 150


@pytest.mark.parametrize("level", LEVELS)
def test_a_split_is_one_of_the_level_s_steps(level):
    options = LEVELS[level]
    for seed in range(30):
        rng = np.random.default_rng(seed)
        noise = {"within": 10 ** rng.uniform(-3, -1), "between": 10 ** rng.uniform(-3, -1)}
        start_ms = 10 ** rng.uniform(0, 3)
        found = split(first_block(seed, start_ms=start_ms, timed_ms=options.timed_ms, **noise), options, 50)
        assert found.timed_ms / options.timed_ms in FACTORS[level]


def test_the_split_that_is_chosen_resolves_most():
    """Simulated: in equal time, the mean over processes deviates less with the chosen length than with the level's."""
    within, between, start_ms, n = 0.01, 0.03, 20.0, 40
    found = split(first_block(7, trials=12, within=within, between=between, start_ms=start_ms, n=n), DEFAULT, 30)
    assert found.timed_ms < 150
    rng = np.random.default_rng(11)

    def deviation(timed_ms):
        processes = int(60_000 / (start_ms + timed_ms))
        samples = max(1, round(n * timed_ms / 150))
        centres = rng.normal(0, between, (2000, processes))
        means = centres + rng.normal(0, within / math.sqrt(samples), (2000, processes))
        return float(means.mean(axis=1).std())

    assert (deviation(150) / deviation(found.timed_ms)) ** 2 == pytest.approx(found.gain, rel=0.25)
