import numpy as np
import pytest

from benchmarks.core.errors import TooFewSamplesError
from benchmarks.core.model import Interval
from benchmarks.stats.bootstrap import hierarchical_ratio
from benchmarks.stats.quantiles import Sparse


def processes(count, centre, rng, *, between=0.02, within=0.005, n=9):
    return [Sparse.of_samples(centre * np.exp(rng.normal(0, between) + rng.normal(0, within, n))) for _ in range(count)]


def test_constants_have_no_width_and_doubling_one_is_two():
    one, two = [Sparse.of_samples([4.0] * 5)] * 20, [Sparse.of_samples([8.0] * 5)] * 20
    assert Interval(1, 1, 1) == hierarchical_ratio(one, one)
    assert pytest.approx((2, 2, 2), rel=1e-12) == vars_of(hierarchical_ratio(one, two))
    assert pytest.approx((0.5, 0.5, 0.5), rel=1e-12) == vars_of(hierarchical_ratio(two, one))


def vars_of(i):
    return i.low, i.value, i.high


def test_fewer_than_twenty_processes_are_refused():
    with pytest.raises(TooFewSamplesError, match="needs 20 processes a lane, has 19"):
        hierarchical_ratio([Sparse.of_samples([1.0])] * 19, [Sparse.of_samples([1.0])] * 20)


def test_the_same_seed_gives_the_same_interval():
    rng = np.random.default_rng(1)
    a, b = processes(20, 10, rng), processes(22, 30, rng)
    assert hierarchical_ratio(a, b, seed=3) == hierarchical_ratio(a, b, seed=3)
    assert hierarchical_ratio(a, b, seed=3) != hierarchical_ratio(a, b, seed=4)


def test_it_agrees_with_drawing_the_samples_one_by_one():
    rng = np.random.default_rng(2)
    a, b = processes(20, 10, rng, between=0.05, within=0.3), processes(20, 30, rng, between=0.05, within=0.3)
    raw = [np.repeat(s.values, s.counts) for s in (*a, *b)]
    drawn = np.random.default_rng(9)

    def centre(lane):
        picks = drawn.integers(0, 20, 20)
        medians = [np.quantile(drawn.choice(lane[i], len(lane[i])), 0.5, method="inverted_cdf") for i in picks]
        return np.mean(np.log(medians))

    logs = [centre(raw[20:]) - centre(raw[:20]) for _ in range(4000)]
    expected = np.exp(np.quantile(logs, [0.025, 0.975]))
    found = hierarchical_ratio(a, b, draws=4000)
    assert pytest.approx(expected, rel=0.03) == [found.low, found.high]


def test_a_tail_of_histograms_can_be_compared():
    rng = np.random.default_rng(4)
    a = [Sparse.of_samples(rng.lognormal(3, 0.5, 5000).round()) for _ in range(20)]
    b = [Sparse.of_samples(rng.lognormal(3.7, 0.5, 5000).round()) for _ in range(20)]
    found = hierarchical_ratio(a, b, q=0.99)
    assert found.low < np.exp(0.7) < found.high
