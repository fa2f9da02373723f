"""The case tables as the page's script reads them: text in its final form, each number once, so that 5,000 rows fit.

A cell is ``"412 409 415"`` (value and interval in the column's unit), ``"412"`` without an interval, ``"412="`` for a
value that no run departs from, ``""`` where nothing was measured, with ``"|3"`` behind it where ``notes[3]`` belongs
to it. Blocks are ``"412,-3,0,21 409,..."``: a value, and by how many per mille each of its processes differs from it.
``pairs`` holds the comparisons of the measured rows, in the order (0,1), (0,2) ... (1,2) ..., as ``value half
outcome`` where the interval is value * exp(-+ half / 1e5), else as ``value low high outcome``. The outcome is one
letter, a capital where it does not hold among all comparisons made. The script only looks up and turns round: it
computes no statistics.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.core.model import Doubt, Ratio
from reports import units
from reports.charts.marks import Mark
from reports.tables.cases import CaseTable, LaneRow
from reports.tables.columns import Column, cell, columns, others
from reports.tables.pairs import settled

__all__ = ["encode", "page_data"]


def page_data(tables: Sequence[CaseTable], marks: Mapping[tuple[str, str], Mark]) -> dict[str, Any]:
    """Everything the page's script needs, as JSON's plain types; ``marks`` by component and lane."""
    writer = _Writer(marks)
    cases = [writer.case(table) for table in tables]
    return {
        "schema": 1,
        "cases": cases,
        "lanes": writer.lanes.all,
        "columns": writer.columns.all,
        "notes": writer.notes.all,
        "doubts": writer.doubts.all,
    }


def encode(data: Mapping[str, Any]) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")


class _Index:
    """Texts that recur, kept once: ``place`` gives a text's number."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, thing: Any) -> int:
        """The number of ``thing``, added when it is new."""
        key = json.dumps(thing)
        if key not in self._places:
            self._places[key] = len(self.all)
            self.all.append(thing)
        return self._places[key]


class _Writer:
    def __init__(self, marks: Mapping[tuple[str, str], Mark]) -> None:
        self.marks = marks
        self.lanes, self.columns, self.notes, self.doubts = _Index(), _Index(), _Index(), _Index()

    def case(self, table: CaseTable) -> dict[str, Any]:
        """One case table."""
        shown = columns(table)
        return {
            "id": table.id,
            "component": table.component,
            "operation": table.operation,
            "primary": table.primary,
            "base": table.base,
            "columns": [self.columns.place([c.metric, c.head, c.unit.name, c.better, c.note]) for c in shown],
            "doubts": [self.doubt(d) for d in table.doubts],
            "rows": [self.row(table, row, shown) for row in table.rows],
            "pairs": ";".join(_pairs(table)),
        }

    def row(self, table: CaseTable, row: LaneRow, shown: Sequence[Column]) -> list[Any]:
        """One lane: what it is and why it has no number; or its numbers."""
        sign = self.marks[table.component, row.name]
        stated = [row.name, row.kind, row.label, row.runtime, row.source, sign.colour, sign.dash]
        place = self.lanes.place(stated)
        if row.state != "measured":
            return [place, row.state, row.difference]
        main = row.measures.get(table.primary)
        return [
            place,
            "",
            [self.cell(row, c) for c in shown],
            row.band,
            "–".join(str(end) for end in dict.fromkeys(row.rank)) if row.band >= 0 else "",
            main.processes if main else 0,
            main.blocks if main else 0,
            _blocks(table, row, shown),
            [self.doubt(d) for d in row.doubts if d not in table.doubts],
            others(row, shown),
        ]

    def doubt(self, doubt: Doubt) -> int:
        """The number of a doubt."""
        return self.doubts.place([doubt.code.replace("_", " "), doubt.saw, doubt.advice])

    def cell(self, row: LaneRow, column: Column) -> str:
        """One cell's text."""
        found = cell(row, column)
        if found is None:
            return ""
        value, low, high = (part.replace(",", "") for part in found.text)
        text = f"{value}=" if value == low == high else " ".join(filter(None, (value, low, high)))
        return f"{text}|{self.notes.place(found.note)}" if found.note else text


def _blocks(table: CaseTable, row: LaneRow, shown: Sequence[Column]) -> str:
    unit = next((c.unit for c in shown if c.metric == table.primary), units.PLAIN)
    trials = row.trials or ((),) * len(row.blocks)
    return " ".join(
        ",".join([f"{value / unit.per:.4g}", *(f"{1000 * (each / value - 1):.0f}" for each in found if value > 0)])
        for value, found in zip(row.blocks, trials, strict=True)
    )


def _pairs(table: CaseTable) -> list[str]:
    names = [row.name for row in table.measured]
    return [_pair(table.pairs.get((a, b))) for i, a in enumerate(names) for b in names[i + 1 :]]


def _pair(found: Ratio | None) -> str:
    if found is None:
        return ""
    letter = found.outcome[0] if settled(found) == found.outcome else found.outcome[0].upper()
    below, above = math.log(found.value / found.low), math.log(found.high / found.value)
    if abs(below - above) < 1e-5:
        return f"{found.value:.4g} {above * 1e5:.0f}{letter}"
    return f"{found.value:.4g} {found.low:.4g} {found.high:.4g} {letter}"
