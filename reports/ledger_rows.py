"""A ledger as data: claims, tables, audits, and what a claim may be answered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from benchmarks.core.errors import TandemError
from reports.expr import Expression

__all__ = [
    "KINDS",
    "RELATIONS",
    "Audit",
    "Claim",
    "Kind",
    "Ledger",
    "LedgerError",
    "Range",
    "Ref",
    "Relation",
    "Shown",
    "Table",
]

Kind: TypeAlias = Literal["ref", "expr", "holds", "fact", "opinion", "cannot", "later"]
KINDS: tuple[Kind, ...] = ("ref", "expr", "holds", "fact", "opinion", "cannot", "later")
Relation: TypeAlias = Literal["equals", "at_most", "below"]
RELATIONS: tuple[Relation, ...] = ("equals", "at_most", "below")
Range: TypeAlias = "tuple[float, float]"


class LedgerError(TandemError):
    """A ledger that cannot be used, with the line to mend."""


class Ref(NamedTuple):
    """What was measured: a metric of a case in a lane."""

    case: str
    lane: str
    metric: str

    def __str__(self) -> str:
        return " ".join(self)


class Shown(NamedTuple):
    """What is demonstrated: a case in a lane."""

    case: str
    lane: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One row. ``answer`` is the text of its kind's key; ``ref``, ``expression`` or ``shown`` its typed face."""

    id: str
    document: str
    table: str
    row: str
    column: str
    lines: str
    unit: str
    kind: Kind
    answer: str
    claimed: Range | None = None
    says: str = ""
    reads: Range | None = None
    target: bool = False
    better: Literal["less", "more", "neither"] = "less"
    ref: Ref | None = None
    expression: Expression | None = None
    operands: Mapping[str, str] = field(default_factory=dict)  # name in the expression -> id of a claim
    parts: Mapping[str, Ref] = field(default_factory=dict)  # name in the expression -> what was measured
    shown: Shown | None = None
    instead: Ref | None = None
    beside: tuple[Ref, ...] = ()
    note: str = ""
    line: int = 0  # in the ledger's file

    @property
    def lane(self) -> str:
        """Which side of the document's table it is: python, rust, ratio, target, ..."""
        return self.id.rpartition(".")[2]

    @property
    def judged_by(self) -> tuple[Ref | Shown, ...]:
        """What the row itself names for its verdict."""
        return tuple(r for r in (self.ref, self.shown, self.instead, *self.parts.values()) if r)

    @property
    def arms(self) -> tuple[tuple[str, str], ...]:
        """Every (case, lane) that the row itself names."""
        return tuple((r.case, r.lane) for r in (*self.judged_by, *self.beside))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the document, in its order."""

    name: str
    columns: tuple[str, ...]
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Arithmetic that is no row of a table: ``expression`` should stand in ``relation`` to ``other``."""

    at: str
    expression: Expression
    relation: Relation
    other: Expression
    operands: Mapping[str, str]
    says: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A document's claims."""

    document: str
    title: str
    tables: tuple[Table, ...]
    audits: tuple[Audit, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every row, in the document's order."""
        return tuple(c for t in self.tables for c in t.claims)

    def claim(self, identity: str) -> Claim:
        """The row of that id."""
        return next(c for c in self.claims if c.id == identity)
