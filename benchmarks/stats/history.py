"""Where a series of runs changes its level: a scan over all splits, held against permutations of the series in blocks.

The statistic is the largest two-sample t over all splits (Hawkins 1977, "Testing a sequence of observations for a shift
in location"). Its law under no change comes from permuting the series; whole blocks are permuted, since neighbouring
runs of a machine are alike and single values would find changes in any slow wave (Kunsch 1989; Kirch 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["FEWEST", "Change", "block_length", "change", "changes"]

FEWEST = 10  # runs: below, five blocks hold a single value each
BLOCKS = 5  # that a series is cut into: as long as they can be while a permutation still says something at 5 %
PERMUTATIONS = 999


class Change(NamedTuple):
    """A change of level between ``at - 1`` and ``at``; ``shift`` is the later mean less the earlier one."""

    at: int
    shift: float
    p: float


def block_length(runs: int) -> int:
    """How many neighbouring runs are moved together."""
    return max(1, runs // BLOCKS)


def change(series: Sequence[float] | np.ndarray, rng: np.random.Generator, block: int | None = None) -> Change:
    """The most likely change of a series, shape (n,), n >= 3, with the p value of there being none.

    ``block``: runs that are moved together; 1 permutes single values, which holds for independent ones only. A series
    without any spread has p 1.
    """
    values = np.asarray(series, dtype=np.float64)
    n = len(values)
    scan = _scan(values[None, :])[0]
    at = int(np.argmax(scan)) + 1
    orders = _orders(n, block or block_length(n), PERMUTATIONS, rng)
    most = _scan(values[orders]).max(axis=1)
    p = float((1 + np.count_nonzero(most >= scan[at - 1] * (1 - 1e-12))) / (PERMUTATIONS + 1))
    return Change(at, float(values[at:].mean() - values[:at].mean()), p)


def changes(series: Sequence[float] | np.ndarray, rng: np.random.Generator, level: float = 0.05) -> list[Change]:
    """All changes of a series, in order: the clearest parts it, then each part is looked at (Scott and Knott 1974).

    Parts of fewer than `FEWEST` runs are left whole.
    """
    values = np.asarray(series, dtype=np.float64)
    if len(values) < FEWEST:
        return []
    found = change(values, rng)
    if found.p > level:
        return []
    later = [c._replace(at=c.at + found.at) for c in changes(values[found.at :], rng, level)]
    return [*changes(values[: found.at], rng, level), found, *later]


def _scan(rows: np.ndarray) -> np.ndarray:
    """Sum of squares between the two sides of each split, shape (rows, n - 1): it orders splits as t does."""
    n = rows.shape[1]
    sizes = np.arange(1, n)
    sums = np.cumsum(rows - rows.mean(axis=1, keepdims=True), axis=1)[:, :-1]
    between: np.ndarray = sums**2 * n / (sizes * (n - sizes))
    return between


def _orders(n: int, block: int, times: int, rng: np.random.Generator) -> np.ndarray:
    """Indices of the series with its blocks in random orders, shape (times, n); where blocks begin is random too."""
    starts = rng.integers(0, block, size=times)
    found = np.empty((times, n), dtype=np.intp)
    whole = np.arange(n)
    for row, start in enumerate(starts):
        turned = np.roll(whole, -int(start))
        pieces = np.split(turned, range(block, n, block))
        found[row] = np.concatenate([pieces[i] for i in rng.permutation(len(pieces))])
    return found
