"""The audit's findings as sentences: where a document's own figures do not give what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from reports.audit import AuditRow, Word, audit
from reports.ledger_rows import Claim, Ledger, Range

__all__ = ["Finding", "findings"]

RELATED = {"equals": "should be", "at_most": "should be at most", "below": "should be below"}


class Finding(NamedTuple):
    """One piece of a document's arithmetic that does not hold. ``claims`` are the rows that it concerns."""

    at: str  # lines of the document
    about: str
    word: Word
    text: str
    says: str  # what it means, where the ledger has it
    claims: tuple[str, ...]


def findings(ledger: Ledger) -> tuple[Finding, ...]:
    """What does not hold, or holds only where the ends of two ranges are paired, in the audit's order."""
    claims = {c.id: c for c in ledger.claims}
    rows = audit(ledger)
    tables, beside = ([row for row in rows if bool(row.id) is own] for own in (True, False))
    said = [True] * len(tables) + [bool(row.other.names) for row in ledger.audits]
    found = zip((*tables, *beside), said, strict=True)
    return tuple(_finding(row, claims, stated=stated) for row, stated in found if row.word != "holds")


def _finding(row: AuditRow, claims: Mapping[str, Claim], *, stated: bool) -> Finding:
    """``stated``: what the figures are held against is the document's own word, too."""
    unit = claims[row.id].unit if row.id else ""
    related = "it says" if stated and row.relation == "equals" else RELATED[row.relation]
    given = "the document says" if not row.id and len(row.concerns) == 1 else "the document's own figures give"
    text = f"{given} {_range(row.extremes, unit)}, {related} {_range(row.stated, unit)}"
    if row.word == "holds by pairing only":
        text += f"; only low with low and high with high they give {_range(row.pairs, unit)}"
    concerned = tuple(identity for identity in row.concerns if identity in claims)
    about = row.about or ", ".join(dict.fromkeys(claims[identity].row for identity in concerned))
    return Finding(row.at, about, row.word, text, row.says, concerned)


def _range(found: Range, unit: str) -> str:
    low, high = (f"{end:,.3g}" if abs(end) < 1000 else f"{end:,.0f}" for end in (min(found), max(found)))
    text = low if low == high else f"{low}–{high}"
    return f"{text}×" if unit == "x" else f"{text} {unit}".rstrip() if unit not in {"count", "bool", "1"} else text
