"""Latency of single operations: one curve a lane over percentiles, so that the tail has room; both axes logarithmic.

The horizontal place of percentile p is -log10(1 - p): 50, 90, 99 and 99.9 % stand at equal steps, as in HDR plots.
A curve ends where fewer than `TAIL` operations lie beyond: what is rarer than that was not measured.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from benchmarks.core.model import Distribution
from benchmarks.stats.quantiles import Sparse
from reports import units
from reports.charts.marks import DASHES, Mark
from reports.charts.svg import INK, MUTED, colour, new_figure, write_svg

__all__ = ["PERCENTILES", "apart", "curve", "latency_panel", "log_ticks"]

TAIL = 10
PERCENTILES = (0.5, 0.9, 0.99, 0.999, 0.9999)
WIDTH, HEIGHT = 470, 290
POINTS = 40


def curve(counts: Sequence[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Places -log10(1 - p) from 0 to where `TAIL` operations are left, and the latency in ns at each."""
    values, numbers = Sparse.of(counts)
    running = np.cumsum(numbers)
    last = math.log10(max(running[-1] / TAIL, 2))
    places = np.linspace(0, last, POINTS)
    at = np.searchsorted(running, (1 - 10**-places) * running[-1], side="left")
    return places, values[np.minimum(at, len(values) - 1)]


def latency_panel(found: Sequence[Distribution], marks: Mapping[str, Mark], key: str, title: str) -> str:
    """One case as SVG: a curve for each of ``found``, labelled at its end; the table beside it holds the numbers."""
    figure, axes = new_figure(WIDTH, HEIGHT)
    axes.set_position((0.105, 0.13, 0.6, 0.83))
    axes.set_yscale("log")
    ends = []
    for one in found:
        places, values = curve(one.counts)
        sign = marks[one.lane]
        (line,) = axes.plot(places, values, color=colour(sign.colour), linewidth=1.7, solid_capstyle="round")
        if DASHES[sign.dash]:
            line.set_dashes(DASHES[sign.dash])
        line.set_gid(f"lane:{one.lane}")
        ends.append((float(values[-1]), float(places[-1]), one.lane))
    _percentile_axis(axes, max(place for _, place, _ in ends))
    log_ticks(axes, "y", "ns")
    _label_ends(axes, ends, marks)
    batch = max(one.batch for one in found)
    what = f"mean of {batch} operations" if batch > 1 else "one operation"
    axes.set_xlabel(f"share of operations that took at most this long ({what})", color=MUTED, fontsize=9)
    return write_svg(figure, key, title, _describe(found))


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


def _label_ends(axes: Axes, ends: Sequence[tuple[float, float, str]], marks: Mapping[str, Mark]) -> None:
    """Names at the right of their curves, moved apart where they would overlap."""
    low, high = (math.log(v) for v in axes.get_ylim())
    gap = (high - low) * 12 / (HEIGHT * 0.83)
    heights = apart([math.log(value) for value, _, _ in sorted(ends)], gap, low, high)
    right = axes.get_xlim()[1]
    for (value, place, lane), height in zip(sorted(ends), heights, strict=True):
        sign = marks[lane]
        at = math.exp(height)
        axes.plot([place, right * 1.03], [value, at], color=colour(sign.colour), lw=0.5, alpha=0.4, clip_on=False)
        (key,) = axes.plot([right * 1.03, right * 1.1], [at, at], color=colour(sign.colour), lw=1.7, clip_on=False)
        if DASHES[sign.dash]:
            key.set_dashes(DASHES[sign.dash])
        axes.text(right * 1.12, at, lane, color=INK, fontsize=9.5, va="center", gid=f"lane:{lane}")


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


def _describe(found: Sequence[Distribution]) -> str:
    seen = [(one.lane, Sparse.of(one.counts)) for one in found]
    unit = units.suits("ns", [counts.quantile(0.5) for _, counts in seen])
    return "; ".join(
        f"{lane}: median {units.show(None, counts.quantile(0.5), None, unit)} {unit.name}, "
        f"99 % within {units.show(None, counts.quantile(0.99), None, unit)} {unit.name}"
        for lane, counts in seen
    )
