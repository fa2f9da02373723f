"""The page as Markdown: the same facts, claims, cases and sentences, as tables that read well as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.core.model import Ratio, Summary
from benchmarks.core.places import plain
from reports import units
from reports.tables import facts
from reports.tables.agreement import agreement
from reports.tables.cases import CaseTable, LaneRow
from reports.tables.columns import Column, cell, columns
from reports.tables.decision import Decision, Gain, decisions
from reports.tables.documents import ClaimCell, ClaimTable, Document, claimed_text, measured_text, tally
from reports.tables.pairs import settled
from reports.tables.sentences import sentence

__all__ = ["markdown"]


def markdown(summary: Summary, documents: Sequence[Document], tables: Sequence[CaseTable]) -> str:
    """The whole report."""
    lines = ["# Python or Rust? Claimed and measured", "", *_head(summary, documents, tables)]
    lines += _decisions(decisions(summary, tables))
    for document in documents:
        lines += ["", f"## {document.title}", *_findings(document)]
        for table in document.tables:
            lines += ["", f"### {table.name}", "", *_claims(table)]
    component = ""
    for case in tables:
        if case.component != component:
            component = case.component
            lines += ["", f"## {component}"]
        lines += ["", f"### `{case.id}`", "", *_case(case)]
    lines += _harnesses(summary)
    return "\n".join(lines) + "\n"


def _head(summary: Summary, documents: Sequence[Document], tables: Sequence[CaseTable]) -> Iterator[str]:
    done = facts.progress(tables)
    if done.measured:
        yield f"{done.measured} of {facts.count(done.cases, 'case')} measured, {facts.count(done.lanes, 'lane')}."
    else:
        yield f"Nothing is measured yet: {facts.count(done.cases, 'case')} to go."
    for name, counted in {"Verdicts": tally(documents), **{d.name: tally([d]) for d in documents}}.items():
        if counted:
            yield ""
            yield f"{name}: " + ", ".join(f"{number} {verdict}" for verdict, number in counted.items()) + "."
    cards = {
        "Run": facts.run_facts(summary.runs) | facts.split_facts(summary.splits),
        "Machine": facts.machine_facts(summary.host),
        "Build": facts.build_facts(summary.runs, summary.runtimes),
    }
    yield ""
    for name, card in cards.items():
        yield f"- **{name}**: " + ("; ".join(f"{k} {v}" for k, v in card.items()) or "not recorded yet")
    yield f"- **Again**: `{'`, then `'.join(plain(facts.reproduce(summary)).splitlines())}`"
    yield ""
    yield facts.self_check(summary.aa)
    yield from (f"\n> **Doubt**: {d.saw}{f'; {d.advice}' if d.advice else ''}" for d in summary.doubts)


def _decisions(decided: Mapping[str, Sequence[Decision]]) -> list[str]:
    if not decided:
        return []
    rows = [_decision(own[0]) for own in decided.values()]
    heads = ["Component", "Advice", "Why", "Better Python", "Rust from Python", "Rust alone", "Pays from", "Memory"]
    return ["", "## Port it, or not?", "", *_table(heads, rows, "lllrrrrr")]


def _decision(d: Decision) -> list[str]:
    gains = [_gain(gain) for gain in (d.better, d.called, d.alone)]
    even = str(units.show(d.even.low, d.even.value, d.even.high)) if d.even else d.even_why
    memory = f"{units.ratio(None, d.memory.ratio.value, None)} less {d.memory.what}" if d.memory else ""
    return [f"{d.component} `{d.case}`", f"**{d.advice.word}**", d.advice.why, *gains, even, memory]


def _gain(gain: Gain) -> str:
    if gain.ratio is None:
        return gain.why
    return f"{units.ratio(gain.ratio.low, gain.ratio.value, gain.ratio.high, most=3)}, {gain.lane} over {gain.base}"


def _findings(document: Document) -> Iterator[str]:
    if document.findings:
        yield from ("", "The document's own arithmetic:", "")
        for found in document.findings:
            yield f"- {found.about} ({found.at}): {found.text}{f'; {found.says}' if found.says else ''}"


def _harnesses(summary: Summary) -> Iterator[str]:
    found = agreement(summary.agreement)
    if found is None:
        return
    yield from ("", "## Do the harnesses agree?", "", found.says)
    for heads, rows in found.tables:
        said = [[r.subject, r.what, *r.cells, "yes" if r.agrees else "no", r.note] for r in rows]
        yield from ("", *_table(["Case and lane", "What", *heads, "Agree", ""], said, "l" * (len(heads) + 4)))


def _claims(table: ClaimTable) -> list[str]:
    heads = ["Claim", "", "Claimed", "Measured", "Verdict"]
    rows = [[row.label, c.column, claimed_text(c), _measured(c), _verdict(c)] for row in table.rows for c in row.cells]
    return _table(heads, rows, "lllll")


def _measured(c: ClaimCell) -> str:
    value, interval = measured_text(c)
    return f"{value} ({interval})" if interval else value


def _verdict(c: ClaimCell) -> str:
    doubts = "".join(f"; doubt: {d.saw}" for d in c.doubts)
    return c.verdict + (f": {c.reason}" if c.reason else "") + doubts


def _case(table: CaseTable) -> list[str]:
    if not table.rows:
        return [f"Not measured yet: `python -m tandem run '{table.id}'`"]
    shown = columns(table)
    heads = ["Lane", f"Ratio to {table.base}", "Outcome", *(_head_of(c) for c in shown)]
    rows = [_lane(table, row, shown) for row in table.rows]
    said = sentence(table)
    doubts = [f"- {row.name}: {d.saw}{f'; {d.advice}' if d.advice else ''}" for row in table.rows for d in row.doubts]
    return [
        *([said, ""] if said else []),
        *_table(heads, rows, f"lrl{'r' * len(shown)}"),
        *(["", *doubts] if doubts else []),
    ]


def _head_of(column: Column) -> str:
    note = f" ({column.note})" if column.note else ""
    return f"{column.head}{f', {column.unit.name}' if column.unit.name else ''}{note}"


def _lane(table: CaseTable, row: LaneRow, shown: Sequence[Column]) -> list[str]:
    if row.state != "measured":
        return [row.name, "", f"{row.state}{f': {row.difference}' if row.difference else ''}", *("" for _ in shown)]
    found = table.ratio(table.base, row.name)
    cells = [cell(row, c) for c in shown]
    return [
        row.name,
        _ratio(row, table, found),
        _outcome(row, table, found),
        *(str(c.text) if c else "" for c in cells),
    ]


def _ratio(row: LaneRow, table: CaseTable, found: Ratio | None) -> str:
    if row.name == table.base:
        return "1.0×"
    return str(units.ratio(found.low, found.value, found.high)) if found else ""


def _outcome(row: LaneRow, table: CaseTable, found: Ratio | None) -> str:
    if row.band < 0:
        return row.kind
    return "base" if row.name == table.base else settled(found) if found else "not compared"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], sides: str) -> list[str]:
    return [
        _line(heads),
        _line(["---" if side == "l" else "---:" for side in sides]),
        *(_line(row) for row in rows),
    ]


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(c.split()).replace("|", "\\|") for c in cells) + " |"
