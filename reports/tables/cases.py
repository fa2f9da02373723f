"""A table a case: its lanes with everything measured of them, best first, ties together, what was refused below.

A case has one *primary* metric, the one its lanes are ranked by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from benchmarks.core.metrics import metric
from benchmarks.core.model import Distribution, Doubt, GateRow, Interval, Measurement, Ratio, Summary
from benchmarks.stats.ratios import headline
from benchmarks.stats.ties import places
from reports.tables.pairs import Pairs, turned

__all__ = ["LEAD", "CaseTable", "LaneRow", "State", "case_tables"]

LEAD = "websocket/receive"  # the whole path from socket to message: it stands first
FURTHER = ("cpu", "step", "resident_peak", "size", "peak_heap")  # what a case without a headline metric is ranked by
BOUNDS = ("floor", "limit")

State: TypeAlias = Literal["measured", "passed", "disqualified", "died", "silent", "unavailable", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """One lane of one case. ``blocks`` are the raw block values of the primary metric, in the order of blocks."""

    name: str
    kind: str
    label: str
    runtime: str
    source: str
    state: State
    difference: str
    measures: Mapping[str, Measurement]
    blocks: tuple[float, ...]
    doubts: tuple[Doubt, ...]
    band: int = -1  # tie band among the ranked lanes, from 0; -1: not ranked
    rank: tuple[int, int] = (0, 0)  # best and worst place that the comparisons allow, from 1
    trials: tuple[tuple[float, ...], ...] = ()  # a block's values, one a process
    settled: Mapping[str, int] = field(default_factory=dict)  # how many processes are flat, warm up, slow down, ...

    @property
    def plain(self) -> str:
        """The lane's name without its runtime."""
        return self.name.partition("@")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTable:
    """One case: lanes ranked best first, then floors and limits, then what was refused."""

    id: str
    component: str
    operation: str
    params: Mapping[str, Any]
    primary: str
    rows: tuple[LaneRow, ...]
    base: str  # the lane that ratios are relative to until another is chosen; empty: nothing measured
    pairs: Mapping[tuple[str, str], Ratio]  # (base, lane) -> how many times better lane is, by the primary metric
    distributions: tuple[Distribution, ...]
    shifts: Mapping[tuple[str, str], Interval] = field(default_factory=dict)  # (lane, percentile) -> ns later than base

    @property
    def measured(self) -> tuple[LaneRow, ...]:
        """The rows with numbers."""
        return tuple(row for row in self.rows if row.state == "measured")

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The doubts that every measured lane has: they are the case's."""
        rows = self.measured
        return tuple(d for d in rows[0].doubts if all(d in row.doubts for row in rows)) if len(rows) > 1 else ()

    def row(self, name: str) -> LaneRow | None:
        """The measured row of that lane."""
        return next((row for row in self.measured if row.name == name), None)

    def ratio(self, base: str, lane: str) -> Ratio | None:
        """How many times better ``lane`` is than ``base``; None where nothing lets them be compared."""
        if found := self.pairs.get((base, lane)):
            return found
        found = self.pairs.get((lane, base))
        return turned(found) if found else None


def case_tables(summary: Summary) -> tuple[CaseTable, ...]:
    """Every case of the catalog, the lead case's component first, machine limits last."""
    records = _Records(summary)
    found = [
        _table(component, case, records)
        for component in summary.catalog.get("components", ())
        for case in component.get("cases", ())
    ]
    bounds = {
        component["name"]
        for component in summary.catalog.get("components", ())
        if all(lane.get("kind") in BOUNDS for lane in component.get("lanes", ()))
    }
    return tuple(sorted(found, key=lambda table: _order(table, bounds)))


class _Records:
    """A summary's rows by case and lane."""

    def __init__(self, summary: Summary) -> None:
        self.pairs = Pairs(summary)
        self.measures: dict[str, dict[str, dict[str, Measurement]]] = defaultdict(lambda: defaultdict(dict))
        self.gate: dict[str, dict[str, GateRow]] = defaultdict(dict)
        self.drawn: dict[str, list[Distribution]] = defaultdict(list)
        self.settled = {(row["case"], row["lane"]): row["classes"] for row in summary.settled}
        for m in summary.measurements:
            self.measures[m.case][m.lane][m.metric] = m
        for g in summary.gate:
            self.gate[g.case][g.lane] = g
        for d in summary.distributions:
            self.drawn[d.case].append(d)

    def lanes(self, case: str) -> list[str]:
        """Lanes that anything is known of, twins left out."""
        return [n for n in dict.fromkeys([*self.gate[case], *self.measures[case]]) if not n.endswith("~twin")]


