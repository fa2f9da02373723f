"""A document's tables as they stood, each figure with what was measured beside it: claimed, measured, verdict."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.core.metrics import metric
from benchmarks.core.model import Doubt, Interval, Summary
from reports import units
from reports.ledger_figures import Figures
from reports.ledger_rows import Claim, Ledger
from reports.tables.derivation import derivation
from reports.tables.findings import Finding, findings
from reports.verdicts import WORDS, Judged, judged

__all__ = [
    "MEANINGS",
    "ClaimCell",
    "ClaimRow",
    "ClaimTable",
    "Document",
    "claimed_text",
    "documents",
    "figure_text",
    "measured_text",
    "tally",
    "tally_of",
]

IDENTITY = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+){2,}: ")  # another claim's id before its reason
# What a verdict means, in plain words.
MEANINGS = {
    "reproduced": "the measured interval lies inside what the document says",
    "stronger": "better than the document says",
    "weaker": "worse than the document says, though no loss where it says a gain",
    "reversed": "the document says a gain; here it is a loss",
    "met": "the target is met",
    "missed": "the target is missed",
    "unresolved": "the interval is too wide to say",
    "demonstrated": "shown by a program that must behave so",
    "refuted": "shown not to be so",
    "fact": "sets something, a version or a rig: not judged",
    "opinion": "a judgement: not judged",
    "not measurable here": "this machine cannot show it; the row says why",
    "not measured yet": "bound to a case that has not run, or waiting for a component",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCell:
    """One claim of a table. ``says`` is a claim in words; ``claimed`` one in numbers, [low, high] in ``unit``."""

    id: str
    column: str
    says: str
    claimed: tuple[float, float] | None
    unit: str
    measured: Interval | None
    verdict: str
    reason: str
    here: str = ""  # the machine that the verdict holds for
    beside: tuple[str, ...] = ()  # further measurements, as text
    note: str = ""  # what the claim was taken to mean
    doubts: tuple[Doubt, ...] = ()
    bound: bool = False  # something measures it, now or later
    case: str = ""  # the case that answers it, empty where none does or several do
    how: tuple[tuple[str, str], ...] = ()  # how the number came about: name and text
    findings: tuple[Finding, ...] = ()  # of the audit, about this claim


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One line of a document's table; ``lines`` is where in the document it stands."""

    label: str
    lines: str
    cells: tuple[ClaimCell, ...]

    def at(self, column: str) -> tuple[ClaimCell, ...]:
        """The claims in one column, in the document's order."""
        return tuple(cell for cell in self.cells if cell.column == column)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTable:
    """One table of a document."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document, its tables in its own order."""

    name: str
    title: str
    tables: tuple[ClaimTable, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def cells(self) -> tuple[ClaimCell, ...]:
        """Every claim."""
        return tuple(cell for table in self.tables for row in table.rows for cell in row.cells)


def documents(ledgers: Iterable[Ledger], summary: Summary) -> tuple[Document, ...]:
    """Each ledger with what the summary says of it."""
    return tuple(_document(ledger, summary) for ledger in ledgers)


def _document(ledger: Ledger, summary: Summary) -> Document:
    figures = Figures(ledger, summary)
    found = findings(ledger)
    said = {j.claim.id: _cell(j, figures, found) for j in judged(ledger, summary)}
    tables = tuple(ClaimTable(name=t.name, columns=t.columns, rows=tuple(_rows(t.claims, said))) for t in ledger.tables)
    return Document(name=ledger.document, title=ledger.title, tables=tables, findings=found)


def _rows(claims: Sequence[Claim], said: Mapping[str, ClaimCell]) -> Iterable[ClaimRow]:
    """The claims by row, rows in the order in which they first appear."""
    for label in dict.fromkeys(c.row for c in claims):
        mine = [c for c in claims if c.row == label]
        lines = ", ".join(dict.fromkeys(c.lines for c in mine if c.lines))
        yield ClaimRow(label=label, lines=lines, cells=tuple(said[c.id] for c in mine))


def _cell(j: Judged, figures: Figures, found: Sequence[Finding]) -> ClaimCell:
    claim, reason = j.claim, IDENTITY.sub("", j.verdict.reason)
    here = reason if reason.startswith("here") else ""
    beside = []
    for ref in claim.beside:
        unit = metric(ref.metric).unit if claim.unit == "x" else claim.unit  # beside a ratio stands what it is made of
        figure = figures.at(ref, unit)
        if figure.interval is not None:
            beside.append(f"{ref.case} {ref.lane}: {figure_text(figure.interval, unit)}")
    return ClaimCell(
        id=claim.id,
        column=claim.column,
        says=claim.says,
        claimed=claim.claimed,
        unit=claim.unit,
        measured=j.found,
        verdict=j.verdict.word,
        reason="" if here else reason,
        here=here,
        beside=tuple(beside),
        note=claim.note,
        doubts=j.doubts,
        bound=claim.kind in {"ref", "expr", "holds"},
        case=j.case or "",
        how=derivation(j, figures),
        findings=tuple(f for f in found if claim.id in f.claims),
    )


def tally(found: Iterable[Document]) -> dict[str, int]:
    """How many claims have each verdict, in the order of a tally; verdicts that no claim has are left out."""
    return _counted(cell for document in found for cell in document.cells)


def tally_of(table: ClaimTable) -> dict[str, int]:
    """The same for one table."""
    return _counted(cell for row in table.rows for cell in row.cells)


def _counted(cells: Iterable[ClaimCell]) -> dict[str, int]:
    seen = Counter(cell.verdict for cell in cells)
    return {word: seen[word] for word in WORDS if word in seen}


def claimed_text(cell: ClaimCell) -> str:
    """``500–800 ms``, ``3–5×``, or the claim's words."""
    if cell.claimed is None:
        return cell.says
    low, high = (_plain(v) for v in cell.claimed)
    return _with_unit(low if low == high else f"{low}–{high}", cell.unit)


def measured_text(cell: ClaimCell) -> tuple[str, str]:
    """Value with its unit, and the interval without; both empty where nothing was measured."""
    if cell.measured is None:
        return "", ""
    unit, at = _readable(cell.unit, cell.measured)
    text = units.show(at.low, at.value, at.high)
    return _with_unit(text.value, unit), text.interval if text.low != text.high else ""


def figure_text(found: Interval, unit: str) -> str:
    """``4.20 ms (4.10–4.30)``."""
    name, at = _readable(unit, found)
    text = units.show(at.low, at.value, at.high)
    return _with_unit(text.value, name) + (f" ({text.interval})" if text.low != text.high else "")


# What is measured may be far from the claim's own unit (0.5 ms claimed, 400 ns found): it is shown in one that fits.
STEPS: Sequence[tuple[str, ...]] = (("ns", "µs", "ms", "s"), ("B", "kB", "MB", "GB"))


def _readable(unit: str, found: Interval) -> tuple[str, Interval]:
    name = {"us": "µs", "KB": "kB"}.get(unit, unit)
    steps = next((s for s in STEPS if name in s), (name,))
    place, value, factor = steps.index(name), abs(found.value), 1.0
    while 0 < value * factor < 0.1 and place > 0:
        place, factor = place - 1, factor * 1e3
    while value * factor >= 1e5 and place + 1 < len(steps):
        place, factor = place + 1, factor / 1e3
    return steps[place], Interval(found.low * factor, found.value * factor, found.high * factor)


def _with_unit(text: str, unit: str) -> str:
    if unit == "x":
        return f"{text}×"
    return text if unit in {"", "count", "bool"} else f"{text} {'µs' if unit == 'us' else unit}"


def _plain(value: float) -> str:
    return f"{value:,.12g}" if math.isfinite(value) else "any"
