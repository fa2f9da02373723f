import numpy as np
import pytest
from scipy import stats

from benchmarks.stats.history import FEWEST, block_length, change, changes


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def test_a_clear_step_is_placed_where_it_is(rng):
    found = change([1.0] * 20 + [2.0] * 20, rng)
    assert (20, 1.0) == (found.at, found.shift)
    assert found.p < 0.05


def test_the_scan_orders_splits_as_the_pooled_t_does():
    values = np.random.default_rng(3).standard_normal(30)
    by_t = max(range(2, 29), key=lambda at: abs(stats.ttest_ind(values[:at], values[at:]).statistic))
    found = change(values, np.random.default_rng(1))
    assert found.at in {by_t, 1, 29}


def test_a_constant_series_has_no_change(rng):
    assert 1.0 == change([3.0] * 12, rng).p
    assert [] == changes([3.0] * 12, rng)


def test_too_few_runs_are_left_alone(rng):
    assert [] == changes([1.0] * (FEWEST // 2) + [9.0] * (FEWEST - FEWEST // 2 - 1), rng)


def test_two_changes_are_both_found(rng):
    series = np.repeat([0.0, 5.0, 10.0], 20) + rng.normal(0, 0.1, 60)
    assert [20, 40] == [c.at for c in changes(series, rng)]


def test_blocks_are_as_long_as_five_of_them_allow():
    assert [1, 1, 2, 10] == [block_length(n) for n in (3, 9, 10, 50)]
