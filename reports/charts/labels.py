"""Names beside curves: at their ends, moved apart where they would overlap, or as a column where all end alike."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib.axes import Axes

from reports.charts.marks import DASHES, Mark
from reports.charts.svg import INK, colour, shown

__all__ = ["End", "apart", "label_column", "label_ends"]

LINE = 12  # pixels from one name to the next


class End(NamedTuple):
    """Where a curve ends on axes with a logarithmic upright: its last value, its place, its lane, and what it says."""

    value: float
    place: float
    lane: str
    more: str = ""


def label_ends(axes: Axes, ends: Sequence[End], marks: Mapping[str, Mark], height: float) -> None:
    """Names at the right of their curves; ``height`` is that of the axes in pixels, its upright logarithmic."""
    low, high = (math.log(v) for v in axes.get_ylim())
    ordered = sorted(ends)
    places = apart([math.log(end.value) for end in ordered], (high - low) * LINE / height, low, high)
    for end, place in zip(ordered, places, strict=True):
        start = _across(axes, end.place)
        at = (place - low) / (high - low)
        begin = (math.log(end.value) - low) / (high - low)
        _line(axes, [start, 1.03], [begin, at], marks[end.lane], 0.5, faint=True)
        _key(axes, at, end, marks[end.lane])


def label_column(axes: Axes, ends: Sequence[End], marks: Mapping[str, Mark], height: float) -> None:
    """Names at the right in the order given, from the top."""
    for place, end in enumerate(ends):
        _key(axes, 1 - LINE * (place + 0.7) / height, end, marks[end.lane])


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending places near ``wanted``, at least ``gap`` from each other, inside [low, high] where there is room."""
    groups = [[w] for w in wanted]
    while True:
        for i, (a, b) in enumerate(pairwise(groups)):
            if _start(b, gap, low, high) - _start(a, gap, low, high) < gap * len(a) - 1e-9:
                groups[i : i + 2] = [a + b]
                break
        else:
            return [_start(g, gap, low, high) + gap * k for g in groups for k in range(len(g))]


def _start(group: Sequence[float], gap: float, low: float, high: float) -> float:
    centre = sum(group) / len(group) - gap * (len(group) - 1) / 2
    return max(low, min(centre, high - gap * (len(group) - 1)))


def _across(axes: Axes, place: float) -> float:
    """A place on the horizontal axis as a share of its width."""
    return float(axes.transAxes.inverted().transform(axes.transData.transform((place, axes.get_ylim()[0])))[0])


def _key(axes: Axes, at: float, end: End, sign: Mark) -> None:
    _line(axes, [1.03, 1.1], [at, at], sign, 1.7)
    text = f"{shown(end.lane)}{f'  {end.more}' if end.more else ''}"
    axes.text(
        1.12, at, text, color=INK, fontsize=9.5, va="center", gid=f"lane:{end.lane}", transform=axes.transAxes
    )  # fmt: skip


def _line(axes: Axes, x: list[float], y: list[float], sign: Mark, width: float, *, faint: bool = False) -> None:
    (line,) = axes.plot(x, y, color=colour(sign.colour), lw=width, clip_on=False, transform=axes.transAxes)
    if faint:
        line.set_alpha(0.4)
    elif DASHES[sign.dash]:
        line.set_dashes(DASHES[sign.dash])
