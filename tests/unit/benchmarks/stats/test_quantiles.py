import random

import numpy as np
import pytest
from hdrh.histogram import HdrHistogram
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks.core.errors import TooFewSamplesError
from benchmarks.stats.quantiles import Sparse, merge, needed, ranks, refusal


@pytest.mark.parametrize(
    ("n", "q", "expected"),
    [
        (10, 0.5, (2, 9)), (20, 0.5, (6, 15)), (30, 0.5, (10, 21)), (100, 0.5, (40, 61)), (1000, 0.5, (469, 532)),
        (1000, 0.99, (983, 997)), (10_000, 0.99, (9880, 9920)), (10_000, 0.999, (9983, 9997)),
        (100_000, 0.999, (99_880, 99_920)),
    ],
)  # fmt: skip
def test_ranks_are_the_known_ones(n, q, expected):
    assert expected == ranks(n, q)


def test_ranks_two_and_nine_of_ten_cover_the_median_as_known():
    low, high = ranks(10, 0.5)
    law = stats.binom(10, 0.5)
    assert pytest.approx(0.9785, abs=5e-5) == law.cdf(high - 1) - law.cdf(low - 1)


@pytest.mark.parametrize(("q", "expected"), [(0.9, 36), (0.95, 72), (0.99, 368), (0.999, 3688), (0.9999, 36_887)])
def test_the_fewest_samples_are_the_known_ones(q, expected):
    assert expected == needed(q)
    assert ranks(expected, q) is not None
    assert ranks(expected - 1, q) is None


def test_one_sample_too_few_is_refused_with_the_number_needed():
    assert "p99.9 needs 3,688 samples, has 3,687" == refusal("p99_9", 3687)
    assert refusal("p99_9", 3688) is None
    with pytest.raises(TooFewSamplesError, match=r"p99\.9: needs 3,688 samples, has 3,687"):
        Sparse.of_samples(range(3687)).interval(0.999)


def test_the_interval_of_a_quantile_is_scipys():
    values = np.random.default_rng(3).lognormal(size=500)
    theirs = stats.quantile_test(values, q=np.median(values), p=0.9).confidence_interval(0.95)
    ours = Sparse.of_samples(values).interval(0.9)
    assert (theirs.low, theirs.high) == (ours.low, ours.high)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=200), st.sampled_from([0.01, 0.25, 0.5, 0.9, 0.99, 1.0]))
def test_a_quantile_of_buckets_inverts_the_empirical_distribution(values, q):
    expected = np.quantile(values, q, method="inverted_cdf")
    assert expected == Sparse.of_samples(values).quantile(q)


@given(st.lists(st.lists(st.integers(0, 50), min_size=1), min_size=1, max_size=5))
def test_merged_histograms_are_the_histogram_of_all(parts):
    found = merge([Sparse.of_samples(p) for p in parts])
    expected = Sparse.of_samples([v for p in parts for v in p])
    assert expected.values.tolist() == found.values.tolist()
    assert expected.counts.tolist() == found.counts.tolist()


def test_quantiles_are_hdrhistograms_to_its_three_digits():
    rng = random.Random(5)
    values = [int(rng.lognormvariate(10, 1)) for _ in range(5000)]
    theirs = HdrHistogram(1, 10**9, 3)
    for v in values:
        theirs.record_value(v)
    counts = [
        (theirs.get_lowest_equivalent_value(i.value_iterated_to), i.count_added_in_this_iter_step)
        for i in theirs.get_recorded_iterator()
    ]
    ours = Sparse.of(counts)
    for p in (50, 95, 99, 99.9):
        assert theirs.get_lowest_equivalent_value(theirs.get_value_at_percentile(p)) == ours.quantile(p / 100)


def test_means_of_several_operations_keep_their_fractions():
    assert 40.25 == Sparse.of([[40.25, 3], [41.5, 1]]).quantile(0.5)
