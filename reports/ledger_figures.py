"""The figures behind claims: what was measured for a reference, and for an expression over references.

An expression is evaluated block by block on the very values that its parts were measured by (see
`benchmarks.stats.intervals.estimate`), each part first turned into the unit of the claim that names it. Parts that
share blocks are one schedule; others are independent, which the figure says.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from benchmarks.core.errors import TandemError
from benchmarks.core.model import Check, Doubt, Interval, Measurement, Summary
from benchmarks.stats import intervals
from benchmarks.stats.doubts import NOT_INTERLEAVED
from reports.ledger_rows import Claim, Ledger, Ref
from reports.ledger_units import in_unit

__all__ = ["Figure", "Figures"]

NOT_RUN = "bound, but not run yet"
GATED = "the gate: its outcome is the reference's for every message, the malformed ones too"
COUNTED = frozenset({"allocations", "growth", "instructions", "peak_heap"})  # counted, not timed: one process tells it


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured figure in a claim's unit; without an interval ``missing`` says why, ``refused`` that it was tried."""

    interval: Interval | None = None
    bounds: tuple[float, float] | None = None  # where only one end is known: the other is 0, or infinite
    missing: str = ""
    refused: bool = False
    case: str | None = None
    metric: str | None = None
    where: str = ""  # "here: <machine>"
    interleaved: bool = True
    doubts: tuple[Doubt, ...] = ()


_Evaluator: TypeAlias = "Callable[[Mapping[str, float]], float]"


class _Part(NamedTuple):
    """A reference in an expression: its block values in ``unit``."""

    ref: Ref
    blocks: dict[int, float]


class Figures:
    """Looks up and computes figures for the claims of one ledger."""

    def __init__(self, ledger: Ledger, summary: Summary | None) -> None:
        self.summary = summary
        self.claims = {c.id: c for c in ledger.claims}
        self.measured = {(m.case, m.lane, m.metric): m for m in summary.measurements} if summary else {}
        self.checks = {(c.case, c.lane): c for c in summary.checks} if summary else {}
        self.where = f"here: {_machine(summary.host)}" if summary else ""

    def of(self, claim: Claim) -> Figure:
        """The figure that answers a claim bound by ``ref`` or ``expr``."""
        if claim.ref:
            return self.at(claim.ref, claim.unit)
        return self._derived(claim)

    def check(self, case: str, lane: str) -> Check | None:
        """What was demonstrated; where a lane reads nothing off, that its answers passed the gate is what it shows."""
        if found := self.checks.get((case, lane)):
            return found
        rows = self.summary.gate if self.summary else ()
        passed = any((g.case, g.lane) == (case, lane) and g.passed for g in rows)
        return Check(case=case, lane=lane, holds=True, evidence=GATED) if passed else None

    def at(self, ref: Ref, unit: str) -> Figure:
        """The measurement of a reference, in ``unit`` (its own where empty)."""
        found = self.measured.get(ref)
        named = Figure(case=ref.case, metric=ref.metric, where=self.where)
        if found is None:
            return replace(named, missing=self.why_not(ref.case, ref.lane))
        ends = _ends(found)
        if ends is None:
            known = _bounds(found, unit)
            return replace(named, bounds=known, missing=found.note or "no interval", refused=True, doubts=found.doubts)
        return replace(named, interval=Interval(*(in_unit(v, unit or "1") for v in ends)), doubts=found.doubts)

    def why_not(self, case: str, lane: str) -> str:
        """Why a lane has no number."""
        rows = self.summary.gate if self.summary else ()
        row = next((g for g in rows if (g.case, g.lane) == (case, lane) and not g.passed), None)
        return f"{lane} is {row.status}: {row.difference}" if row else NOT_RUN

    def _derived(self, claim: Claim) -> Figure:
        parts: dict[str, _Part] = {}
        lacking: list[str] = []
        value = self._evaluator(claim, parts, lacking)
        refs = [p.ref for p in parts.values()]
        named = Figure(case=_same([r.case for r in refs]), metric=_same([r.metric for r in refs]), where=self.where)
        if lacking:
            return replace(named, missing=lacking[0])
        data = _schedules(parts)
        apart = [NOT_INTERLEAVED] if len(data) > 1 else []
        doubts = tuple(dict.fromkeys([*(d for r in refs for d in self.measured[r].doubts), *apart]))
        named = replace(named, interleaved=not apart, doubts=doubts)
        try:
            logs = not (claim.expression and claim.expression.subtracts)
            return replace(named, interval=intervals.interval(value, data, logs=logs))
        except (TandemError, ValueError) as error:
            return replace(named, missing=f"no interval: {error}", refused=True)

    def _evaluator(self, claim: Claim, parts: dict[str, _Part], lacking: list[str]) -> _Evaluator:
        """A function of the parts' values; fills ``parts``, or says in ``lacking`` why it has no value."""
        if claim.expression:
            inner = {name: self._evaluator(self.claims[c], parts, lacking) for name, c in claim.operands.items()}
            inner |= {name: self._part(str(ref), ref, "", parts, lacking) for name, ref in claim.parts.items()}
            expression = claim.expression
            return lambda at: expression.value({name: f(at) for name, f in inner.items()})
        if claim.ref:
            return self._part(claim.id, claim.ref, claim.unit, parts, lacking)
        if claim.kind == "fact" and claim.claimed and claim.claimed[0] == claim.claimed[1]:
            constant = claim.claimed[0]
            return lambda _: constant
        lacking.append(f"{claim.id}: {claim.answer}")
        return lambda _: math.nan

    def _part(self, name: str, ref: Ref, unit: str, parts: dict[str, _Part], lacking: list[str]) -> _Evaluator:
        blocks = self.summary.block_values.get(ref) if self.summary else None
        if not blocks or ref not in self.measured:
            refused = self.measured[ref].note if ref in self.measured else ""
            lacking.append(refused or self.why_not(ref.case, ref.lane))
        else:
            parts[name] = _Part(ref, {b: in_unit(v, unit or "1") for b, v in blocks.items()})
        return lambda at: at[name]


