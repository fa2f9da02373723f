"""Memory of one case: highest resident size of the process and highest heap of one run on a log axis, allocations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from benchmarks.core.model import Measurement
from reports import units
from reports.charts.latency import log_ticks
from reports.charts.marks import Mark
from reports.charts.svg import INK, MUTED, colour, new_figure, shown, write_svg

__all__ = ["MemoryRow", "memory_panel"]

WIDTH, LINE = 470, 21


class MemoryRow(NamedTuple):
    """What one lane needs; None where it was not measured."""

    lane: str
    resident: Measurement | None
    heap: Measurement | None
    allocations: Measurement | None = None


def memory_panel(rows: Sequence[MemoryRow], marks: Mapping[str, Mark], key: str, title: str) -> str:
    """One case as SVG: a bar to each lane's resident peak with its whiskers, a hollow mark at its peak heap."""
    height = 56 + LINE * len(rows)
    figure, axes = new_figure(WIDTH, height)
    counted = any(row.allocations for row in rows)
    axes.set_position((0.29, 34 / height, 0.55 if counted else 0.66, 1 - 42 / height))
    axes.set_xscale("log")
    seen = [m.value for row in rows for m in (row.resident, row.heap) if isinstance(m, Measurement) and m.value > 0]
    low, high = min(seen) / 1.6, max(seen) * 1.6
    for place, row in enumerate(rows):
        _row(axes, row, place, colour(marks[row.lane].colour), low)
    axes.set_xlim(low, high)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.set_yticks(range(len(rows)), [shown(row.lane) for row in rows], color=INK, fontsize=9.5)
    log_ticks(axes, "x", "B")
    if counted:
        _counts(axes, rows)
    heap = "   ◇: peak heap of one run" if any(row.heap for row in rows) else ""
    axes.set_xlabel(f"bar: resident peak of the process{heap}", color=MUTED, fontsize=9)
    return write_svg(figure, key, title, _describe(rows))


def _counts(axes: Axes, rows: Sequence[MemoryRow]) -> None:
    """Allocations of one run at the right of each bar."""
    right = axes.get_yaxis_transform()
    axes.text(1.19, -0.72, "allocations", color=MUTED, fontsize=8, ha="right", transform=right)
    for place, row in enumerate(rows):
        if row.allocations is not None:
            text = units.show(None, row.allocations.value, None).value
            axes.text(1.19, place, text, color=INK, fontsize=9, ha="right", va="center", transform=right)


def _row(axes: Axes, row: MemoryRow, place: int, sign: str, low: float) -> None:
    if row.resident is not None:
        r = row.resident
        axes.barh(place, r.value - low, left=low, height=0.5, color=sign, alpha=0.35, gid=f"lane:{row.lane}")
        axes.plot([r.value, r.value], [place - 0.25, place + 0.25], color=sign, linewidth=2)
        if r.low is not None and r.high is not None:
            axes.plot([r.low, r.high], [place, place], color=sign, linewidth=1.4)
    if row.heap is not None and row.heap.value > 0:
        axes.plot(
            [row.heap.value],
            [place],
            marker="D",
            color=sign,
            markersize=5,
            markerfacecolor="none",
            markeredgecolor=sign,
            markeredgewidth=1.4,
        )


def _describe(rows: Sequence[MemoryRow]) -> str:
    unit = units.suits("B", [row.resident.value for row in rows if row.resident])
    said = []
    for row in rows:
        parts = []
        for name, m in (("resident peak", row.resident), ("peak heap", row.heap)):
            if m is not None:
                own = unit if name == "resident peak" else units.suits("B", [m.value])
                parts.append(f"{name} {units.show(None, m.value, None, own)} {own.name}")
        if row.allocations is not None:
            parts.append(f"{units.show(None, row.allocations.value, None)} allocations")
        said.append(f"{row.lane}: {', '.join(parts)}")
    return "; ".join(said)