def _order(table: CaseTable, bounds: Collection[str]) -> tuple[bool, bool, bool]:
    """``bounds``: components of floors and limits alone. A component's cases stay together."""
    return (
        table.component in bounds,
        table.component != LEAD.split("/", maxsplit=1)[0],
        not table.id.startswith(f"{LEAD}["),
    )


def _table(component: Mapping[str, Any], case: Mapping[str, Any], records: _Records) -> CaseTable:
    name, names = case["id"], records.lanes(case["id"])
    stated = {lane["name"]: lane for lane in component.get("lanes", ())}
    measures = records.measures[name]
    primary = _primary([measures[n] for n in names if n in measures])
    rows = [
        replace(
            _row(
                n, stated.get(n) or stated.get(n.partition("@")[0], {}), measures.get(n, {}), records.gate[name].get(n)
            ),
            blocks=records.pairs.blocks(name, n, primary),
            trials=records.pairs.trials(name, n, primary),
            settled=records.settled.get((name, n), {}),
        )
        for n in names
    ]
    rows = [row if row.state == "measured" else replace(row, blocks=(), trials=()) for row in rows]
    ranked = _ranked(rows, name, primary, records.pairs)
    measured = [row.name for row in ranked if row.state == "measured"]
    base = _base(measured, component)
    return CaseTable(
        id=name, component=component["name"], operation=case.get("operation", ""), params=case.get("params", {}),
        primary=primary, rows=tuple(ranked), base=base,
        pairs=records.pairs.among(name, primary, measured), distributions=tuple(records.drawn[name]),
        shifts=records.pairs.shifts(name, base),
    )  # fmt: skip


def _primary(measures: Sequence[Mapping[str, Measurement]]) -> str:
    seen = {name for m in measures for name in m}
    if "size" in seen:  # how long the sizing took is beside the point
        return "size"
    return headline(sorted(seen)) or next((name for name in FURTHER if name in seen), "time")


def _row(name: str, stated: Mapping[str, Any], measures: Mapping[str, Measurement], gate: GateRow | None) -> LaneRow:
    state: State = "measured" if measures else "passed"
    if gate is not None and not gate.passed:
        state = "error" if gate.status == "passed" else gate.status
    return LaneRow(
        name=name, kind=stated.get("kind", "peer"), label=stated.get("label", ""), source=stated.get("source", ""),
        runtime=name.partition("@")[2] or stated.get("runtime", ""), state=state,
        difference=(gate.difference or "") if gate else "", measures=measures if state == "measured" else {},
        blocks=(), doubts=tuple(dict.fromkeys(d for m in measures.values() for d in m.doubts)),
    )  # fmt: skip


def _ranked(rows: Iterable[LaneRow], case: str, primary: str, pairs: Pairs) -> list[LaneRow]:
    """Measured lanes best first with band and rank, then floors and limits, then the rest as they came."""
    sign = -1 if metric(primary).better == "more" else 1
    rows = list(rows)
    fit = [r for r in rows if r.state == "measured" and primary in r.measures]
    ranked = [r for r in fit if r.kind not in BOUNDS] or fit
    ranked.sort(key=lambda r: sign * r.measures[primary].value)
    names = [r.name for r in ranked]
    place = places(names, lambda a, b: pairs.outcome(case, primary, a, b) in {"faster", "slower"})
    placed = [replace(r, band=place[r.name].band, rank=(place[r.name].best, place[r.name].worst)) for r in ranked]
    apart = [r for r in rows if r.state == "measured" and r.name not in place]
    return [*placed, *sorted(apart, key=lambda r: r.kind), *(r for r in rows if r.state != "measured")]


def _base(measured: Sequence[str], component: Mapping[str, Any]) -> str:
    wanted = ("document-python", "python", component.get("reference", ""), "document-rust")
    return next((name for name in wanted if name in measured), measured[0] if measured else "")
