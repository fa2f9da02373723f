import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.core.errors import TooFewSamplesError
from benchmarks.stats.dependence import BATCHES, batches, interval, worth
from benchmarks.stats.quantiles import Sparse, ranks


def groups(*lists):
    return [Sparse.of_samples(values) for values in lists]


def test_groups_that_do_not_differ_count_for_all_their_values_but_for_what_few_groups_know():
    same = groups(*[range(100)] * 1000)
    assert pytest.approx(100_000, rel=0.01) == worth(same, 0.5)
    # t(0.975, 3) = 3.182446, t(0.975, 399) = 1.965927
    assert pytest.approx(400 / (3.182446 / 1.965927) ** 2, rel=1e-4) == worth(same[:4], 0.5)


def test_groups_of_one_value_each_count_once_each():
    apart = groups(*([float(i)] * 500 for i in range(1, 31)))
    # share 1/2: 15 of 30 below; var = 30/29 * 30 * 250**2 / 15000**2 = 1/116, of independent ones 1/60000
    assert pytest.approx(60_000 / 4 * 116 / 60_000 / (2.045230 / 1.960124) ** 2, rel=1e-3) == worth(apart, 0.5)


def test_an_interval_of_groups_is_that_of_as_many_independent_values():
    one = groups([1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [10, 11, 12, 13, 14], [1, 2, 10, 11, 12] * 20)
    counts_for = int(worth(one, 0.5))
    low, high = ranks(counts_for, 0.5)
    values = sorted(v for g in one for v, n in zip(g.values, g.counts, strict=True) for _ in range(n))
    n = len(values)
    found = interval(one, 0.5)
    assert values[low * (n + 1) // (counts_for + 1) - 1] == found.low
    assert values[-(-high * (n + 1) // (counts_for + 1)) - 1] == found.high


def test_values_that_count_for_too_few_are_refused_with_both_numbers():
    apart = groups(*([float(i)] * 500 for i in range(1, 31)))
    with pytest.raises(TooFewSamplesError, match=r"p99: needs 368 independent samples, its 15,000 count for \d+"):
        interval(apart, 0.99)


def test_windows_become_at_most_twenty_batches_of_neighbours():
    assert 20 == BATCHES
    found = batches(groups(*([float(i)] for i in range(50))))
    assert 20 == len(found)
    assert list(range(50)) == [v for batch in found for v in batch.values]
    assert {2, 3} == {batch.total for batch in found}
    assert 3 == len(batches(groups([1], [2], [3])))


@given(
    st.lists(st.lists(st.integers(0, 20), min_size=1, max_size=30), min_size=2, max_size=8),
    st.sampled_from([0.1, 0.5, 0.9]),
)
def test_it_is_never_narrower_than_the_interval_for_independent_values(lists, q):
    found = groups(*lists)
    everything = Sparse.of_samples([v for values in lists for v in values])
    assert 0 < worth(found, q) <= everything.total
    try:
        wide = interval(found, q)
    except TooFewSamplesError:
        return
    plain = everything.interval(q)
    assert wide.low <= plain.low
    assert plain.high <= wide.high


@given(st.integers(1, 3000), st.sampled_from([0.25, 0.5, 0.9, 0.99]), st.floats(0, 4000))
def test_ranks_of_values_that_count_for_fewer_lie_outside(n, q, counts_for):
    found, plain = ranks(n, q, worth=counts_for), ranks(n, q)
    assert ranks(n, q, worth=float(n)) == plain
    if found is not None:
        assert plain is not None
        assert 1 <= found[0] <= plain[0]
        assert plain[1] <= found[1] <= n


def test_the_same_as_a_batch_of_one_in_numpy():
    rng = np.random.default_rng(0)
    drawn = rng.lognormal(size=(40, 200))
    found = interval(groups(*drawn), 0.9)
    assert found.low < np.quantile(drawn, 0.9, method="inverted_cdf") == found.value < found.high
