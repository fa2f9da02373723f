"""Latency of single operations, twice: over percentiles, so that the tail has room, and as shares within each time.

Over percentiles both axes are logarithmic: the horizontal place of percentile p is -log10(1 - p), so that 50, 90, 99
and 99.9 % stand at equal steps, as in HDR plots. The other figure is the empirical distribution function (ECDF) on a
logarithmic time axis, where modes and overlap are seen. A curve ends where fewer than `TAIL` operations lie beyond:
what is rarer than that was not measured. Floors and limits that have no single latencies are lines.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from benchmarks.core.model import Distribution
from benchmarks.stats.quantiles import Sparse
from reports import units
from reports.charts.labels import End, label_column, label_ends
from reports.charts.marks import DASHES, Mark
from reports.charts.svg import MUTED, colour, new_figure, write_svg

__all__ = ["PERCENTILES", "Bound", "curve", "ecdf_panel", "latency_panel", "log_ticks", "shares"]

TAIL = 10
PERCENTILES = (0.5, 0.9, 0.99, 0.999, 0.9999)
WIDTH, HEIGHT = 470, 290
POINTS = 40
BOX = (0.105, 0.13, 0.6, 0.83)


class Bound(NamedTuple):
    """A floor or a limit as a line: what one operation takes there, in ns."""

    lane: str
    value: float


def curve(counts: Sequence[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Places -log10(1 - p) from 0 to where `TAIL` operations are left, and the latency in ns at each."""
    values, numbers = Sparse.of(counts)
    running = np.cumsum(numbers)
    last = math.log10(max(running[-1] / TAIL, 2))
    places = np.linspace(0, last, POINTS)
    at = np.searchsorted(running, (1 - 10**-places) * running[-1], side="left")
    return places, values[np.minimum(at, len(values) - 1)]


def shares(counts: Sequence[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Latencies in ns, ascending, and the share of operations that took at most each; to where `TAIL` are left."""
    values, numbers = Sparse.of(counts)
    running = np.cumsum(numbers)
    wanted = np.linspace(0, max(1 - TAIL / running[-1], 0.5), POINTS)
    at = np.minimum(np.searchsorted(running, wanted * running[-1], side="left"), len(values) - 1)
    places = np.unique(at)
    return values[places], running[places] / running[-1]


def latency_panel(
    found: Sequence[Distribution], marks: Mapping[str, Mark], key: str, title: str, bounds: Sequence[Bound] = ()
) -> str:
    """One case as SVG: a curve for each of ``found``, labelled at its end; the table beside it holds the numbers."""
    figure, axes = new_figure(WIDTH, HEIGHT)
    axes.set_position(BOX)
    axes.set_yscale("log")
    ends = []
    for one in found:
        places, values = curve(one.counts)
        _draw(axes, places, values, one.lane, marks[one.lane])
        ends.append(End(float(values[-1]), float(places[-1]), one.lane))
    last = max(end.place for end in ends)
    for bound in bounds:
        _draw(axes, [0, last], [bound.value] * 2, bound.lane, marks[bound.lane])
    ends += [End(bound.value, last, bound.lane) for bound in bounds]
    _percentile_axis(axes, last)
    log_ticks(axes, "y", "ns")
    label_ends(axes, ends, marks, HEIGHT * BOX[3])
    axes.set_xlabel(f"share of operations that took at most this long ({_what(found)})", color=MUTED, fontsize=9)
    return write_svg(figure, key, title, _describe(found))


def ecdf_panel(
    found: Sequence[Distribution], marks: Mapping[str, Mark], key: str, title: str, bounds: Sequence[Bound] = ()
) -> str:
    """The same as `latency_panel` the other way round: time on the axis below, the share of operations upright."""
    figure, axes = new_figure(WIDTH, HEIGHT)
    axes.set_position(BOX)
    axes.set_xscale("log")
    for one in found:
        values, parts = shares(one.counts)
        _draw(axes, values, parts, one.lane, marks[one.lane])
    for bound in bounds:
        _draw(axes, [bound.value] * 2, [0, 1], bound.lane, marks[bound.lane])
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 0.9, 1], ["0", "25 %", "50 %", "75 %", "90 %", "100 %"])
    log_ticks(axes, "x", "ns")
    label_column(
        axes,
        [End(0, 0, lane) for lane in (*(one.lane for one in found), *(one.lane for one in bounds))],
        marks,
        HEIGHT * BOX[3],
    )
    axes.set_xlabel(f"time of an operation ({_what(found)})", color=MUTED, fontsize=9)
    return write_svg(figure, key, title, _describe(found))


def _draw(axes: Axes, x: Sequence[float] | np.ndarray, y: Sequence[float] | np.ndarray, lane: str, sign: Mark) -> None:
    (line,) = axes.plot(x, y, color=colour(sign.colour), linewidth=1.7, solid_capstyle="round", gid=f"lane:{lane}")
    if DASHES[sign.dash]:
        line.set_dashes(DASHES[sign.dash])


def _what(found: Sequence[Distribution]) -> str:
    batch = max(one.batch for one in found)
    return f"mean of {batch} operations" if batch > 1 else "one operation"


def log_ticks(axes: Axes, axis: str, unit: str) -> None:
    """Ticks at 1, (2, 5,) 10, ... in a unit that a person reads."""
    low, high = getattr(axes, f"get_{axis}lim")()
    steps = (1, 2, 5) if high / low < 60 else (1,)
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [s * 10.0**d for d in decades for s in steps if low <= s * 10.0**d <= high]
    getattr(axes, f"set_{axis}ticks")(ticks, [_tick(t, unit) for t in ticks])
    getattr(axes, f"{axis}axis").set_minor_locator(NullLocator())
    getattr(axes, f"set_{axis}lim")(low, high)


def _tick(value: float, unit: str) -> str:
    best = units.suits(unit, [value * 1.0001])
    return f"{value / best.per:g} {best.name}".strip()


def _percentile_axis(axes: Axes, last: float) -> None:
    shown = [(0.0, "min")] + [(-math.log10(1 - p), f"{p * 100:g} %") for p in PERCENTILES]
    kept = [(place, name) for place, name in shown if place <= last + 0.02]
    axes.set_xticks([place for place, _ in kept], [name for _, name in kept])
    axes.set_xlim(0, last * 1.01)


def _describe(found: Sequence[Distribution]) -> str:
    seen = [(one.lane, Sparse.of(one.counts)) for one in found]
    unit = units.suits("ns", [counts.quantile(0.5) for _, counts in seen])
    return "; ".join(
        f"{lane}: median {units.show(None, counts.quantile(0.5), None, unit)} {unit.name}, "
        f"99 % within {units.show(None, counts.quantile(0.99), None, unit)} {unit.name}"
        for lane, counts in seen
    )