def _schedules(parts: Mapping[str, _Part]) -> dict[str, dict[str, list[float]]]:
    """The parts by what they share blocks with, each schedule cut down to the blocks that all its parts stand in."""
    groups: list[tuple[set[int], list[str]]] = []
    for name, part in parts.items():
        mine = set(part.blocks)
        home = next((g for g in groups if 2 <= len(g[0] & mine) >= min(len(g[0]), len(mine)) / 2), None)
        if home is None:
            groups.append((mine, [name]))
        else:
            home[0].intersection_update(mine)
            home[1].append(name)
    return {
        str(i): {n: [parts[n].blocks[b] for b in sorted(common)] for n in names}
        for i, (common, names) in enumerate(groups)
    }


def _ends(found: Measurement) -> tuple[float, float, float] | None:
    if not math.isfinite(found.value):
        return None
    if found.low is None or found.high is None:
        return (found.value, found.value, found.value) if found.metric in COUNTED else None
    return found.low, found.value, found.high


def _bounds(found: Measurement, unit: str) -> tuple[float, float] | None:
    """What the highest rate offered and held, or the lowest that was not, says of the highest that could be."""
    if found.low is None and found.high is None:
        return None
    low = 0.0 if found.low is None else in_unit(found.low, unit or "1")
    return low, math.inf if found.high is None else in_unit(found.high, unit or "1")


def _machine(host: Mapping[str, object]) -> str:
    cores = f", {host['cores']} cores" if "cores" in host else ""
    return f"{host.get('cpu', 'this machine')}{cores}"


def _same(things: Sequence[str]) -> str | None:
    return things[0] if things and len(set(things)) == 1 else None
