"""Numbers to text, once, at the edge: one unit a column, and no digit that its interval does not carry.

Time is shown in ns, µs, ms, s; sizes in decimal units (1 kB = 1000 B), as the documents use them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Text", "Unit", "decimals", "fixed", "ratio", "show", "suits"]

MOST = 4  # significant digits, however narrow the interval
WIDE = 3.0  # an interval whose ends are further apart says so little that each end gets two digits of its own


class Unit(NamedTuple):
    """A unit to print in: ``name``, and how many base units one of it is."""

    name: str
    per: float


class Text(NamedTuple):
    """An estimate in print: value and the ends of its interval, empty where there is none."""

    value: str
    low: str = ""
    high: str = ""

    @property
    def interval(self) -> str:
        """``409–415``, or nothing."""
        return f"{self.low}–{self.high}" if self.low else ""

    def __str__(self) -> str:
        return f"{self.value} ({self.interval})" if self.low else self.value


PLAIN = Unit("", 1)
SCALES: dict[str, tuple[Unit, ...]] = {
    "ns": (Unit("ns", 1), Unit("µs", 1e3), Unit("ms", 1e6), Unit("s", 1e9)),
    "B": (Unit("B", 1), Unit("kB", 1e3), Unit("MB", 1e6), Unit("GB", 1e9)),
    "1/s": (Unit("/s", 1), Unit("k/s", 1e3), Unit("M/s", 1e6), Unit("G/s", 1e9)),
    "1": (Unit("%", 0.01),),
    "count": (PLAIN,),
}


def suits(unit: str, values: Iterable[float]) -> Unit:
    """The one unit for a column of ``values`` in base ``unit``: the largest in which their middle is at least 1.

    The middle is the geometric mean of what is above 0. A unit without a scale is printed as it is.
    """
    scale = SCALES.get(unit, (Unit(unit, 1),))
    seen = [v for v in values if math.isfinite(v) and v > 0]
    if not seen:
        return scale[0]
    middle = math.exp(math.fsum(map(math.log, seen)) / len(seen))
    return next((u for u in reversed(scale) if middle >= u.per), scale[0])


def decimals(low: float, value: float, high: float, most: int = MOST) -> int:
    """How many decimals an estimate carries: up to the first digit that the interval leaves open.

    One more where that digit is a 1 or a 2; at most ``most`` significant digits of the value; at least none.

    >>> decimals(409, 412, 415), decimals(1.22, 1.234, 1.246), decimals(0.0098, 0.0101, 0.0104)
    (0, 3, 4)
    """
    size = abs(value) or max(abs(low), abs(high))
    room = most - 1 - (math.floor(math.log10(size)) if size else 0)
    half = max(value - low, high - value)
    if half <= 0:
        return max(0, 0 if float(value).is_integer() else room)
    power = math.floor(math.log10(half))
    carried = -power + (1 if round(half / 10**power, 6) < 3 else 0)
    return max(0, min(carried, room))


def fixed(value: float, places: int) -> str:
    """``12,043.5``: that many decimals, thousands apart, and no minus before a zero."""
    text = f"{value:,.{places}f}"
    return text[1:] if text.startswith("-") and not text.strip("-0.,") else text


def show(low: float | None, value: float, high: float | None, unit: Unit = PLAIN, most: int = MOST) -> Text:
    """An estimate in ``unit``; without an interval, three significant digits (a whole number stays whole)."""
    if not math.isfinite(value):
        return Text("n/a")
    value /= unit.per
    if low is None or high is None:
        return Text(fixed(value, _three(value)))
    low, high = low / unit.per, high / unit.per
    if 0 < low * WIDE < high:
        return Text(_two(value), _two(low), _two(high))
    places = decimals(low, value, high, most)
    return Text(fixed(value, places), fixed(low, places), fixed(high, places))


def ratio(low: float | None, value: float, high: float | None, most: int = MOST) -> Text:
    """A ratio with its interval, ``3.12× (2.98–3.27)`` when joined by ``str``."""
    text = show(low, value, high, PLAIN, most)
    return text._replace(value=f"{text.value}×") if math.isfinite(value) else text


def _two(value: float) -> str:
    """Two significant digits: ``0.12``, ``3.1``, ``17``, ``22,000``."""
    power = math.floor(math.log10(value)) - 1
    return fixed(round(value / 10**power) * 10.0**power, max(0, -power))


def _three(value: float) -> int:
    if value == 0 or (float(value).is_integer() and abs(value) < 1e6):
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))
