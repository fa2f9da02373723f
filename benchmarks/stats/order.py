"""Order of growth: the exponent b of a power law, value = a * size**b, through one metric at several sizes.

Least squares through the points' logarithms, a point a size: b = Sxy / Sxx, its standard error s / sqrt(Sxx) with
s**2 = (sum of squared residuals) / (n - 2), and the t interval on n - 2 degrees of freedom (Draper and Smith, Applied
Regression Analysis, 3rd ed. 1998, 1.2 and 1.4). That a power law through logarithms tells the order of growth of a
program is Goldsmith, Aiken and Wilkerson's (Measuring Empirical Computational Complexity, ESEC/FSE 2007). Points that
bend away from a line widen the interval: what a constant cost hides at small sizes is seen in it, and in ``off``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.core.model import Interval
from benchmarks.stats.intervals import Estimate

__all__ = ["FEWEST", "Order", "order"]

FEWEST = 3
"""Sizes below which nothing is left over to tell how well a line fits."""


class Order(NamedTuple):
    """The exponent with its 95 % interval; ``off``: how many times the worst point lies off the line, 1 or more."""

    exponent: Interval
    off: float


def order(sizes: Sequence[float], values: Sequence[float]) -> Order | None:
    """The order of growth of ``values`` at ``sizes``, both shape (n,) and above 0; None below `FEWEST` sizes.

    Raises ValueError where a size or a value is not above 0, or where sizes and values are not equally many.
    """
    if len(sizes) != len(values):
        raise ValueError(f"sizes should be as many as values, were {len(sizes)} and {len(values)}")
    if len(set(sizes)) < FEWEST:
        return None
    if min(*sizes, *values) <= 0:
        raise ValueError(f"sizes and values should be above 0, least was {min(*sizes, *values)}")
    x, y = np.log(np.asarray(sizes, dtype=float)), np.log(np.asarray(values, dtype=float))
    from_middle = x - x.mean()
    spread = float(from_middle @ from_middle)
    slope = float(from_middle @ y) / spread
    left = y - y.mean() - slope * from_middle
    freedom = len(x) - 2
    error = math.sqrt(float(left @ left) / freedom / spread)
    found = Estimate(slope, error, freedom, logs=False).interval()
    return Order(found, math.exp(float(np.abs(left).max())))
