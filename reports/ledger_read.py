"""Reads a ledger's TOML into claims; the first fault ends it, in one line that names the line to mend."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NoReturn

from benchmarks.core.metrics import METRICS, metric
from reports.expr import Expression, ExpressionError, parse
from reports.ledger_rows import KINDS, RELATIONS, Audit, Claim, Ledger, LedgerError, Range, Ref, Shown, Table
from reports.ledger_units import base_of

__all__ = ["read"]

_OF_ROWS = "id at lines claimed says reads unit with target instead beside better note"
_KEYS = {
    "ledger": {"document", "title", "table", "audit"},
    "table": {"name", "columns", "rows"},
    "row": {*_OF_ROWS.split(), *KINDS},
    "audit": {"at", "expr", "with", "says", *RELATIONS},
}
_TEXTS = ("id", "lines", "says", "unit", "instead", "note", "at", "name", "document", "title", *KINDS, *RELATIONS)
_BETTER = ("less", "more", "neither")
_MORE = {"x", "%", "1/s", "orders/s", "msg/s", "events/s", "updates/s"}
Raw = Mapping[str, Any]


def read(text: str, name: str = "ledger") -> Ledger:
    """Read a ledger's text. Raises `LedgerError` with the line of the first fault."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LedgerError(name, f"is no TOML: {error}") from None
    return _Reader(text, name, raw).ledger()


