"""Percentiles: of independent values, of values that follow one another, of processes that differ, and their shifts."""

import numpy as np
import pytest
from scipy import signal, stats

from benchmarks.stats.dependence import BATCHES, interval
from benchmarks.stats.quantiles import Sparse, ranks
from benchmarks.stats.shift import shift

pytestmark = pytest.mark.slow

TIMES = 2000


def band_of(times, rate, level=0.99):
    return tuple(stats.binom(times, rate).ppf([(1 - level) / 2, (1 + level) / 2]) / times)


def autoregressive(rng, shape, phi):
    """Standard normal values along the last axis, each ``phi`` times the one before and something new."""
    fresh = rng.normal(size=shape) * np.sqrt(1 - phi**2)
    start = phi * rng.normal(size=(*shape[:-1], 1))
    return signal.lfilter([1], [1, -phi], fresh, axis=-1, zi=start)[0]


@pytest.mark.parametrize(
    ("n", "q"), [(10, 0.5), (20, 0.5), (100, 0.5), (72, 0.95), (1000, 0.95), (368, 0.99), (1000, 0.99), (10_000, 0.999)]
)
def test_an_interval_of_independent_values_covers_what_its_ranks_cover(hold, n, q):
    low, high = ranks(n, q)
    law = stats.binom(n, q)
    exact = law.cdf(high - 1) - law.cdf(low - 1)
    assert exact >= 0.95
    rng = np.random.default_rng([n, int(q * 1e4)])
    true = np.exp(stats.norm.ppf(q))
    covered = 0
    for values in rng.lognormal(size=(TIMES, n)):
        at = Sparse.of_samples(values).interval(q)
        covered += at.low <= true <= at.high
    hold(f"coverage, independent, n = {n}, p{q * 100:g}, exactly {exact:.2%}", covered, TIMES, *band_of(TIMES, exact))


@pytest.mark.parametrize("q", [0.5, 0.95, 0.99])
@pytest.mark.parametrize("phi", [0.5, 0.9])
def test_an_interval_of_a_series_covers_by_batches_and_fails_as_if_independent(hold, note, phi, q):
    n, times = 10_000, 1000
    rng = np.random.default_rng([int(phi * 100), int(q * 1e4)])
    true = stats.norm.ppf(q)
    by_batches = as_independent = 0
    for values in autoregressive(rng, (times, n), phi):
        at = interval([Sparse.of_samples(batch) for batch in np.array_split(values, BATCHES)], q)
        by_batches += at.low <= true <= at.high
        plain = Sparse.of_samples(values).interval(q)
        as_independent += plain.low <= true <= plain.high
    what = f"coverage, autocorrelated {phi}, n = {n:,}, p{q * 100:g}"
    hold(f"{what}, by {BATCHES} batches", by_batches, times, 0.92, 0.98)
    if phi < 0.9:
        note(f"{what}, as if independent: {as_independent / times:.2%}")
        return
    with pytest.raises(AssertionError, match="is not within"):
        hold(f"{what}, as if independent", as_independent, times, 0.92, 0.98)


@pytest.mark.parametrize("q", [0.5, 0.99])
def test_on_independent_values_the_interval_by_batches_is_no_narrower(hold, q):
    rng = np.random.default_rng(int(q * 1e4))
    true, covered = stats.norm.ppf(q), 0
    for values in rng.normal(size=(1000, 10_000)):
        at = interval([Sparse.of_samples(batch) for batch in np.array_split(values, BATCHES)], q)
        covered += at.low <= true <= at.high
    hold(f"coverage, independent, by {BATCHES} batches, p{q * 100:g}", covered, 1000, band_of(1000, 0.95)[0], 1.0)


@pytest.mark.parametrize("blocks", [6, 12, 30])
def test_an_interval_of_blocks_that_differ_covers_and_fails_as_if_independent(hold, blocks):
    """Blocks apart by a third of what the values of one are; 3 processes of 100 samples in each."""
    rng = np.random.default_rng(blocks)
    wide = np.hypot(1.0, 0.3)
    covered = plainly = 0
    for _ in range(TIMES):
        values = rng.normal(size=(blocks, 300)) + 0.3 * rng.normal(size=(blocks, 1))
        at = interval([Sparse.of_samples(block) for block in values], 0.5)
        covered += at.low <= 0 <= at.high
        plain = Sparse.of_samples(values.ravel()).interval(0.5)
        plainly += plain.low <= 0 <= plain.high
    what = f"coverage, {blocks} blocks that differ (in all {wide:.2f}), median"
    hold(what, covered, TIMES, band_of(TIMES, 0.95)[0], 1.0)
    with pytest.raises(AssertionError, match="is not within"):
        hold(f"{what}, as if independent", plainly, TIMES, band_of(TIMES, 0.95)[0], 1.0)


@pytest.mark.parametrize("q", [0.5, 0.99])
@pytest.mark.parametrize("blocks", [6, 12])
def test_the_interval_of_a_shift_covers_whatever_follows_what_in_a_process(hold, blocks, q):
    """Two lanes of autocorrelated latencies, 400 a process, 500 apart; processes deviate as much as samples do."""
    rng = np.random.default_rng([blocks, int(q * 1e4)])
    covered, times = 0, 1000
    for _ in range(times):
        values = 5000 + 100 * (autoregressive(rng, (2, blocks, 3, 400), 0.9) + rng.normal(size=(2, blocks, 3, 1)))
        at = [
            {
                b: float(np.median([Sparse.of_samples(p).harrell_davis(q) for p in block]))
                for b, block in enumerate(lane)
            }
            for lane in values + np.array([0, 500]).reshape(2, 1, 1, 1)
        ]
        found = shift(*at).interval()
        covered += found.low <= 500 <= found.high
    hold(f"coverage, shift of p{q * 100:g}, {blocks} blocks", covered, times, *band_of(times, 0.95))
