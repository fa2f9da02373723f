"""What a case table shows: its columns, each with one unit, and every cell formatted for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.core.metrics import metric
from benchmarks.core.model import Measurement
from reports import units
from reports.tables.cases import CaseTable, LaneRow

__all__ = ["HEADS", "Cell", "Column", "cell", "columns", "others"]

# Every published metric has a name in print; the first fourteen are columns, the others stand in a row's drawer.
HEADS = {
    "time": "Time per op",
    "startup": "Start-up",
    "throughput": "Throughput",
    "latency_p50": "p50",
    "latency_p95": "p95",
    "latency_p99": "p99",
    "wake_late": "Wake late",
    "late_blocks": "Process over deadline",
    "step": "Smallest step",
    "cpu": "CPU per op",
    "peak_heap": "Peak heap",
    "allocations": "Allocations",
    "resident_peak": "Resident peak",
    "size": "Size",
    "resident_sum": "Resident, all processes",
    "growth": "Heap kept per op",
    "instructions": "Instructions per op",
    "first_call": "First call",
    "cold": "Cold",
    "latency_p99_9": "p99.9",
    "latency_max": "Longest",
    "latency_mean": "Mean",
    "cpu_user": "CPU, user",
    "cpu_system": "CPU, system",
    "rate_held": "Rate held",
    "failed": "Failed",
    "lost": "Lost",
    "late": "Late",
    "latency_naive_p50": "Naive p50",
    "latency_naive_p99": "Naive p99",
    "lateness_p50": "Lateness p50",
    "lateness_p99": "Lateness p99",
    "lateness_max": "Latest start",
    "share": "Share",
    "error": "Error",
    "pause_max": "Longest pause",
    "holds": "Holds",
}
SHOWN = tuple(HEADS)[:14]


class Column(NamedTuple):
    """One metric of one table: ``note`` is what holds for all its cells ("mean of 16")."""

    metric: str
    head: str
    unit: units.Unit
    better: str
    note: str


class Cell(NamedTuple):
    """What stands in one cell; ``note`` only where the column does not say it already."""

    text: units.Text
    note: str


def columns(table: CaseTable) -> tuple[Column, ...]:
    """The columns that at least one lane of the table has a number or a reason for."""
    found = []
    for name in SHOWN:
        seen = [row.measures[name] for row in table.measured if name in row.measures]
        if not any(usable(m) for m in seen):
            continue
        known = metric(name)
        unit = units.suits(known.unit, [m.value for m in seen if usable(m)])
        found.append(Column(name, HEADS[name], unit, known.better, _common(seen)))
    return tuple(found)


def cell(row: LaneRow, column: Column) -> Cell | None:
    """One lane's number in the column's unit; None where it was not measured."""
    m = row.measures.get(column.metric)
    if m is None:
        return None
    note = "" if m.note == column.note else m.note
    if not usable(m):
        return Cell(units.Text("n/a"), note.removeprefix("n/a: "))
    return Cell(units.show(m.low, m.value, m.high, column.unit), note)


def others(row: LaneRow, shown: Sequence[Column]) -> list[tuple[str, str]]:
    """What else was measured of a lane: name in print and text with its unit; then how its processes settled."""
    here = {c.metric for c in shown}
    found = [(_head(name), _full(m)) for name, m in row.measures.items() if name not in here]
    classes = ", ".join(f"{count} {kind}" for kind, count in row.settled.items())
    return [*found, ("Processes", classes)] if classes else found


def usable(m: Measurement) -> bool:
    """Whether there is a number at all."""
    return math.isfinite(m.value) and not m.note.startswith("n/a")


def _common(seen: Sequence[Measurement]) -> str:
    notes = {m.note for m in seen if usable(m)}
    return notes.pop() if len(notes) == 1 else ""


def _head(name: str) -> str:
    return HEADS.get(name, name.replace("_", " "))


def _full(m: Measurement) -> str:
    if not usable(m):
        return m.note or "n/a"
    unit = units.suits(m.unit, [m.value])
    text = units.show(m.low, m.value, m.high, unit)
    said = f"{text.value} {unit.name}".strip() + (f" ({text.interval})" if text.low and text.low != text.high else "")
    return f"{said}, {m.note}" if m.note else said
