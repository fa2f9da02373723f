import numpy as np
from scipy import stats

from benchmarks.core.model import RunOptions
from benchmarks.stats.aa import band, decision, self_check

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
