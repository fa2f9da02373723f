"""Everything the templates show, as plain text and numbers: no template computes anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from benchmarks.core.model import Summary
from benchmarks.core.places import plain
from reports.charts.marks import Mark, mark
from reports.charts.overview import Dot, axis_of, overview_line, overview_scale
from reports.charts.span import span
from reports.page.crossings import crossing_figures
from reports.page.data import encode, page_data
from reports.page.deciding import deciding
from reports.page.failures import failure_figures
from reports.page.figures import Group, figures
from reports.page.sounds import Listening, sounds
from reports.page.sources import sources
from reports.slugs import slug
from reports.tables import facts
from reports.tables.agreement import agreement
from reports.tables.cases import CaseTable
from reports.tables.decision import decisions
from reports.tables.documents import (
    MEANINGS,
    ClaimCell,
    ClaimRow,
    Document,
    claimed_text,
    measured_text,
    tally,
    tally_of,
)
from reports.tables.sentences import best_python, best_rust, sentence

__all__ = ["LINES", "SIGNS", "dotted", "marks_of", "parameters", "view"]

SIGNS = {
    "reproduced": "=",
    "stronger": "▲",
    "weaker": "▼",
    "reversed": "⇄",
    "met": "✓",
    "missed": "✕",
    "unresolved": "?",
    "demonstrated": "✓",
    "refuted": "✕",
    "fact": "·",
    "opinion": "”",
    "not measurable here": "∅",
    "not measured yet": "…",
}
KINDS = ("document", "own", "peer", "floor", "limit")
LINES = 12  # cases in the overview
ROW, HEAD = 46, 56  # pixels a table row and its head take before they are drawn


def view(summary: Summary, documents: Sequence[Document], tables: Sequence[CaseTable]) -> dict[str, Any]:
    """The templates' names."""
    marks = marks_of(tables)
    said = {table.id: sentence(table) for table in tables}
    measured = {table.id for table in tables if table.rows}
    further = failure_figures(summary) | crossing_figures(summary, {table.component for table in tables})
    return {
        "title": "Python or Rust? Claimed and measured",
        "documents": [_document(document, measured) for document in documents],
        "components": _components(tables, marks, said, sounds(summary, tables), further),
        "progress": facts.progress(tables),
        "count": facts.count,
        "tally": tally(documents),
        "meanings": MEANINGS,
        "decision": deciding(
            decisions(summary, tables),
            {table.id: slug(table.id) for table in tables},
            {table.component: f"component-{slug(table.component)}" for table in tables},
        ),
        "signs": SIGNS,
        "cards": {
            "What was run": facts.run_facts(summary.runs) | facts.split_facts(summary.splits),
            "Machine": facts.machine_facts(summary.host),
            "Build": facts.build_facts(summary.runs, summary.runtimes),
        },
        "reproduce": plain(facts.reproduce(summary)),
        "self_check": facts.self_check(summary.aa),
        "doubts": summary.doubts,
        "agreement": agreement(summary.agreement),
        "short": _short(tables, said),
        "kinds": [kind for kind in KINDS if any(row.kind == kind for table in tables for row in table.rows)],
        "lanes": list(dict.fromkeys(row.name for table in tables for row in table.measured)),
        "sources": sources(summary, tables),
        "data": encode(page_data(tables, marks)),
    }


def marks_of(tables: Sequence[CaseTable]) -> dict[tuple[str, str], Mark]:
    """How each lane of each component is drawn: the same in every figure and table of its component."""
    found: dict[tuple[str, str], Mark] = {}
    for component, cases in groupby(tables, key=lambda t: t.component):
        rows = {row.name: row for table in cases for row in table.rows}
        others = sorted(name for name, row in rows.items() if row.kind not in {"document", "floor", "limit"})
        places = {name: i for i, name in enumerate(n for n in others if n.startswith("peer"))}
        places |= {name: i for i, name in enumerate(n for n in others if not n.startswith("peer"))}
        found |= {(component, name): mark(name, row.kind, places.get(name, 0)) for name, row in rows.items()}
    return found


def _components(
    tables: Sequence[CaseTable],
    marks: dict[tuple[str, str], Mark],
    said: dict[str, str],
    heard: dict[str, list[Listening]],
    further: dict[str, list[Group]],
) -> list[dict[str, Any]]:
    index = {table.id: i for i, table in enumerate(tables)}
    found = []
    for name, cases in groupby(tables, key=lambda t: t.component):
        own = list(cases)
        found.append({
            "name": name,
            "slug": f"component-{slug(name)}",
            "intro": _intro(own),
            "cases": [_case(table, index[table.id], said[table.id]) for table in own],
            "figures": [*figures(own, marks), *further.get(name, ())],
            "sounds": heard.get(name, []),
        })  # fmt: skip
    return found


