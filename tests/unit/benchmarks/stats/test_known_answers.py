"""Known answers of the methods that the numbers rest on, or that a reader would check them with.

What other tests of this folder hold is not held again: ranks and fewest samples (test_quantiles), Harrell and Davis
(test_shift), outcomes (test_outcomes), the bootstrap (test_bootstrap), bands (test_ties), Benjamini and Hochberg
(test_fdr), variance components (test_variance), steady states (test_steady).
"""

import math

import numpy as np
import pytest
from hdrh.histogram import HdrHistogram
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks.stats.intervals import of_ratio, of_values
from benchmarks.stats.outcomes import outcome
from benchmarks.stats.quantiles import Sparse, ranks

# Intervals


def test_the_t_interval_of_ten_known_values():
    """Gosset's own data: hours of sleep gained under the second drug less the first (Student 1908)."""
    gained = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    found = of_values(gained, logs=False)
    at = found.interval()
    assert pytest.approx((0.7001, 1.58, 2.4599), abs=5e-5) == (at.low, at.value, at.high)
    assert pytest.approx(0.002833, abs=5e-7) == found.p


def test_the_interval_on_logs_is_fiellers_where_noise_is_small():
    """Fieller (1954): the ratios r at which mean(b - r a) is not shown to differ from 0."""
    rng = np.random.default_rng(2)
    a, b = 10 * (1 + rng.normal(0, 0.01, 12)), 30 * (1 + rng.normal(0, 0.01, 12))
    t2, n = stats.t.ppf(0.975, 11) ** 2, 12
    cov = np.cov(a, b, ddof=1) / n
    p, q, r = a.mean() ** 2 - t2 * cov[0, 0], a.mean() * b.mean() - t2 * cov[0, 1], b.mean() ** 2 - t2 * cov[1, 1]
    half = math.sqrt(q * q - p * r)
    found = of_ratio(a, b).interval()
    assert pytest.approx(((q - half) / p, (q + half) / p), rel=2e-4) == (found.low, found.high)
    shifted = stats.ttest_rel(b, found.low * a)
    assert pytest.approx(0.05, abs=0.003) == shifted.pvalue


def test_equivalence_is_two_one_sided_tests():
    """Inside the band with its 95 % interval: both one-sided t tests against the band's ends reject at 2.5 %."""
    logs = np.log([1.004, 0.991, 1.009, 0.996, 1.002, 1.005])
    assert "equivalent" == outcome(of_values(np.exp(logs)).interval())
    assert stats.ttest_1samp(logs, -math.log(1.02), alternative="greater").pvalue < 0.025
    assert stats.ttest_1samp(logs, math.log(1.02), alternative="less").pvalue < 0.025
    wide = np.log([1.02, 0.99, 1.035, 0.995, 1.02, 1.01])
    assert "unresolved" == outcome(of_values(np.exp(wide)).interval())
    assert stats.ttest_1samp(wide, math.log(1.02), alternative="less").pvalue > 0.025


# Percentiles


@pytest.mark.parametrize(
    ("n", "q", "covers"), [(10, 0.5, 0.9785), (20, 0.5, 0.9586), (30, 0.5, 0.9572), (100, 0.5, 0.9648)]
)
def test_ranks_cover_what_the_binomial_law_says(n, q, covers):
    low, high = ranks(n, q)
    law = stats.binom(n, q)
    assert pytest.approx(covers, abs=5e-4) == law.cdf(high - 1) - law.cdf(low - 1)


def test_the_smallest_is_no_larger_than_the_median_and_a_floor_of_what_was_seen():
    """The minimum (Chen and Revels 2016) bounds the median from below; no figure here is a minimum."""
    rng = np.random.default_rng(4)
    found = Sparse.of_samples(rng.lognormal(size=100))
    assert found.at(1) == found.values.min() <= found.quantile(0.5)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=50))
def test_the_smallest_is_never_above_any_quantile(values):
    found = Sparse.of_samples(values)
    assert all(found.at(1) <= found.quantile(q) for q in (0.01, 0.5, 0.99))


def mean(histogram):
    return float(histogram.values @ histogram.counts) / histogram.total


def test_a_stall_under_a_closed_loop_and_from_intended_starts():
    """Tene: 10,000 operations of 1 ms, then one stall of 100 s, at 100 a second. In ns."""
    closed = Sparse.of([[1_000_000, 10_000], [100_000_000_000, 1]])
    assert [1e6] * 3 == [closed.quantile(q) for q in (0.5, 0.99, 0.9999)]
    assert pytest.approx(11e6, rel=1e-3) == mean(closed)
    waits = [100_000_000_000 - 10_000_000 * i for i in range(10_000)]
    intended = Sparse.of_samples([1_000_000] * 10_000 + waits)
    expected = {0.75: 50.01e9, 0.99: 98.01e9, 0.9999: 99.99e9}
    assert pytest.approx(list(expected.values()), rel=2e-4) == [intended.quantile(q) for q in expected]
    assert pytest.approx(25.0e9, rel=1e-3) == mean(intended)


def test_hdrhistograms_correction_of_the_same_stall():
    found = HdrHistogram(1, 3_600_000_000, 3)  # us
    for _ in range(10_000):
        found.record_value(1000)
    found.record_corrected_value(100_000_000, 10_000)
    counts = [(int(i.value_iterated_to), i.count_added_in_this_iter_step) for i in found.get_recorded_iterator()]
    ours = Sparse.of(counts)
    assert 20_000 == ours.total
    assert pytest.approx((50.0e6, 98.0e6), rel=1e-3) == (ours.quantile(0.75), ours.quantile(0.99))


# Tests that readers know, for checking a stored run by other means: scipy has them, the suite decides by intervals


@pytest.mark.parametrize(("n", "p"), [(4, 0.0285714), (5, 0.0079365), (10, 1.0825e-5)])
def test_mann_whitney_of_lanes_fully_apart(n, p):
    assert pytest.approx(p, rel=1e-4) == stats.mannwhitneyu(range(n), range(n, 2 * n), method="exact").pvalue


def test_mann_whitney_of_ties():
    assert 1.0 == stats.mannwhitneyu([3] * 6, [3] * 6).pvalue
    assert pytest.approx(0.0195, abs=5e-4) == stats.mannwhitneyu([0] * 20, [0] * 15 + [1] * 5).pvalue


def test_kolmogorov_smirnov_sees_a_split_that_mann_whitney_does_not():
    whole, split = list(range(10, 30)), [*range(10), *range(30, 40)]
    assert pytest.approx(1.0) == stats.mannwhitneyu(whole, split).pvalue
    assert pytest.approx(0.0123, abs=5e-5) == stats.ks_2samp(whole, split).pvalue


@pytest.mark.parametrize(("lane", "larger", "a12", "delta"), [((1, 6), (3, 8), 0.82, 0.64), ((1, 6), (1, 6), 0.5, 0.0)])
def test_overlap_as_vargha_and_delaney_and_as_cliff_have_it(lane, larger, a12, delta):
    """Both from Mann and Whitney's U: A12 = U / (m n), delta = 2 A12 - 1."""
    u = stats.mannwhitneyu(range(*larger), range(*lane)).statistic
    assert pytest.approx((a12, delta)) == (u / 25, 2 * u / 25 - 1)
