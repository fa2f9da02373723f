"""Known answers of Kalibera and Jones's variance components, and what they are for."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.core.errors import TooFewSamplesError
from benchmarks.stats.variance import components, repetitions

THREE = [[[9, 5], [8, 3]], [[10, 6], [7, 11]], [[1, 12], [2, 4]]]
COSTED = [[[3, 4, 3], [1.2, 3.1, 3]], [[0.2, 1, 1.5], [1, 2, 3]]]


def test_three_levels_of_two_have_the_known_components():
    found = components(THREE)
    assert found.mean == 6.5
    assert found.spread == pytest.approx((16.5, 2.5833, 3.5625), abs=5e-5)
    assert found.share == pytest.approx((16.5, -5.6667, 2.2708), abs=5e-5)


def test_known_costs_give_the_known_repetitions():
    found = components(COSTED)
    assert found.share == pytest.approx((0.72667, 0.26278, 0.77472), abs=5e-6)
    assert repetitions(found.share, (3, 20, 100)) == (5, 2)


def test_a_level_that_adds_nothing_makes_the_one_below_worth_repeating_alone():
    share = components(THREE).share
    assert share[1] < 0
    assert repetitions(share, (1, 1, 1)) == (math.inf, 1)


def test_the_printed_formula_without_the_division_is_another():
    found = components(THREE)
    assert found.spread[1] - found.spread[0] != pytest.approx(found.share[1])


def test_components_are_unbiased_where_processes_have_unequal_numbers_of_samples():
    rng = np.random.default_rng(4)
    between, within, seen = 0.5, 2.0, []
    for _ in range(4000):
        runs = [rng.normal(rng.normal(0, between), within, n).tolist() for n in (2, 5, 9)]
        seen.append(components(runs).share)
    inner, outer = np.mean(seen, axis=0)
    error = np.std(seen, axis=0) / math.sqrt(len(seen))
    assert abs(inner - within**2) < 4 * error[0]
    assert abs(outer - between**2) < 4 * error[1]


def test_the_chosen_number_of_samples_makes_the_least_variance_for_the_time():
    share, costs = (0.72667, 0.26278), (3.0, 20.0)
    (best,) = repetitions(share, costs)

    def cost(n):
        return (share[1] + share[0] / n) * (costs[1] + n * costs[0])

    assert min(range(1, 50), key=cost) in {best, best - 1}


@pytest.mark.parametrize("nested", [[[1.0], [2.0]], [[1.0, 2.0]], [[], [1.0, 2.0]], [[1.0, 2.0], 3.0]])
def test_what_says_nothing_of_a_level_is_refused(nested):
    with pytest.raises(TooFewSamplesError):
        components(nested)


processes = st.lists(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=6), min_size=2, max_size=6)


@given(processes, st.floats(-1e3, 1e3), st.sampled_from([0.5, 2.0, 8.0]))
def test_a_shift_changes_no_component_and_a_scale_squares(nested, shift, scale):
    plain = components(nested)
    moved = components([[scale * (y + shift) for y in process] for process in nested])
    largest = max(map(abs, plain.spread), default=0.0)
    for before, after in zip(plain.share, moved.share, strict=True):
        assert after == pytest.approx(scale**2 * before, rel=1e-6, abs=1e-6 * (1 + scale**2 * largest))


@given(st.floats(1e-6, 1e3), st.floats(1e-6, 1e3), st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_dearer_processes_and_noisier_samples_ask_for_more_samples(within, between, sample, process):
    (found,) = repetitions((within, between), (sample, process))
    assert found >= 1
    assert repetitions((2 * within, between), (sample, process))[0] >= found
    assert repetitions((within, between), (sample, 2 * process))[0] >= found
    assert repetitions((within, 2 * between), (sample, process))[0] <= found