def _intro(tables: Sequence[CaseTable]) -> str:
    done = sum(bool(t.measured) for t in tables)
    lanes = len({row.name for t in tables for row in t.measured})
    if not done:
        return f"{facts.count(len(tables), 'case')}, none measured yet."
    of = f"{done} of {facts.count(len(tables), 'case')}" if done < len(tables) else facts.count(done, "case")
    return (
        f"{of} in {facts.count(lanes, 'lane')}. Press a lane's name to make it the base, ▸ for what stands behind it."
    )


def _case(table: CaseTable, index: int, said: str) -> dict[str, Any]:
    params = parameters(table)
    return {
        "id": table.id, "slug": slug(table.id), "index": index, "operation": table.operation or table.id, "says": said,
        "params": params, "hint": params[:26], "doubts": table.doubts, "rows": len(table.rows),
        "height": HEAD + ROW * len(table.rows),
    }  # fmt: skip


def parameters(table: CaseTable) -> str:
    """What tells a case from its like, as text."""
    return ", ".join(f"{k} {v:,}" if type(v) is int else f"{k} {str(v).lower()}" for k, v in table.params.items())


def _short(tables: Sequence[CaseTable], said: dict[str, str]) -> dict[str, Any] | None:
    chosen = dotted([table for table in tables if said[table.id]])
    if not chosen:
        return None
    axis = axis_of(dot for _, dots in chosen[:LINES] for dot in dots)
    lines = [
        {
            "id": table.id, "slug": slug(table.id), "name": f"{table.component} {table.operation}",
            "hint": parameters(table), "says": said[table.id],
            "svg": overview_line(dots, axis),
        }
        for table, dots in chosen[:LINES]
    ]  # fmt: skip
    keys = (("best Python", "blue", False), ("Rust", "orange", False), ("the document's Rust", "orange", True))
    return {"lines": lines, "more": len(chosen) - len(lines), "legend": keys, "scale": overview_scale(axis)}


def dotted(tables: Sequence[CaseTable]) -> list[tuple[CaseTable, list[Dot]]]:
    """Cases that the overview can draw, each with its dots; variants of a case come after all the others."""
    every = [(table, dots) for table in tables if (dots := _dots(table))]
    first = {(table.component, table.operation): table.id for table, _ in reversed(every)}.values()
    return sorted(every, key=lambda one: one[0].id not in first)


def _dots(table: CaseTable) -> list[Dot]:
    base, rust = table.row("document-python") or table.row("python"), best_rust(table)
    if base is None or rust is None:
        return []
    wanted = [
        (best_python(table), "blue", False),
        (rust, "orange", False),
        (table.row("document-rust"), "orange", True),
    ]
    found = [
        Dot(ratio, colour, hollow)
        for row, colour, hollow in wanted
        if row is not None and row is not base and (ratio := table.ratio(base.name, row.name))
    ]
    return sorted(found, key=lambda dot: not dot.hollow)


def _document(document: Document, measured: set[str]) -> dict[str, Any]:
    return {
        "name": document.name,
        "title": document.title,
        "tally": tally([document]),
        "findings": document.findings,
        "tables": [
            {
                "name": table.name,
                "columns": table.columns,
                "rows": [_row(row, measured) for row in table.rows],
                "open": any(cell.bound for row in table.rows for cell in row.cells),
                "tally": ", ".join(f"{n} {word}" for word, n in tally_of(table).items()),
            }
            for table in document.tables
        ],
    }


class _Row(dict[str, Any]):
    """A claims row whose cells can be asked for by column."""

    def at(self, column: str) -> list[dict[str, Any]]:
        return [cell for cell in self["cells"] if cell["column"] == column]


def _row(row: ClaimRow, measured: set[str]) -> _Row:
    cells = [_claim(cell, measured) for cell in row.cells]
    find = " ".join(
        [row.label, *(f"{c['id']} {c['column']} {c['claimed']} {c['verdict']} {c['reason']}" for c in cells)]
    )
    return _Row(label=row.label, lines=row.lines, cells=cells, find=find)


def _claim(cell: ClaimCell, measured: set[str]) -> dict[str, Any]:
    value, interval = measured_text(cell)
    return {
        "id": cell.id, "column": cell.column, "claimed": claimed_text(cell), "value": value, "interval": interval,
        "verdict": cell.verdict, "reason": cell.reason, "here": cell.here, "beside": cell.beside, "note": cell.note,
        "case": cell.case, "slug": slug(cell.case) if cell.case in measured else "",
        "range": span(cell.claimed, cell.measured), "how": cell.how, "findings": cell.findings,
        "doubts": cell.doubts, "doubts_json": json.dumps([[d.code, d.saw, d.advice] for d in cell.doubts]),
    }  # fmt: skip
