"""How sharp a run's times are: the median half-width of their intervals, over what is long enough to be sharp."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from benchmarks.core.model import Measurement

__all__ = ["LONG_NS", "Precision", "precision"]

LONG_NS = 1000.0  # operations shorter than this are mostly the harness's own floor


class Precision(NamedTuple):
    """``half_width``: relative, 0.05 is 5 %; None where no lane has an interval. ``lanes``: how many have one."""

    half_width: float | None
    lanes: int
    without: int  # lanes whose time has no interval


def precision(measurements: Iterable[Measurement], least_ns: float = LONG_NS) -> Precision:
    """The median over lanes of the half-width of the time's 95 % interval, sqrt(high / low) - 1, above ``least_ns``."""
    times: Sequence[Measurement] = [m for m in measurements if m.metric == "time" and m.value > least_ns]
    widths = [math.sqrt(m.high / m.low) - 1 for m in times if m.low and m.high]
    return Precision(median(widths) if widths else None, len(widths), len(times) - len(widths))
