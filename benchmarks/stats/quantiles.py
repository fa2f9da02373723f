"""Quantiles of single operations: from samples or from sparse histograms, with intervals, or refused.

A histogram is ``[[lowest equivalent value, count], ...]`` as the workers send it; its quantiles are exact on those
bucket edges (three significant digits). All quantiles here invert the empirical distribution: the q quantile of n
values is the ceil(q n)-th smallest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import special, stats

from benchmarks.core.errors import TooFewSamplesError
from benchmarks.core.model import Interval

__all__ = ["PERCENTILES", "Sparse", "merge", "needed", "ranks", "refusal"]

PERCENTILES: dict[str, float] = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "p99_9": 0.999}
"""The percentiles that are published, by the ending of their metric's name."""


def ranks(n: int, q: float, level: float = 0.95, worth: float | None = None) -> tuple[int, int] | None:
    """Ranks (from 1) of the order statistics that bound the q quantile of n values at ``level``.

    The number of independent values at or below the quantile is binomial(n, q) (Conover 1999, section 3.2): the lower
    rank is that law's (1 - level)/2 quantile, the upper its mirror image plus one. Values that count for only ``worth``
    independent ones (`dependence.worth`) take the ranks of so many, at the same shares of the n, rounded outwards. None
    where one of the two does not exist.
    """
    tail = (1 - level) / 2
    m = n if worth is None else min(n, int(worth))
    law = stats.binom(m, q)
    low, high = int(law.ppf(tail)), int(law.ppf(1 - tail)) + 1
    if low < 1 or high > m:
        return None
    return max(1, low * (n + 1) // (m + 1)), min(n, -(-high * (n + 1) // (m + 1)))


def needed(q: float, level: float = 0.95) -> int:
    """The fewest values for which both ends of the q quantile's interval exist: max(q, 1 - q)**n <= (1 - level)/2."""
    return math.ceil(math.log((1 - level) / 2) / math.log(max(q, 1 - q)))


def refusal(name: str, n: int, level: float = 0.95) -> str | None:
    """Why no interval of percentile ``name`` (a key of `PERCENTILES`) is given for n values; None when it can be.

    >>> refusal("p99_9", 3687)
    'p99.9 needs 3,688 samples, has 3,687'
    """
    least = needed(PERCENTILES[name], level)
    return None if n >= least else f"{name.replace('_', '.')} needs {least:,} samples, has {n:,}"


class Sparse(NamedTuple):
    """A histogram as two equally long arrays: ascending values, and how often each was seen."""

    values: np.ndarray
    counts: np.ndarray

    @classmethod
    def of(cls, pairs: Sequence[Sequence[float]]) -> Sparse:
        """From ``[[value, count], ...]`` with ascending values, which are no whole numbers where each is a mean."""
        table = np.asarray(pairs, dtype=np.float64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1].astype(np.int64))

    @classmethod
    def of_samples(cls, samples: Sequence[float] | np.ndarray) -> Sparse:
        """From plain samples, each a bucket of its own."""
        values, counts = np.unique(np.asarray(samples), return_counts=True)
        return cls(values, counts)

    @property
    def total(self) -> int:
        """How many values it holds."""
        return int(self.counts.sum())

    def at(self, rank: int) -> float:
        """The rank-th smallest value, from 1."""
        return float(self.values[np.searchsorted(np.cumsum(self.counts), rank)])

    def quantile(self, q: float) -> float:
        """The ceil(q n)-th smallest value."""
        return self.at(max(1, math.ceil(q * self.total - 1e-9)))

    def harrell_davis(self, q: float) -> float:
        """The q quantile as a mean of all order statistics, which moves smoothly as the values do.

        The i-th of n weighs what Beta((n + 1) q, (n + 1)(1 - q)) puts on [(i - 1)/n, i/n] (Harrell and Davis 1982).
        """
        edges = np.cumsum(np.concatenate([[0], self.counts])) / self.total
        weights = np.diff(special.betainc((self.total + 1) * q, (self.total + 1) * (1 - q), edges))
        return float(weights @ self.values)

    def interval(self, q: float, level: float = 0.95, worth: float | None = None) -> Interval:
        """Order-statistic interval of the q quantile, for independent values or ones that count for ``worth`` such.

        Latencies that follow one another are not independent: `dependence.interval`. Raises `TooFewSamplesError` with
        the number needed.
        """
        bounds = ranks(self.total, q, level, worth)
        if bounds is None:
            least, has = needed(q, level), f"{self.total:,}"
            wrong = f"needs {least:,} samples, has {has}"
            if worth is not None and worth < self.total:
                wrong = f"needs {least:,} independent samples, its {has} count for {worth:,.0f}"
            raise TooFewSamplesError(f"p{q * 100:g}", wrong)
        return Interval(self.at(bounds[0]), self.quantile(q), self.at(bounds[1]))


def merge(histograms: Iterable[Sparse]) -> Sparse:
    """One histogram of all."""
    parts = list(histograms)
    if not parts:
        return Sparse(np.empty(0), np.empty(0, dtype=np.int64))
    values, where = np.unique(np.concatenate([p.values for p in parts]), return_inverse=True)
    counts = np.bincount(where, weights=np.concatenate([p.counts for p in parts])).astype(np.int64)
    return Sparse(values, counts)
