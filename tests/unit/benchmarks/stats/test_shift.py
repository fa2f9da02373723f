import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import mstats

from benchmarks.stats.quantiles import Sparse
from benchmarks.stats.shift import shift


@pytest.mark.parametrize(
    ("values", "q", "expected"),
    [(range(1, 11), 0.5, 5.5), (range(1, 11), 0.9, 9.4351), ([1, 2, 4, 8, 16], 0.25, 2.06934)],
)
def test_harrell_and_davis_quantiles_are_the_known_ones(values, q, expected):
    assert pytest.approx(expected, rel=1e-5) == Sparse.of_samples(values).harrell_davis(q)


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=60),
    st.sampled_from([0.05, 0.25, 0.5, 0.9, 0.99]),
)
def test_a_histograms_is_scipys_of_its_values(values, q):
    theirs = mstats.hdquantiles(np.asarray(values, dtype=float), prob=[q])[0]
    assert pytest.approx(float(theirs), rel=1e-9, abs=1e-9) == Sparse.of_samples(values).harrell_davis(q)


def test_a_lane_that_is_later_by_a_constant_is_shifted_by_just_that():
    base = {b: 100.0 + b for b in range(5)}
    found = shift(base, {b: v + 7 for b, v in base.items()}).interval()
    assert pytest.approx((7, 7, 7)) == (found.low, found.value, found.high)
    back = shift({b: v + 7 for b, v in base.items()}, base).interval()
    assert pytest.approx(-7) == back.value


def test_blocks_that_both_stand_in_are_taken_pairwise():
    a, b = {0: 10.0, 1: 12.0, 2: 11.0, 3: 9.0}, {1: 15.0, 2: 13.5, 3: 12.0, 4: 99.0}
    found = shift(a, b).interval()
    theirs = stats.ttest_1samp([3.0, 2.5, 3.0], 0).confidence_interval()
    assert pytest.approx((theirs.low, theirs.high)) == (found.low, found.high)


def test_blocks_of_two_schedules_are_welchs():
    a, b = {0: 10.0, 1: 12.0, 2: 11.0}, {5: 15.0, 6: 13.5, 7: 12.0, 8: 12.5}
    found = shift(a, b).interval()
    theirs = stats.ttest_ind(list(b.values()), list(a.values()), equal_var=False).confidence_interval()
    assert pytest.approx((theirs.low, theirs.high)) == (found.low, found.high)


def test_one_block_shifts_nothing():
    assert shift({0: 1.0}, {0: 2.0, 1: 2.0}) is None
    assert shift({}, {}) is None
