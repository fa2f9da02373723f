"""Port it, or not? A row a component: what the better Python gives, what Rust gives over it, and a plain word.

The word follows from intervals alone, by the rule of `advise`. A gain is *worth it* where its whole interval is at
least `WORTH` and holds among all comparisons, *not worth it* where the whole interval lies below, else open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal, NamedTuple, TypeAlias

from benchmarks.core.model import Interval, Ratio, Summary
from benchmarks.stats.crossing import BATCHES
from reports import units
from reports.tables.cases import CaseTable, LaneRow
from reports.tables.pairs import Pairs, settled
from reports.tables.porting import PortingCost, porting_costs
from reports.tables.sentences import WORTH, best_rust, pythons

__all__ = ["RULE", "Advice", "Decision", "Evidence", "Gain", "Memory", "Word", "advise", "decisions"]

Word: TypeAlias = Literal["port it", "port it in batches", "improve the Python first", "leave it", "cannot tell yet"]
PLAIN = ("document-python", "python")
CALLED, ALONE = "rust-from-python", "rust"
PYTHONS = frozenset({*PLAIN, "python-best"})
RUSTS = frozenset({CALLED, ALONE, "document-rust"})
SIZES = frozenset({"size", "resident_peak", "peak_heap"})
MANY = BATCHES[-1]
NO_LANE, NO_ANSWER = "no such lane", "does not answer this case"
RULE: Mapping[Word, str] = {
    "port it": f"Rust, as a Python program would call it, is at least {WORTH} times the best Python, and the better "
    "Python does not bring more than that by itself. Where nothing is called from Python, Rust alone counts",
    "improve the Python first": f"the best Python is at least {WORTH} times the plain one, and Rust adds less over it "
    "than that, or nothing",
    "port it in batches": f"a call an operation is not worth it, but one that carries {MANY:,} is: from the break-even "
    "batch on",
    "leave it": f"neither the better Python nor Rust called from it brings {WORTH} times",
    "cannot tell yet": "an interval that the word would rest on is open or missing; the row says which",
}
"""What each word rests on, in the order in which they are looked for. "At least" means the whole interval."""


class Advice(NamedTuple):
    """A word and what it rests on, or what is missing."""

    word: Word
    why: str


class Evidence(NamedTuple):
    """What a word rests on; an interval that is None is missing, for the reason in ``missing``.

    ``better``: best Python over the plain one, None where the plain one is the best known. ``called`` and ``alone``:
    Rust over the best Python, from Python and by itself. ``even`` and ``batched``: operations that a call has to carry
    before Rust pays (None: never, or not in every block), and the gain of a call with many (None: not measured).
    ``waits``: why what Python would call has no figure, though there is such a lane.
    """

    better: Interval | None = None
    called: Interval | None = None
    alone: Interval | None = None
    even: Interval | None = None
    batched: Interval | None = None
    missing: str = ""
    waits: str = ""


class Gain(NamedTuple):
    """How many times better ``lane`` is than ``base``; without a ratio ``why`` says why."""

    base: str
    lane: str
    ratio: Ratio | None
    why: str = ""


class Memory(NamedTuple):
    """How many times smaller Rust is than the best Python, by ``what``; without an interval one process tells it."""

    what: str
    lane: str
    ratio: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One case, standing for its component where it is the first of ``decisions``; lanes are empty where none is."""

    component: str
    case: str
    operation: str
    metric: str
    plain: str
    python: str
    better: Gain
    called: Gain
    alone: Gain
    even: Interval | None
    even_why: str
    memory: Memory | None
    costs: tuple[PortingCost, ...]
    advice: Advice
    measured: bool


def advise(e: Evidence) -> Advice:
    """The word that intervals allow, see `RULE`; whatever is open or missing on the way there makes it unknown."""
    rust = e.called or e.alone
    if rust is None:
        return Advice("cannot tell yet", e.missing or "Rust is not measured beside the best Python")
    if e.waits and _worth(rust) is not False:  # what is not worth it alone is not when it is called either
        return Advice("cannot tell yet", f"Rust alone gives {_text(rust)}; called from Python: {e.waits}")
    said = f"Rust {'called from Python' if e.called else 'as a whole'} gives {_text(rust)} over the best Python"
    if _worth(rust) is None:
        return _open(said)
    better = e.better if e.better and _worth(e.better) else None
    if _worth(rust):
        if better and better.low > rust.high:
            return Advice("improve the Python first", f"that brings {_text(better)}; {said}")
        return Advice("port it", said)
    if better and e.alone and better.low > e.alone.high:  # more than any batch can bring
        return Advice("improve the Python first", f"that brings {_text(better)}; {said}")
    return _in_batches(e) or _without_rust(e, said)


