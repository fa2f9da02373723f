import numpy as np
import pytest
from scipy import stats

from benchmarks.core.model import RunOptions
from benchmarks.stats.aa import band, decision, excludes_one, self_check

OPTIONS = RunOptions(blocks_min=6, blocks_max=30)


def test_the_band_is_the_binomial_one():
    low, high = band(1000)
    assert (stats.binom(1000, 0.05).ppf(0.005) / 1000, stats.binom(1000, 0.05).ppf(0.995) / 1000) == (low, high)
    assert low < 0.05 < high


def test_a_pair_is_cut_into_comparisons_of_fixed_length():
    found = self_check([np.array([0.1, 0.11, 0.12, 0.13, 0.1, 0.12] + [0.1, -0.1] * 3 + [0.0])], [], OPTIONS)
    assert 2 == found.comparisons
    assert 0.5 == found.interval_rate


def test_without_twins_there_is_no_rate():
    found = self_check([], [], OPTIONS)
    assert (0, None, None) == (found.comparisons, found.interval_rate, found.decision_rate)


def test_a_decision_is_taken_at_the_first_look_that_suffices():
    clear = np.array([0.5, 0.51, 0.49, 0.5, 0.5, 0.5] + [0.0] * 24)
    assert "faster" == decision(clear, OPTIONS)
    assert "equivalent" == decision(np.array([0.001, -0.001] * 15), OPTIONS)


def hierarchical(rng, processes, between, within=0.005, n=10):
    return rng.normal(0, between, (processes, 1)) + rng.normal(0, within, (processes, n))


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [5, 10, 20, 30])
@pytest.mark.parametrize("between", [0.0, 0.02])
def test_twins_look_different_one_time_in_twenty(blocks, between):
    rng = np.random.default_rng(blocks)
    times, wrong = 2000, 0
    for _ in range(times):
        a, b = (np.median(hierarchical(rng, blocks * 3, between).mean(1).reshape(blocks, 3), axis=1) for _ in "ab")
        wrong += excludes_one(a - b)
    low, high = band(times)
    assert low <= wrong / times <= high


@pytest.mark.slow
def test_a_pooled_t_test_fails_where_blocks_do_not():
    rng = np.random.default_rng(5)
    times, wrong = 400, 0
    for _ in range(times):
        a, b = hierarchical(rng, 10, 0.02), hierarchical(rng, 10, 0.02)
        wrong += stats.ttest_ind(a.ravel(), b.ravel()).pvalue < 0.05
    assert wrong / times > 0.3  # 38-60 % known


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.01, 0.03, 0.08])
def test_stopping_early_does_not_raise_the_rate_of_decisions(noise):
    rng = np.random.default_rng(int(noise * 100))
    times = 2000
    wrong = sum(decision(rng.normal(0, noise, 30), OPTIONS) in {"faster", "slower"} for _ in range(times))
    assert wrong / times <= band(times)[1]


@pytest.mark.slow
@pytest.mark.parametrize(("true", "expected"), [(0.0, "equivalent"), (0.03, "faster"), (-0.03, "slower")])
def test_the_truth_is_found_despite_peeking(true, expected):
    rng = np.random.default_rng(7)
    options = RunOptions(blocks_min=6, blocks_max=100)
    ends = [decision(rng.normal(true, 0.03, 100), options) for _ in range(1000)]
    assert ends.count(expected) >= 950
    wrong = {"equivalent": ("faster", "slower"), "faster": ("slower", "equivalent"), "slower": ("faster", "equivalent")}
    assert sum(e in wrong[expected] for e in ends) <= 50


@pytest.mark.slow
def test_mirrored_blocks_cancel_a_drift_and_blocked_order_does_not():
    rng = np.random.default_rng(12)
    times, blocks = 600, 10
    mirrored = ordered = 0
    for _ in range(times):
        drift = np.linspace(0, 0.03, 4 * blocks)
        noise = rng.normal(0, 0.005, 4 * blocks)
        seen = (drift + noise).reshape(blocks, 4)
        mirrored += excludes_one((seen[:, 0] + seen[:, 3] - seen[:, 1] - seen[:, 2]) / 2)
        flat = seen.ravel()
        ordered += stats.ttest_ind(flat[: 2 * blocks], flat[2 * blocks :]).pvalue < 0.05
    low, high = band(times)
    assert low <= mirrored / times <= high
    assert ordered / times > 0.9
