"""A component's figures: latency and memory, a panel a case, each with the same numbers as a table.

Panels are kept while this process lives, by what they show: a page written again draws only what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from benchmarks.core.model import Distribution, Measurement
from benchmarks.stats.quantiles import Sparse, refusal
from reports import units
from reports.charts.latency import latency_panel
from reports.charts.marks import Mark
from reports.charts.memory import MemoryRow, memory_panel
from reports.tables.cases import CaseTable
from reports.tables.columns import usable

__all__ = ["Figure", "figures"]

PANELS = 4  # figures of one kind a component; the rest stands in the data files
SHARES = (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("p99_9", 0.999))
Marks = Mapping[tuple[str, str], Mark]


class Figure(NamedTuple):
    """One panel with its table: ``rows`` begin with the lane."""

    caption: str
    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figures(tables: Sequence[CaseTable], marks: Marks) -> list[tuple[str, list[Figure], int]]:
    """Heading, panels and how many cases were left out, for each kind of figure that has anything to show."""
    kinds: tuple[tuple[str, Callable[[CaseTable, Marks], Figure | None]], ...] = (
        ("Latency of single operations", _latency),
        ("Memory", _memory),
    )
    found = []
    for name, draw in kinds:
        fit = [table for table in tables if _can(table, draw)]
        panels = [panel for table in fit[:PANELS] if (panel := draw(table, marks)) is not None]
        if panels:
            found.append((name, panels, len(fit) - len(panels)))
    return found


def _can(table: CaseTable, draw: Callable[[CaseTable, Marks], Figure | None]) -> bool:
    return bool(_drawn(table)) if draw is _latency else len(_memory_rows(table)) > 1


def _drawn(table: CaseTable) -> list[Distribution]:
    """Latencies of the measured lanes, from the intended start where the load was open; best lane first."""
    shown = {d.lane: d for d in table.distributions if d.metric == "latency" and d.counts}
    return [shown[row.name] for row in table.measured if row.name in shown]


def _latency(table: CaseTable, marks: Marks) -> Figure | None:
    found = _drawn(table)
    seen = [(d, Sparse.of(d.counts)) for d in found]
    unit = units.suits("ns", [counts.quantile(0.5) for _, counts in seen])
    rows = tuple(
        (d.lane, *(_share(counts, name, q, unit) for name, q in SHARES), units.fixed(counts.total, 0))
        for d, counts in seen
    )
    heads = ("Lane", *(f"{name.replace('_', '.')}, {unit.name}" for name, _ in SHARES), "Samples")
    signs = tuple(marks[table.component, d.lane] for d in found)
    return Figure(table.id, _latency_svg(tuple(found), signs, _key("l", table), table.id), heads, rows)


def _share(counts: Sparse, name: str, q: float, unit: units.Unit) -> str:
    return "n/a" if refusal(name, counts.total) else str(units.show(None, counts.quantile(q), None, unit))


@lru_cache(maxsize=64)
def _latency_svg(found: tuple[Distribution, ...], signs: tuple[Mark, ...], key: str, title: str) -> str:
    by_lane = {d.lane: sign for d, sign in zip(found, signs, strict=True)}
    return latency_panel(found, by_lane, key, f"Latency of {title}")


def _memory_rows(table: CaseTable) -> list[MemoryRow]:
    rows = [
        MemoryRow(r.name, _known(r.measures.get("resident_peak")), _known(r.measures.get("peak_heap")))
        for r in table.measured
    ]
    return [row for row in rows if row.resident or row.heap]


def _known(m: Measurement | None) -> Measurement | None:
    return m if m is not None and usable(m) and m.value > 0 else None


def _memory(table: CaseTable, marks: Marks) -> Figure | None:
    found = _memory_rows(table)
    resident = units.suits("B", [row.resident.value for row in found if row.resident])
    heap = units.suits("B", [row.heap.value for row in found if row.heap])
    rows = tuple((row.lane, _size(row.resident, resident), _size(row.heap, heap)) for row in found)
    heads = ("Lane", f"Resident peak, {resident.name}", f"Peak heap, {heap.name}")
    svg = _memory_svg(tuple(found), tuple(marks[table.component, r.lane] for r in found), _key("m", table), table.id)
    return Figure(table.id, svg, heads, rows)


@lru_cache(maxsize=64)
def _memory_svg(found: tuple[MemoryRow, ...], signs: tuple[Mark, ...], key: str, title: str) -> str:
    by_lane = {row.lane: sign for row, sign in zip(found, signs, strict=True)}
    return memory_panel(found, by_lane, key, f"Memory of {title}")


def _size(m: Measurement | None, unit: units.Unit) -> str:
    return str(units.show(m.low, m.value, m.high, unit)) if m else ""


def _key(kind: str, table: CaseTable) -> str:
    return f"{kind}-{''.join(c if c.isalnum() else '-' for c in table.id)}"
