"""Lanes compared with themselves: how often a difference is seen where there is none."""

import arms
import made_records as made
import numpy as np
import pytest

from benchmarks.core.model import RunOptions
from benchmarks.core.plan import LEVELS
from benchmarks.stats.aa import band, decision, excludes_one
from benchmarks.stats.blocks import of_trial
from benchmarks.stats.summary import summarise

pytestmark = pytest.mark.slow

TIMES = 10_000  # comparisons in a cell of fixed length
ENDS = 4000  # comparisons in a cell under the stopping rule
LOUD = 0.05  # deviation of samples under the stopping rule: so much that few pairs end equivalent
PROCESS = (0, 1, 2, 4)
BLOCKS = (5, 10, 20, 30)
CASE = "ticker/parse[messages=1000]v1"


def pairs(shape, times, blocks, process, *, iteration=arms.ITERATION):
    """The draws of one cell, each cell from a seed of its own."""
    rng = np.random.default_rng([arms.SHAPES.index(shape), times, blocks, process])
    for _ in range(20):
        yield from arms.drawn(rng, shape, times // 20, blocks, process, iteration=iteration)


def check_interval_rate(hold, shape, blocks, process, excludes):
    wrong = sum(excludes(pair) for pair in pairs(shape, TIMES, blocks, process))
    low, high = band(TIMES)
    what = f"interval rate, {excludes.__name__}, {shape}, {blocks} blocks, process deviation {process} x"
    hold(what, wrong, TIMES, low if shape == "normal" else 0.0, high)


@pytest.mark.parametrize("process", PROCESS)
@pytest.mark.parametrize("blocks", BLOCKS)
@pytest.mark.parametrize("shape", arms.SHAPES)
def test_intervals_of_fixed_length_exclude_one_as_often_as_they_say(hold, shape, blocks, process):
    check_interval_rate(hold, shape, blocks, process, arms.by_blocks)


@pytest.mark.parametrize("process", PROCESS[1:])
def test_a_pooled_t_test_in_its_place_fails_the_same_test(hold, process):
    with pytest.raises(AssertionError, match="is not within"):
        check_interval_rate(hold, "normal", 10, process, arms.pooled_t)


@pytest.mark.parametrize("process", PROCESS)
@pytest.mark.parametrize("blocks", BLOCKS)
@pytest.mark.parametrize("shape", arms.SHAPES)
def test_the_stopping_rule_decides_no_more_often_than_it_says(hold, shape, blocks, process):
    options = RunOptions(blocks_min=min(6, blocks - 1), blocks_max=blocks)
    found = (arms.ends(pair, options) for pair in pairs(shape, ENDS, blocks, process, iteration=LOUD))
    wrong = sum(end in {"faster", "slower"} for end in found)
    what = f"decision rate, {shape}, {options.blocks_min} to {blocks} blocks, process deviation {process} x"
    hold(what, wrong, ENDS, 0.0, band(ENDS)[1])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("noise", [0.01, 0.03, 0.08])
def test_each_level_of_effort_decides_no_more_often_than_it_says(hold, level, noise):
    options = LEVELS[level]
    rng = np.random.default_rng([len(level), int(noise * 100)])
    logs = rng.normal(0, noise, (ENDS, options.blocks_max))
    wrong = sum(decision(x, options) in {"faster", "slower"} for x in logs)
    hold(f"decision rate, level {level}, blocks deviate by {noise:.0%}", wrong, ENDS, 0.0, band(ENDS)[1])


def test_looking_at_every_block_without_paying_for_it_fails_the_same_test(hold):
    rng = np.random.default_rng(3)
    wrong = sum(any(excludes_one(x[:n]) for n in range(2, 31)) for x in rng.normal(0, 0.03, (ENDS, 30)))
    with pytest.raises(AssertionError, match="is not within"):
        hold("decision rate, stopped at the first interval without 1", wrong, ENDS, 0.0, band(ENDS)[1])


def test_what_is_drawn_is_what_a_raw_trial_says():
    """The value of a trial: the median of its samples, here by numpy for speed, there from the raw record."""
    pair = arms.drawn(np.random.default_rng(1), "slow", 1, 5, 2)[0]
    for samples in pair.reshape(-1, arms.SAMPLES):
        totals = [float(v) for v in samples * 8]
        series = {"role": "main", "metric": "time", "unit": "ns", "loops": {"loops": 8, "ops": 1, "totals": totals}}
        found = of_trial(made.trial(CASE, "rust", 0, 0, [series])).values["time"]
        assert pytest.approx(np.median(samples), rel=1e-12) == found


def test_twins_through_the_whole_path_differ_one_time_in_twenty(hold):
    """Raw records in, self-check out: process noise, one trial in forty far slow, medians of three, t on blocks."""
    wrong = decided = total = compared = 0
    for seed in range(120):
        records = made.records(
            {CASE: {"python": 4000.0, "rust": 100.0}}, blocks=24, twins=("rust", "python"), seed=seed
        )
        aa = summarise(records).aa
        total += aa.comparisons
        compared += 2
        wrong += round(aa.interval_rate * aa.comparisons)
        decided += round(aa.decision_rate * 2)
    hold("interval rate, from raw records to the self-check", wrong, total, *band(total))
    hold("decision rate, from raw records to the self-check", decided, compared, 0.0, band(compared)[1])
