"""A component's figures: latency, memory and scaling, a panel a case, each with the same numbers as tables.

Panels are kept while this process lives, by what they show: a page written again draws only what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from benchmarks.core.metrics import metric
from benchmarks.core.model import Distribution, Interval, Measurement
from benchmarks.stats.quantiles import Sparse, refusal
from reports import units
from reports.charts.latency import Bound, ecdf_panel, latency_panel
from reports.charts.marks import Mark
from reports.charts.memory import MemoryRow, memory_panel
from reports.charts.scaling import Line, scaling_panel
from reports.tables.cases import CaseTable
from reports.tables.columns import HEADS, usable
from reports.tables.scaling import Curve, Point, Scaling, scalings

__all__ = ["Face", "Figure", "Group", "Numbers", "figures"]

PANELS = 4  # figures of one kind a component; the rest stands in the data files
BENT = 1.1  # a point so many times off its line is told
SHARES = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("p99_9", 0.999))
Marks = Mapping[tuple[str, str], Mark]
T = TypeVar("T")


class Face(NamedTuple):
    """One way to draw a figure, by the name of its curve."""

    name: str
    svg: str


class Numbers(NamedTuple):
    """A table beside a figure: ``rows`` begin with the lane."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Figure(NamedTuple):
    """One panel with its tables, drawn in one way or in several that say the same."""

    caption: str
    faces: tuple[Face, ...]
    tables: tuple[Numbers, ...]


class Group(NamedTuple):
    """Figures of one kind; ``left`` is how many more there are whose numbers stand in the data files only."""

    name: str
    intro: str
    figures: tuple[Figure, ...]
    left: int


def figures(tables: Sequence[CaseTable], marks: Marks) -> list[Group]:
    """A group for each kind of figure that has anything to show."""
    latencies = [table for table in tables if _drawn(table)]
    memories = [table for table in tables if len(_memory_rows(table)) > 1]
    families = scalings(tables)
    return [
        *_group(
            "How it grows",
            "Cases that differ in one number, on log axes. The order of growth is the exponent of a power law through "
            "the points, with its 95 % interval; two points leave none.",
            families, lambda one: _scaling(one, marks),
        ),
        *_group("Latency of single operations", "", latencies, lambda one: _latency(one, marks)),
        *_group("Memory", "", memories, lambda one: _memory(one, marks)),
    ]  # fmt: skip


def _group(name: str, intro: str, fit: Sequence[T], draw: Callable[[T], Figure]) -> list[Group]:
    return [Group(name, intro, tuple(draw(one) for one in fit[:PANELS]), len(fit[PANELS:]))] if fit else []


def _drawn(table: CaseTable) -> list[Distribution]:
    """Latencies of the measured lanes, from the intended start where the load was open; best lane first."""
    shown = {d.lane: d for d in table.distributions if d.metric == "latency" and d.counts}
    return [shown[row.name] for row in table.measured if row.name in shown]


def _bounds(table: CaseTable) -> list[Bound]:
    """Floors and limits that have a time and no single latencies."""
    drawn = {d.lane for d in _drawn(table)}
    rows = [row for row in table.measured if row.kind in {"floor", "limit"} and row.name not in drawn]
    found = ((row.name, row.measures.get("latency_p50") or row.measures.get("time")) for row in rows)
    return [Bound(name, m.value) for name, m in found if m is not None and usable(m) and m.value > 0]


def _latency(table: CaseTable, marks: Marks) -> Figure:
    found, bounds = tuple(_drawn(table)), tuple(_bounds(table))
    seen = [(d, Sparse.of(d.counts)) for d in found]
    unit = units.suits("ns", [counts.quantile(0.5) for _, counts in seen])
    rows = tuple(
        (d.lane, *(_share(counts, name, q, unit) for name, q in SHARES), units.fixed(counts.total, 0))
        for d, counts in seen
    )
    heads = ("Lane", *(f"{name.replace('_', '.')}, {unit.name}" for name, _ in SHARES), "Samples")
    signs = tuple(marks[table.component, lane] for lane in _lanes(found, bounds))
    faces = (
        Face("percentiles", _curves("percentiles", found, bounds, signs, table.id)),
        Face("ecdf", _curves("ecdf", found, bounds, signs, table.id)),
    )
    return Figure(table.id, faces, (Numbers("", heads, rows), *_shifts(table)))


def _share(counts: Sparse, name: str, q: float, unit: units.Unit) -> str:
    return "n/a" if refusal(name, counts.total) else str(units.show(None, counts.quantile(q), None, unit))


@lru_cache(maxsize=128)
def _curves(
    face: str, found: tuple[Distribution, ...], bounds: tuple[Bound, ...], signs: tuple[Mark, ...], title: str
) -> str:
    by_lane = dict(zip(_lanes(found, bounds), signs, strict=True))
    draw = ecdf_panel if face == "ecdf" else latency_panel
    return draw(found, by_lane, _key(face[0], title), f"Latency of {title}", bounds)


def _lanes(found: Sequence[Distribution], bounds: Sequence[Bound]) -> list[str]:
    return [*(one.lane for one in found), *(one.lane for one in bounds)]


def _shifts(table: CaseTable) -> list[Numbers]:
    """By how much each percentile is later than the base's; below 0 where it is earlier."""
    names = [name for name, _ in SHARES if any(f"latency_{name}" == m for _, m in table.shifts)]
    if not names:
        return []
    unit = units.suits("ns", [abs(at.value) for at in table.shifts.values()])
    rows = tuple(
        (row.name, *(_shift(table, row.name, name, unit) for name in names))
        for row in table.measured
        if any(lane == row.name for lane, _ in table.shifts)
    )
    heads = ("Lane", *(f"{name.replace('_', '.')}, {unit.name}" for name in names))
    return [Numbers(f"Shift of percentiles against {table.base} (Harrell-Davis)", heads, rows)]


