"""How lanes grow: one curve a lane over a size, both axes logarithmic, its order of growth beside its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from reports import units
from reports.charts.labels import End, label_ends
from reports.charts.latency import log_ticks
from reports.charts.marks import DASHES, Mark
from reports.charts.svg import GRID, MUTED, colour, new_figure, shown, write_svg

__all__ = ["Line", "scaling_panel"]

WIDTH, HEIGHT = 470, 270
BOX = (0.105, 0.15, 0.52, 0.81)
FEW = 12  # points that each get a mark and a whisker; more of them are a line


class Line(NamedTuple):
    """One lane: sizes ascending, at each the value with the ends of its interval (the value itself without one)."""

    lane: str
    sizes: tuple[float, ...]
    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    more: str  # what stands behind its name: the order of growth


def scaling_panel(
    lines: Sequence[Line], marks: Mapping[str, Mark], key: str, title: str, axis: tuple[str, str], *, ideal: int = 0
) -> str:
    """One family of cases as SVG. ``axis``: the size's name and the values' unit.

    ``ideal`` is the exponent of what more workers could give at best, drawn from the first line's first point: -1 for
    times, 1 for rates, 0 where the size counts no workers.
    """
    figure, axes = new_figure(WIDTH, HEIGHT)
    axes.set_position(BOX)
    axes.set_xscale("log")
    axes.set_yscale("log")
    if ideal:
        sizes = sorted({size for line in lines for size in line.sizes})
        first = lines[0]
        perfect = [first.values[0] * (size / first.sizes[0]) ** ideal for size in sizes]
        axes.plot(sizes, perfect, color=GRID, linewidth=1.5, dashes=(2, 2), zorder=1)
    for line in lines:
        _draw(axes, line, marks[line.lane])
    _sizes(axes, sorted({size for line in lines for size in line.sizes}))
    log_ticks(axes, "y", axis[1])
    ends = [End(line.values[-1], line.sizes[-1], line.lane, line.more) for line in lines]
    label_ends(axes, ends, marks, HEIGHT * BOX[3])
    perfect_is = "   dotted: as many times faster as workers" if ideal else ""
    axes.set_xlabel(f"{shown(axis[0])}{perfect_is}", color=MUTED, fontsize=9)
    return write_svg(figure, key, title, _describe(lines, axis))


def _draw(axes: Axes, line: Line, sign: Mark) -> None:
    few = len(line.sizes) <= FEW
    (drawn,) = axes.plot(
        line.sizes, line.values, color=colour(sign.colour), linewidth=1.7, marker="o" if few else "", markersize=3.2,
        gid=f"lane:{line.lane}",
    )  # fmt: skip
    if DASHES[sign.dash]:
        drawn.set_dashes(DASHES[sign.dash])
    if few:
        axes.vlines(line.sizes, line.lows, line.highs, color=colour(sign.colour), linewidth=1.4)


def _sizes(axes: Axes, sizes: Sequence[float]) -> None:
    """A tick at each size that has room."""
    low, high = axes.get_xlim()
    kept: list[float] = []
    for size in sizes:
        if not kept or size / kept[-1] > (high / low) ** 0.13:
            kept.append(size)
    axes.set_xticks(kept, [f"{size:,g}" if size < 1e6 else f"{size:.3g}" for size in kept])
    axes.xaxis.set_minor_locator(NullLocator())


def _describe(lines: Sequence[Line], axis: tuple[str, str]) -> str:
    said = []
    for line in lines:
        unit = units.suits(axis[1], [line.values[0], line.values[-1]])
        first, last = (units.show(None, v, None, unit).value for v in (line.values[0], line.values[-1]))
        grows = f", grows as {line.more}" if line.more else ""
        said.append(f"{line.lane}: {first} {unit.name} to {last} {unit.name}{grows}")
    return "; ".join(said)
