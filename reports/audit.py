"""The documents' own arithmetic: every expression of a ledger on the claimed figures, against what is claimed.

Figures are often ranges, and a document does not say how the ends of two ranges belong together. So an expression is
computed twice: by *pairs* (all lower ends, then all upper ends), and by *extremes* (every combination of ends).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal, TypeAlias

from reports.expr import Expression
from reports.ledger_rows import Audit, Claim, Ledger, Range, Relation

__all__ = ["AuditRow", "Word", "audit", "audit_json"]

Word: TypeAlias = Literal["holds", "holds by pairing only", "does not hold"]
ROUNDING = 0.005
"""Figures in print are rounded: half a per cent apart is the same figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """A piece of arithmetic: what is ``stated``, and what its figures give by ``pairs`` and by ``extremes``."""

    document: str
    at: str  # lines of the document
    id: str  # of the claim; empty for arithmetic beside the tables
    about: str
    expr: str
    relation: Relation
    stated: Range
    pairs: Range
    extremes: Range
    word: Word
    says: str
    concerns: tuple[str, ...] = ()  # ids of the claims whose figures it is about


def audit(ledger: Ledger) -> tuple[AuditRow, ...]:
    """All arithmetic of a document: its rows with expressions in their order, then what stands beside the tables."""
    claims = {c.id: c for c in ledger.claims}
    rows = (_row(ledger.document, c, claims) for c in ledger.claims if c.kind == "expr")
    return (*(r for r in rows if r), *(_beside(ledger.document, a, claims) for a in ledger.audits))


def audit_json(ledgers: Iterable[Ledger]) -> dict[str, Any]:
    """The audit of some documents as JSON."""
    return {"schema": 1, "audit": [_json(r) for ledger in ledgers for r in audit(ledger)]}


def _row(document: str, claim: Claim, claims: Mapping[str, Claim]) -> AuditRow | None:
    """A claim against the figures it comes from; None where one of them has none, as a measurement has not."""
    if claim.claimed is None or claim.expression is None or claim.parts:
        return None
    figures = _figures(claim.operands, claims)
    if figures is None:
        return None
    pairs, extremes = _pairs(claim.expression, figures), _extremes(claim.expression, figures)
    return AuditRow(
        document=document,
        at=f"L{claim.lines}",
        id=claim.id,
        about=claim.row,
        expr=claim.expression.text,
        relation="equals",
        stated=claim.claimed,
        pairs=pairs,
        extremes=extremes,
        word=_word("equals", claim.claimed, pairs, extremes),
        says="",
        concerns=(claim.id,),
    )


def _beside(document: str, row: Audit, claims: Mapping[str, Claim]) -> AuditRow:
    figures = _figures(row.operands, claims) or {}
    stated = _extremes(row.other, figures)
    pairs, extremes = _pairs(row.expression, figures), _extremes(row.expression, figures)
    return AuditRow(
        document=document,
        at=row.at,
        id="",
        about="",
        expr=row.expression.text,
        relation=row.relation,
        stated=stated,
        pairs=pairs,
        extremes=extremes,
        word=_word(row.relation, stated, pairs, extremes),
        says=row.says,
        concerns=tuple(row.operands.values()),
    )


def _word(relation: Relation, stated: Range, pairs: Range, extremes: Range) -> Word:
    if _stands(relation, stated, extremes):
        return "holds"
    return "holds by pairing only" if _stands(relation, stated, pairs) else "does not hold"


def _stands(relation: Relation, stated: Range, found: Range) -> bool:
    low, high = stated
    slack = ROUNDING * max(abs(low), abs(high))
    if relation == "below":
        return max(found) < low
    if relation == "at_most":
        return max(found) <= high + slack
    return low - slack <= min(found) and max(found) <= high + slack


def _figures(operands: Mapping[str, str], claims: Mapping[str, Claim]) -> dict[str, Range] | None:
    """What the document claims of each operand; None where it claims no figure of one."""
    found = {name: claims[identity].claimed for name, identity in operands.items()}
    known = {name: claimed for name, claimed in found.items() if claimed is not None}
    return known if len(known) == len(found) else None


def _pairs(expression: Expression, figures: Mapping[str, Range]) -> Range:
    low, high = (expression.value({name: ends[i] for name, ends in figures.items()}) for i in (0, 1))
    return low, high


def _extremes(expression: Expression, figures: Mapping[str, Range]) -> Range:
    ends = [sorted(set(figures[name])) for name in expression.names]
    found = [expression.value(dict(zip(expression.names, corner, strict=True))) for corner in product(*ends)]
    return min(found), max(found)


def _json(row: AuditRow) -> dict[str, Any]:
    return {
        "document": row.document,
        "at": row.at,
        "id": row.id or None,
        "expr": row.expr,
        "relation": row.relation,
        "stated_low": row.stated[0],
        "stated_high": row.stated[1],
        "pairs": list(row.pairs),
        "computed_low": row.extremes[0],
        "computed_high": row.extremes[1],
        "verdict": row.word,
        "says": row.says,
    }