class _Reader:
    def __init__(self, text: str, name: str, raw: Raw) -> None:
        self.lines = text.splitlines()
        self.name, self.raw = name, raw
        self.where = 1
        self.seen: dict[str, int] = {}

    def ledger(self) -> Ledger:
        self.check_keys("ledger", self.raw)
        document = self.text(self.raw, "document")
        tables = tuple(self.table(document, i, t) for i, t in enumerate(self.raw.get("table", ())))
        audits = tuple(self.audit(i, a) for i, a in enumerate(self.raw.get("audit", ())))
        found = Ledger(document=document, title=self.raw.get("title", document), tables=tables, audits=audits)
        claims = {c.id: c for c in found.claims}
        for claim in found.claims:
            self.where = claim.line
            self.check_operands(claim.operands)
        for claim in found.claims:
            self.where = claim.line
            self.check_circle(claim.id, claims, ())
        for audit in audits:
            self.where = audit.line
            self.check_operands(audit.operands)
            silent = [c for c in audit.operands.values() if claims[c].claimed is None]
            if silent:
                self.fail(f"{silent[0]} claims no figure", "name a row with claimed")
        return found

    def table(self, document: str, index: int, raw: Raw) -> Table:
        self.where = self.header_line("table", index)
        self.check_keys("table", raw)
        name, columns = self.text(raw, "name"), tuple(raw.get("columns", ()))
        claims = tuple(self.claim(document, name, columns, row) for row in raw.get("rows", ()))
        return Table(name=name, columns=columns, claims=claims)

    def claim(self, document: str, table: str, columns: tuple[str, ...], raw: Raw) -> Claim:
        self.where = self.row_line(raw)
        self.check_keys("row", raw)
        identity = self.text(raw, "id")
        if identity in self.seen:
            self.fail(f"the id {identity} stands in line {self.seen[identity]} already", "ids are unique")
        self.seen[identity] = self.where
        kinds = [k for k in KINDS if k in raw]
        if len(kinds) != 1:
            self.fail(f"{identity} has {' and '.join(kinds) or 'none'} of {', '.join(KINDS)}", "give exactly one")
        row, column = self.place(raw, columns)
        kind, unit = kinds[0], raw.get("unit", "")
        ref = self.ref(raw["ref"], unit) if kind == "ref" else None
        claim = Claim(
            id=identity,
            document=document,
            table=table,
            row=row,
            column=column,
            lines=str(raw.get("lines", "")),
            unit=unit,
            kind=kind,
            answer=self.text(raw, kind),
            claimed=self.range(raw, "claimed"),
            says=raw.get("says", ""),
            reads=self.range(raw, "reads"),
            target=raw.get("target", False),
            better=self.direction(raw, unit, ref),
            ref=ref,
            expression=self.expression(raw["expr"], raw.get("with", {})) if kind == "expr" else None,
            operands={n: text for n, text in raw.get("with", {}).items() if " " not in text},
            parts={n: self.ref(text, "") for n, text in raw.get("with", {}).items() if " " in text},
            shown=self.shown(raw["holds"]) if kind == "holds" else None,
            instead=self.ref(raw["instead"], "") if "instead" in raw else None,
            beside=tuple(self.ref(r, "") for r in raw.get("beside", ())),
            note=raw.get("note", ""),
            line=self.where,
        )
        self.check_claim(claim)
        return claim

    def check_claim(self, claim: Claim) -> None:
        if (claim.claimed is None) == (not claim.says):
            self.fail(f"{claim.id} should have either claimed or says", 'claimed = [low, high], or says = "..."')
        if claim.kind in {"ref", "expr"} and claim.claimed is None and claim.reads is None:
            self.fail(f"{claim.id} measures words", "say with reads = [low, high] what they are taken to mean")
        if (claim.operands or claim.parts) and claim.kind != "expr":
            self.fail(f"{claim.id} has with, but no expr", "remove it")

    def audit(self, index: int, raw: Raw) -> Audit:
        self.where = self.header_line("audit", index)
        self.check_keys("audit", raw)
        relations = [r for r in RELATIONS if r in raw]
        if len(relations) != 1:
            self.fail(f"an audit has {' and '.join(relations) or 'none'} of {', '.join(RELATIONS)}", "give exactly one")
        names = raw.get("with", {})
        found, other = _parsed(self, self.text(raw, "expr")), _parsed(self, self.text(raw, relations[0]))
        self.check_names((*found.names, *other.names), names)
        return Audit(
            at=self.text(raw, "at"),
            expression=found,
            relation=relations[0],
            other=other,
            operands=names,
            says=raw.get("says", ""),
            line=self.where,
        )

    def expression(self, text: str, names: Raw) -> Expression:
        found = _parsed(self, text)
        self.check_names(found.names, names)
        return found

    def check_names(self, used: tuple[str, ...], names: Raw) -> None:
        if odd := set(used) ^ set(names):
            self.fail(f"{', '.join(sorted(odd))}: names of the expression and of with differ", "name the same")

    def check_operands(self, operands: Mapping[str, str]) -> None:
        for name, identity in operands.items():
            if not isinstance(identity, str) or identity not in self.seen:
                self.fail(f"{name} names the row {identity}, which is not there", "name an id of this ledger")

    def check_circle(self, identity: str, claims: Mapping[str, Claim], above: tuple[str, ...]) -> None:
        if identity in above:
            self.fail(f"expressions go round in a circle: {' -> '.join([*above, identity])}", "name figures")
        for operand in claims[identity].operands.values():
            self.check_circle(operand, claims, (*above, identity))

    def ref(self, text: str, unit: str) -> Ref:
        parts = text.rsplit(" ", 2) if isinstance(text, str) else []
        if len(parts) != 3 or "/" not in parts[0]:
            self.fail(f"{text!r} should be a case, a lane and a metric", 'as in "clock/read[]v1 python time"')
        if parts[2] not in METRICS and not parts[2].startswith("latency_share("):
            self.fail(f"{parts[2]!r} is no metric", f"metrics are {', '.join(METRICS)}")
        if unit and base_of(unit) != metric(parts[2]).unit:
            self.fail(
                f"{parts[2]} is measured in {metric(parts[2]).unit}, the claim is in {unit}", "name another metric"
            )
        return Ref(*parts)

    def shown(self, text: str) -> Shown:
        parts = text.rsplit(" ", 1)
        if len(parts) != 2 or "/" not in parts[0]:
            self.fail(f"{text!r} should be a case and a lane", 'as in "stereo_delay/two_writers[]v1 rustc"')
        return Shown(*parts)

    def direction(self, raw: Raw, unit: str, ref: Ref | None) -> Any:
        default = metric(ref.metric).better if ref else "more" if unit in _MORE else "less"
        found = raw.get("better", default)
        if found not in _BETTER:
            self.fail(f"better should be one of {', '.join(_BETTER)}, was {found!r}", "")
        return found

    def range(self, raw: Raw, key: str) -> Range | None:
        if key not in raw:
            return None
        found = raw[key]
        if (
            not isinstance(found, list)
            or len(found) != 2
            or not all(_is_number(x) for x in found)
            or found[0] > found[1]
        ):
            self.fail(f"{key} should be [low, high], was {found!r}", "write a single figure twice")
        return float(found[0]), float(found[1])

    def place(self, raw: Raw, columns: tuple[str, ...]) -> tuple[str, str]:
        at = raw.get("at")
        if not isinstance(at, list) or len(at) != 2 or not all(isinstance(x, str) for x in at):
            self.fail(f"at should be [row, column], was {at!r}", 'as in at = ["JSON parsing", "Python"]')
        if at[1] not in columns:
            self.fail(f"{at[1]!r} is no column of the table", f"columns are {', '.join(columns)}")
        return at[0], at[1]

    def text(self, raw: Raw, key: str) -> str:
        found = raw.get(key)
        if not isinstance(found, str) or not found:
            self.fail(f"{key} should be a text, was {found!r}", "")
        return found

    def check_keys(self, what: str, raw: Raw) -> None:
        if odd := sorted(raw.keys() - _KEYS[what]):
            self.fail(f"{what} has the unknown key {odd[0]}", f"keys are {', '.join(sorted(_KEYS[what]))}")
        for key in raw.keys() & set(_TEXTS):
            if not isinstance(raw[key], str) and not (what == "row" and key == "at"):
                self.fail(f"{key} should be a text, was {raw[key]!r}", "")
        for key, kind in (("target", bool), ("beside", list), ("with", dict), ("rows", list), ("columns", list)):
            if not isinstance(raw.get(key, kind()), kind):
                self.fail(f"{key} should be a {kind.__name__}, was {raw[key]!r}", "")

    def header_line(self, what: str, index: int) -> int:
        found = [i for i, line in enumerate(self.lines, 1) if line.strip().startswith(f"[[{what}]]")]
        return found[index] if index < len(found) else 1

    def row_line(self, raw: Raw) -> int:
        """The next line, after the rows read so far, that gives this row's id; without one, the next row's line."""
        given = rf"""\bid\s*=\s*["']{re.escape(raw["id"])}["']""" if isinstance(raw.get("id"), str) else r"^\s*\{"
        places = (i for i, line in enumerate(self.lines, 1) if i > self.where and re.search(given, line))
        return next(places, self.where)

    def fail(self, wrong: str, mend: str) -> NoReturn:
        raise LedgerError(f"{self.name} line {self.where}", wrong, mend)


def _parsed(reader: _Reader, text: str) -> Expression:
    try:
        return parse(text)
    except ExpressionError as error:
        reader.fail(f"{error.asked}: {error.wrong}", error.mend)


def _is_number(thing: object) -> bool:
    return isinstance(thing, int | float) and not isinstance(thing, bool) and not math.isnan(thing)
