"""Whether a process settled: its samples in order, cut at change points, and the class that follows.

Barrett, Bolz-Tereick, Killick, Mount and Tratt, "Virtual machine warmup blows hot and cold" (OOPSLA 2017), with the
segmentation of Killick, Fearnhead and Eckley, "Optimal detection of changepoints with a linear computational cost"
(JASA 2012): PELT on changes in mean and variance, penalty 15 ln n. Classes are reported, and nothing is left out by
them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

__all__ = ["CLASSES", "LEAST", "Class", "Steady", "change_points", "classify"]

Class: TypeAlias = Literal["flat", "warmup", "slowdown", "no steady state", "too short"]
CLASSES: tuple[Class, ...] = ("flat", "warmup", "slowdown", "no steady state", "too short")

LEAST = 20  # samples below which a penalty of 15 ln n hides all but steps of many deviations
PENALTY = 15.0  # times ln n
SHORTEST = 5  # samples in a segment: fewer may be equal by the clock's steps, and seem to have no variance
FINEST = 1e-4  # relative deviation that a clock and a rounding leave in any sample
LAST = 500  # iterations that the steady stretch must cover; of fewer than twice as many, half
WIDE = 3.0  # times the distance from the 10th to the 90th percentile: nearer means are equal, farther samples outliers
SAME = 0.02  # and so are means within 2 %, what counts as equivalent everywhere in this suite
AROUND = 100  # samples on each side against which a sample is an outlier
_KEPT = 1 << 16


class Steady(NamedTuple):
    """``start``: the sample, from 0, at which the steady stretch begins; None: there is none, or nothing can be said.

    ``changes``: where each segment but the first begins. ``outliers``: samples that were set to their neighbours'
    median before the cuts were looked for.
    """

    kind: Class
    start: int | None
    changes: tuple[int, ...]
    outliers: int


def classify(samples: Sequence[float]) -> Steady:
    """The class of one process's samples, in the order they were taken, in any unit above 0.

    *Steady* is the last segment with what before it has an equal mean; it must cover the last 500 samples, or the last
    half where there are fewer than 1,000. *flat*: it is everything; *warmup*: no segment before it is faster;
    *slowdown*: one is. Fewer than `LEAST` samples are *too short*.
    """
    return _classify(tuple(map(float, samples)))


def change_points(samples: Sequence[float] | np.ndarray, penalty: float | None = None) -> list[int]:
    """Where the samples' mean or variance changes: the first index of each segment but the first.

    The least of -2 log L = n (ln(2 pi var) + 1) of normal segments, each with a mean and variance of its own, plus
    ``penalty`` a cut (15 ln n), found exactly by PELT. Segments have at least five samples.
    """
    y = np.asarray(samples, dtype=float)
    n = len(y)
    if n < 2 * SHORTEST:
        return []
    beta = PENALTY * math.log(n) if penalty is None else penalty
    floor = (FINEST * float(np.median(np.abs(y)))) ** 2 or 1.0
    shifted = y - y.mean()  # sums of squares keep their digits
    sums = np.concatenate(([0.0], np.cumsum(shifted)))
    squares = np.concatenate(([0.0], np.cumsum(shifted * shifted)))
    best = np.full(n + 1, np.inf)
    best[0] = -beta
    came_from = np.zeros(n + 1, dtype=int)
    open_at, until = np.array([0]), np.array([n])  # where the last segment may begin, and for how long that is open
    for end in range(SHORTEST, n + 1):
        length = end - open_at
        mean = (sums[end] - sums[open_at]) / length
        var = np.maximum((squares[end] - squares[open_at]) / length - mean * mean, floor)
        cost = best[open_at] + length * (np.log(2 * np.pi * var) + 1)
        least = int(np.argmin(cost))
        best[end], came_from[end] = cost[least] + beta, open_at[least]
        # a cut here beats the beaten ones for ever, but the next cut can only come a shortest segment later
        until = np.where(cost > best[end], np.minimum(until, end + SHORTEST - 1), until)
        open_at, until = open_at[until > end], until[until > end]
        begins = end + 1 - SHORTEST
        if SHORTEST <= begins <= n - SHORTEST:
            open_at, until = np.append(open_at, begins), np.append(until, n)
    return _cuts(came_from, n)


@lru_cache(maxsize=_KEPT)
def _classify(samples: tuple[float, ...]) -> Steady:
    n = len(samples)
    if n < LEAST:
        return Steady("too short", None, (), 0)
    y, outliers = _smoothed(np.array(samples))
    cuts = change_points(y)
    begins = [0, *cuts]
    means = [float(part.mean()) for part in np.split(y, cuts)]
    low, high = np.percentile(y[begins[-1] :], (10, 90))
    near = max(WIDE * float(high - low), SAME * abs(means[-1]))
    first = len(begins) - 1
    while first and abs(means[first - 1] - means[-1]) <= near:
        first -= 1
    start = begins[first]
    if start > n - min(LAST, n // 2):
        return Steady("no steady state", None, tuple(cuts), outliers)
    if not first:
        return Steady("flat", 0, tuple(cuts), outliers)
    faster = any(mean < means[-1] - near for mean in means[:first])
    return Steady("slowdown" if faster else "warmup", start, tuple(cuts), outliers)


def _smoothed(y: np.ndarray) -> tuple[np.ndarray, int]:
    """The samples with each outlier set to the median of its neighbours, and how many there were.

    As many outliers in a row as make a segment are none: they are a level of their own.
    """
    width = min(2 * AROUND + 1, len(y))
    windows = np.lib.stride_tricks.sliding_window_view(y, width)
    low, middle, high = np.percentile(windows, (10, 50, 90), axis=1)
    place = np.clip(np.arange(len(y)) - AROUND, 0, len(windows) - 1)
    far = np.abs(y - middle[place]) > np.maximum(WIDE * (high - low), SAME * np.abs(middle))[place]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], far.astype(int), [0]))))
    for begin, end in edges.reshape(-1, 2):
        if end - begin >= SHORTEST:
            far[begin:end] = False
    return np.where(far, middle[place], y), int(far.sum())


def _cuts(came_from: np.ndarray, n: int) -> list[int]:
    found, at = [], int(came_from[n])
    while at > 0:
        found.append(at)
        at = int(came_from[at])
    return found[::-1]
