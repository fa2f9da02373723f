"""What a run found, as tables for a terminal: a table a case, best lane first, what was refused below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from benchmarks.core.model import Doubt, Ratio, Summary
from benchmarks.stats.schema import to_json
from benchmarks.stats.summary import summarise
from reports import ledger, units
from reports.tables.cases import CaseTable, LaneRow, case_tables
from reports.tables.decision import Decision, decisions
from reports.verdicts import WORDS, judged, with_derived
from tandem.terminal import OUTCOMES

__all__ = ["as_json", "matters", "show", "summarised"]

STATED = "stated by the lane"  # in a sentence of its own: tandem list shows it
LONGEST_CODE = 24
MOST = 10  # rows that matter
NARROW = 100  # columns below which those are cut to what is to be done
UNMEASURED = frozenset({"fact", "opinion", "not measurable here", "not measured yet"})
ADVICE = {"port it": "green", "port it in batches": "green", "improve the Python first": "cyan", "leave it": "yellow"}


def summarised(records: Sequence[Mapping[str, Any]], read: Sequence[Doubt] = ()) -> Summary:
    """What the records of a run say; ``read``: what was doubted while they were read."""
    return summarise(records, read=read)


def as_json(summary: Summary) -> dict[str, Any]:
    """The documented JSON, with the figures that the ledgers derive."""
    return to_json(with_derived(summary, [ledger.load(document) for document in ledger.documents()]))


def show(summary: Summary, console: Console) -> None:
    """Print the summary's cases, and what is to be doubted of all of them."""
    for table in case_tables(summary):
        if table.rows:
            console.print(Group(*_case(table, narrow=console.width < NARROW)))
            console.print()
    for doubt in summary.doubts:
        console.print(
            f"doubt: {doubt.saw}; {doubt.advice}", style="yellow", markup=False, highlight=False, soft_wrap=True
        )


def matters(summary: Summary, console: Console) -> None:
    """Print what a reader came for, last: ten rows that say whether to port a component, and the claims' verdicts."""
    ledgers = [ledger.load(document) for document in ledger.documents()]
    whole = with_derived(summary, ledgers)
    every = (rows[0] for rows in decisions(whole, case_tables(whole)).values())
    found = [row for row in every if any(gain.ratio for gain in (row.better, row.called, row.alone))]
    if found:
        console.print(_decided(found[:MOST], narrow=console.width < NARROW))
    for one in ledgers:
        tally = Counter(j.verdict.word for j in judged(one, whole))
        measured = [f"{tally[word]} {word}" for word in WORDS if word in tally and word not in UNMEASURED]
        if measured:
            console.print(Text(f"claims of {one.document}: {', '.join(measured)}"), soft_wrap=True)


def _decided(found: Sequence[Decision], *, narrow: bool) -> Table:
    """Narrow: only what is to be done; the gains stand in the cases' tables above."""
    table = Table(title=Text("Port it, or not?", style="bold"), title_justify="left", box=None, pad_edge=False)
    table.add_column("component", overflow="fold")
    for heading in () if narrow else ("best Python", "Rust called", "Rust alone"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("advice", overflow="fold")
    for row in found:
        gains = () if narrow else (row.better, row.called, row.alone)
        advice = Text(row.advice.word, style=ADVICE.get(row.advice.word, "")).append(f": {row.advice.why}", style="dim")
        table.add_row(Text(f"{row.component} {row.operation}"), *(_ratio(gain.ratio) for gain in gains), advice)
    return table


def _case(case: CaseTable, *, narrow: bool) -> Iterator[RenderableType]:
    """Narrow: without memory and doubts, which stand on the page."""
    against = f"against {case.base}" if case.base else "against the base"
    table = Table(title=Text(case.id), title_justify="left", title_style="bold not italic", box=None, pad_edge=False)
    headings = ("lane", case.primary or "measured", against, "outcome", "memory", "doubts")
    for heading in headings[:4] if narrow else headings:
        table.add_column(
            heading, justify="left" if heading in {"lane", "outcome", "doubts"} else "right", no_wrap=heading == "lane"
        )
    unit = _unit(case)
    for row in case.rows:
        if row.state == "measured":
            table.add_row(*_cells(case, row, unit)[: len(table.columns)])
    if table.row_count:
        yield table
    else:
        yield Text(case.id, style="bold")
    for row in case.rows:
        if row.state not in {"measured", "passed"}:
            yield Text(
                f"{row.name}: {row.state}: {row.difference}", style="red" if row.state != "unavailable" else "dim"
            )
        elif row.state == "passed":
            yield Text(f"{row.name}: does the same work, not measured yet", style="dim")


def _unit(case: CaseTable) -> units.Unit:
    found = [m for row in case.measured if (m := row.measures.get(case.primary))]
    return units.suits(found[0].unit, (m.value for m in found)) if found else units.Unit("", 1)


def _cells(case: CaseTable, row: LaneRow, unit: units.Unit) -> list[Text]:
    measured = row.measures.get(case.primary)
    value = Text(f"{units.show(measured.low, measured.value, measured.high, unit)} {unit.name}" if measured else "")
    ratio = case.ratio(case.base, row.name) if case.base and row.name != case.base else None
    memory = row.measures.get("peak_heap") or row.measures.get("resident_peak")
    size = ""
    if memory:
        scale = units.suits("B", [memory.value])
        kind = "heap" if memory.metric == "peak_heap" else "resident"
        size = f"{units.show(None, memory.value, None, scale)} {scale.name} {kind}"
    short = (d.code.replace("_", " ") if len(d.code) <= LONGEST_CODE else STATED for d in row.doubts)
    codes = ", ".join(dict.fromkeys(short))
    return [Text(row.name), value, _ratio(ratio), _outcome(ratio), Text(size), Text(codes, style="yellow")]


def _ratio(ratio: Ratio | None) -> Text:
    return Text(str(units.ratio(ratio.low, ratio.value, ratio.high)) if ratio else "")


def _outcome(ratio: Ratio | None) -> Text:
    if ratio is None:
        return Text("")
    word: str = ratio.outcome
    if word == "unresolved":
        word += f" (could have seen {ratio.smallest_effect:.3g}×)"
    return Text(word, style=OUTCOMES[ratio.outcome])