def _in_batches(e: Evidence) -> Advice | None:
    """What follows where a call an operation is not worth it but Rust alone may be; None: batches do not help."""
    if not e.called or not e.alone or _worth(e.alone) is False:
        return None
    if _worth(e.alone) is None:
        return _open(f"Rust alone gives {_text(e.alone)} over the best Python")
    if e.batched is None:
        return Advice("cannot tell yet", "what a call costs by itself is not measured: tandem run machine boundary")
    if e.even is None or _worth(e.batched) is False:
        return None
    if _worth(e.batched) is None:
        return _open(f"{MANY:,} in a call gain {_text(e.batched)}")
    first = max(1, math.ceil(e.even.high))
    return Advice("port it in batches", f"of {first:,} or more; {MANY:,} in a call gain {_text(e.batched)}")


def _without_rust(e: Evidence, said: str) -> Advice:
    """What follows where Rust is not worth it, however it is called."""
    if e.better and _worth(e.better) is None:
        return _open(f"the better Python brings {_text(e.better)}")
    if e.better and _worth(e.better):
        return Advice("improve the Python first", f"that brings {_text(e.better)}; {said}")
    whole = e.alone if e.called and e.alone and _worth(e.alone) else None
    return Advice("leave it", said + (f"; only a whole program in Rust gains, {_text(whole)}" if whole else ""))


def _open(said: str) -> Advice:
    return Advice("cannot tell yet", f"{said}: the interval spans {WORTH}")


def decisions(summary: Summary, tables: Sequence[CaseTable]) -> dict[str, tuple[Decision, ...]]:
    """By component, in the tables' order: the case that stands for it, then the others that compare anything.

    The first quick case that compares times stands for it, of those one that shows most of the three gains; where no
    quick one does, the first of the others, and last of all one of sizes. A component without both a Python and a Rust
    lane has no row.
    """
    found = {}
    sight = _Sight(summary)
    for name, cases in groupby(tables, key=lambda t: t.component):
        own = list(cases)
        if sight.decides(name):
            every = sorted((sight.decision(table) for table in own), key=lambda d: _place(d, quick=sight.quick(d.case)))
            found[name] = (every[0], *(d for d in every[1:] if _shown(d)))
    return found


def _place(decision: Decision, *, quick: bool) -> tuple[bool, bool, bool, int]:
    return (not _shown(decision), decision.metric in SIZES, not quick, -_shown(decision))


def _shown(decision: Decision) -> int:
    """How many of the three gains there are."""
    return sum(gain.ratio is not None for gain in (decision.better, decision.called, decision.alone))