def _shift(table: CaseTable, lane: str, name: str, unit: units.Unit) -> str:
    at = table.shifts.get((lane, f"latency_{name}"))
    return str(units.show(at.low, at.value, at.high, unit)) if at else ""


def _memory_rows(table: CaseTable) -> list[MemoryRow]:
    rows = [
        MemoryRow(r.name, *(_known(r.measures.get(m)) for m in ("resident_peak", "peak_heap", "allocations")))
        for r in table.measured
    ]
    return [row for row in rows if row.resident or row.heap]


def _known(m: Measurement | None) -> Measurement | None:
    return m if m is not None and usable(m) and (m.value > 0 or m.metric == "allocations") else None


def _memory(table: CaseTable, marks: Marks) -> Figure:
    found = _memory_rows(table)
    resident = units.suits("B", [row.resident.value for row in found if row.resident])
    heap = units.suits("B", [row.heap.value for row in found if row.heap])
    rows = tuple(
        (row.lane, _size(row.resident, resident), _size(row.heap, heap), _size(row.allocations, units.PLAIN))
        for row in found
    )
    heads = ("Lane", f"Resident peak, {resident.name}", f"Peak heap, {heap.name}", "Allocations of one run")
    signs = tuple(marks[table.component, r.lane] for r in found)
    svg = _memory_svg(tuple(found), signs, table.id)
    return Figure(table.id, (Face("", svg),), (Numbers("", heads, rows),))


@lru_cache(maxsize=64)
def _memory_svg(found: tuple[MemoryRow, ...], signs: tuple[Mark, ...], title: str) -> str:
    by_lane = {row.lane: sign for row, sign in zip(found, signs, strict=True)}
    return memory_panel(found, by_lane, _key("m", title), f"Memory of {title}")


def _size(m: Measurement | None, unit: units.Unit) -> str:
    if m is None:
        return ""
    text = units.show(m.low, m.value, m.high, unit)
    return text.value if m.low == m.high else str(text)


def _scaling(family: Scaling, marks: Marks) -> Figure:
    base = metric(family.metric)
    lines = tuple(
        Line(
            curve.lane, tuple(p.size for p in curve.points), tuple(p.value for p in curve.points),
            tuple(_end(p.low, p) for p in curve.points), tuple(_end(p.high, p) for p in curve.points), _order(curve),
        )
        for curve in family.curves
    )  # fmt: skip
    signs = tuple(marks[family.component, line.lane] for line in lines)
    ideal = (1 if base.better == "more" else -1) if family.counts_workers else 0
    svg = _scaling_svg(lines, signs, family.name, (family.parameter, base.unit), ideal)
    tables = [_orders(family)]
    if family.counts_workers:
        tables.append(_workers(family))
    return Figure(f"{family.name}: {HEADS.get(family.metric, family.metric).lower()}", (Face("", svg),), tuple(tables))


def _end(end: float | None, point: Point) -> float:
    return point.value if end is None or end <= 0 else end


def _order(curve: Curve) -> str:
    """``n^0.98``; empty where no line could be fitted."""
    return f"n^{units.fixed(curve.order.exponent.value, 2)}" if curve.order else ""


def _orders(family: Scaling) -> Numbers:
    sizes = sorted({p.size for curve in family.curves for p in curve.points})
    unit = units.suits(metric(family.metric).unit, [p.value for curve in family.curves for p in curve.points])
    rows = []
    for curve in family.curves:
        at = {p.size: p for p in curve.points}
        cells = [str(units.show(at[s].low, at[s].value, at[s].high, unit)) if s in at else "" for s in sizes]
        rows.append((curve.lane, _fitted(curve), *cells))
    per = f", {unit.name}" if unit.name else ""
    return Numbers("", ("Lane", "Order of growth", *(f"{family.parameter} {s:,g}{per}" for s in sizes)), tuple(rows))


def _fitted(curve: Curve) -> str:
    if curve.order is None:
        return f"{len(curve.points)} sizes: no line to fit"
    found, off = curve.order
    low, value, high = (units.fixed(end, 2) for end in (found.low, found.value, found.high))
    return f"O(n^{value}), {low} to {high}" + (f", worst point {off:.2g}× off" if off >= BENT else "")


def _workers(family: Scaling) -> Numbers:
    """Speed-up against the fewest workers, and the share of the perfect one that it is."""
    sizes = sorted({p.size for curve in family.curves for p in curve.points if p.speed_up})
    rows = []
    for curve in family.curves:
        at = {p.size: p.speed_up for p in curve.points}
        few = curve.points[0].size
        rows.append((curve.lane, *(_speed_up(at.get(size), size / few) for size in sizes)))
    heads = ("Lane", *(f"{family.parameter} {size:g}" for size in sizes))
    return Numbers("Speed-up, and efficiency: its share of a perfect one", heads, tuple(rows))


def _speed_up(found: Interval | None, perfect: float) -> str:
    if found is None:
        return ""
    return f"{units.ratio(found.low, found.value, found.high)}, {found.value / perfect:.0%}"


@lru_cache(maxsize=64)
def _scaling_svg(
    lines: tuple[Line, ...], signs: tuple[Mark, ...], title: str, axis: tuple[str, str], ideal: int
) -> str:
    by_lane = {line.lane: sign for line, sign in zip(lines, signs, strict=True)}
    return scaling_panel(lines, by_lane, _key("s", title), title, axis, ideal=ideal)


def _key(kind: str, name: str) -> str:
    return f"{kind}-{''.join(c if c.isalnum() else '-' for c in name)}"
