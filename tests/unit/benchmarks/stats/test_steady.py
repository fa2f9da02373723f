"""Known answers of steady-state classes, and what keeps them honest on few, odd or quantised samples."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.stats.steady import CLASSES, LEAST, SHORTEST, change_points, classify


def level(rng, mean, n, deviation=0.01):
    return rng.normal(mean, deviation, n)


@pytest.mark.parametrize("seed", range(5))
def test_a_process_that_becomes_faster_is_warmup_with_the_break_in_its_place(seed):
    rng = np.random.default_rng(seed)
    found = classify(np.concatenate([level(rng, 2, 100), level(rng, 1, 900)]))
    assert found.kind == "warmup"
    assert abs(found.start - 100) <= 1


def test_a_constant_process_is_flat():
    assert classify([7.0] * 1000)[:3] == ("flat", 0, ())
    assert classify([7.0] * LEAST)[:3] == ("flat", 0, ())


@pytest.mark.parametrize("seed", range(5))
def test_a_process_that_becomes_slower_is_slowdown(seed):
    rng = np.random.default_rng(seed)
    found = classify(np.concatenate([level(rng, 1, 100), level(rng, 2, 900)]))
    assert found.kind == "slowdown"
    assert abs(found.start - 100) <= 1


@pytest.mark.parametrize("seed", range(5))
def test_a_step_a_hundred_iterations_before_the_end_is_no_steady_state(seed):
    rng = np.random.default_rng(seed)
    assert classify(np.concatenate([level(rng, 1, 900), level(rng, 2, 100)])).kind == "no steady state"


@pytest.mark.parametrize(("n", "times"), [(20, 200), (40, 200), (60, 200), (1000, 40)])
def test_plain_noise_is_flat(n, times):
    rng = np.random.default_rng(n)
    kinds = [classify(rng.lognormal(math.log(1e6), 0.02, n)).kind for _ in range(times)]
    assert kinds.count("flat") >= 0.99 * times


def test_a_short_series_needs_its_last_half_to_be_steady():
    rng = np.random.default_rng(3)
    early = np.concatenate([level(rng, 2, 15), level(rng, 1, 45)])
    late = np.concatenate([level(rng, 2, 40), level(rng, 1, 20)])
    assert ("warmup", "no steady state") == (classify(early).kind, classify(late).kind)


def test_too_few_samples_say_nothing():
    assert classify([2.0] * 10 + [1.0] * (LEAST - 11)) == ("too short", None, (), 0)


def test_an_interrupted_sample_is_an_outlier_and_no_change():
    rng = np.random.default_rng(8)
    samples = level(rng, 1, 60)
    samples[[7, 30, 59]] *= 2.5
    assert classify(samples)[:1] + classify(samples)[3:] == ("flat", 3)


def test_a_short_level_is_no_outlier():
    rng = np.random.default_rng(8)
    samples = np.concatenate([level(rng, 2, SHORTEST), level(rng, 1, 95)])
    assert classify(samples).kind == "warmup"


def test_equal_samples_of_a_coarse_clock_are_no_change():
    rng = np.random.default_rng(5)
    kinds = [classify(np.round(rng.normal(1000, 1.0, 60))).kind for _ in range(100)]
    assert {"flat"} == set(kinds)


def test_levels_within_two_percent_are_one():
    rng = np.random.default_rng(6)
    found = classify(np.concatenate([level(rng, 1.01, 300, 0.0005), level(rng, 1, 700, 0.0005)]))
    assert found.kind == "flat"
    assert found.changes


@settings(max_examples=50)
@given(st.lists(st.integers(50, 5000), min_size=LEAST, max_size=60), st.sampled_from([2, 16, 1024]))
def test_a_class_does_not_depend_on_the_unit(samples, scale):
    plain, scaled = classify(samples), classify([scale * y for y in samples])
    assert plain == scaled
    assert plain.kind in CLASSES
    assert (plain.start is None) == (plain.kind == "no steady state")


@pytest.mark.parametrize("seed", range(30))
def test_cuts_are_those_of_least_cost(seed):
    rng = np.random.default_rng(seed)
    y = np.concatenate([rng.normal(rng.normal(0, 2), rng.choice([0.5, 1.0]), rng.integers(5, 20)) for _ in range(4)])
    penalty = 3.0
    assert cost(y, change_points(y, penalty), penalty) == pytest.approx(least_cost(y, penalty))


def cost(y, cuts, penalty):
    return sum(part_cost(part) for part in np.split(y, cuts)) + penalty * len(cuts)


def part_cost(part):
    return len(part) * (math.log(2 * math.pi * part.var()) + 1)


def least_cost(y, penalty):
    """All cuts tried: what pruning must not lose."""
    best = [-penalty] + [math.inf] * len(y)
    for end in range(SHORTEST, len(y) + 1):
        best[end] = min(best[s] + part_cost(y[s:end]) + penalty for s in range(end - SHORTEST + 1))
    return best[-1]