class _Sight:
    """What a summary knows, by what decisions ask for."""

    def __init__(self, summary: Summary) -> None:
        every: Sequence[Mapping[str, Any]] = summary.catalog.get("components", ())
        self._lanes = {c["name"]: {lane["name"] for lane in c.get("lanes", ())} for c in every}
        self._slow = {case["id"] for c in every for case in c.get("cases", ()) if not case.get("quick", True)}
        self._refused = {(g.case, g.lane): g.difference or g.status for g in summary.gate if not g.passed}
        self._asked = {(g.case, g.lane) for g in summary.gate}
        self._derived = {d.id: Interval(d.low, d.value, d.high) for d in summary.derived}
        self._pairs = Pairs(summary)
        self._costs = porting_costs(summary)

    def decides(self, component: str) -> bool:
        """Whether there is anything to decide."""
        lanes = self._lanes.get(component, set())
        return bool(lanes & PYTHONS and lanes & RUSTS)

    def quick(self, case: str) -> bool:
        """Whether a quick run of everything measures the case."""
        return case not in self._slow

    def decision(self, table: CaseTable) -> Decision:
        """One case's row."""
        plain = next((row for name in PLAIN if (row := table.row(name))), None)
        best, rust = self._best(table, plain), best_rust(table)
        base, python = plain.name if plain else "", best.name if best else ""
        better = self._gain(table, base, python if python != base else "")
        if python and python == base:
            better = better._replace(why="no better one measured")
        called, alone = self._gain(table, python, CALLED), self._gain(table, python, ALONE)
        even, batched = (self._derived.get(f"boundary.{what}") for what in _names(table.id))
        evidence = Evidence(
            better=_interval(better), called=_interval(called), alone=_interval(alone), even=even, batched=batched,
            missing=self._missing(table, called, alone), waits="" if called.ratio or self._apart(table) else called.why,
        )  # fmt: skip
        return Decision(
            component=table.component, case=table.id, operation=table.operation,
            metric=table.primary, plain=base, python=python, better=better, called=called, alone=alone,
            even=even, even_why=_even_why(even, batched, called),
            memory=self._memory(table, python, rust.name if rust else ""), advice=advise(evidence),
            costs=tuple(c for lane in dict.fromkeys((base, python, CALLED, ALONE)) if (c := self._cost(table, lane))),
            measured=bool(table.measured),
        )  # fmt: skip

    def _best(self, table: CaseTable, plain: LaneRow | None) -> LaneRow | None:
        """The best Python that the plain one can be compared with; a lane of a single block can with none."""
        ranked = [row for row in pythons(table) if plain is None or row is plain or table.ratio(plain.name, row.name)]
        return ranked[0] if ranked else plain

    def _cost(self, table: CaseTable, lane: str) -> PortingCost | None:
        return self._costs.get((table.component, lane.partition("@")[0]))

    def _apart(self, table: CaseTable) -> bool:
        """Whether the case is not answered by a call from Python at all: the gate has not even asked."""
        return (table.id, CALLED) not in self._asked

    def _gain(self, table: CaseTable, base: str, lane: str) -> Gain:
        found = table.ratio(base, lane) if base and lane and table.row(lane) else None
        return Gain(base, lane, found, "" if found else self._why(table, base, lane))

    def _why(self, table: CaseTable, base: str, lane: str) -> str:
        if lane and lane not in self._lanes.get(table.component, ()):
            return NO_LANE
        if reason := self._refused.get((table.id, lane)):
            return reason
        if not table.row(lane):
            return "not measured yet" if (table.id, lane) in self._asked else NO_ANSWER if base else "no Python"
        return "fewer than two blocks together" if base else "no Python measured"

    def _missing(self, table: CaseTable, called: Gain, alone: Gain) -> str:
        if not table.measured:
            return f"nothing is measured yet: tandem run {table.component}"
        told = {"", NO_LANE, NO_ANSWER}
        reasons = dict.fromkeys(gain.why for gain in (called, alone) if gain.why not in told)
        return f"Rust: {'; '.join(reasons)}" if reasons else "no lane in Rust answers this case"

    def _memory(self, table: CaseTable, python: str, rust: str) -> Memory | None:
        if not python or not rust:
            return None
        if found := self._pairs.find(table.id, "resident_peak", python, rust):
            return Memory("resident peak", rust, Interval(found.low, found.value, found.high))
        rows = (table.row(python), table.row(rust))
        heap = [m.value for row in rows if row and (m := row.measures.get("peak_heap")) and m.value > 0]
        if len(heap) < 2:
            return None
        return Memory("peak heap", rust, Interval(*[heap[0] / heap[1]] * 3))


def _names(case: str) -> tuple[str, str]:
    return f"break-even[{case}]", f"gain[{case},batch={MANY}]"


def _even_why(even: Interval | None, batched: Interval | None, called: Gain) -> str:
    if even:
        return ""
    if called.why in {NO_LANE, NO_ANSWER}:
        return "nothing is called from Python"
    return "never, or not in every block" if batched else "not measured"


def _interval(gain: Gain) -> Interval | None:
    """The gain's interval; where it does not hold among all comparisons, opened to what is not worth it."""
    found = gain.ratio
    if found is None:
        return None
    at = Interval(found.low, found.value, found.high)
    return at if settled(found) == found.outcome else Interval(min(found.low, 1.0), found.value, max(found.high, 1.0))


def _worth(found: Interval) -> bool | None:
    if found.low >= WORTH:
        return True
    return False if found.high < WORTH else None


def _text(found: Interval) -> str:
    text = units.ratio(found.low, found.value, found.high, most=3)
    return text.value if found.low == found.high else str(text)
