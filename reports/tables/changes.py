"""What changed between two runs, a row a case and lane: faster, slower, equivalent, unresolved, lost, gone, new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarks.core.model import Doubt, Measurement, Ratio, Summary
from benchmarks.stats.versus import DOUBTS, Alone, Versus, regressions
from reports import units
from reports.tables.pairs import settled

__all__ = ["MEANT", "Change", "Changes", "Side", "changes"]

MEANT = {
    "slower": "the second run is slower: its interval leaves out 1, and holds among all comparisons of the two",
    "lost": "measured in the first run, turned away in the second",
    "faster": "the second run is faster: its interval leaves out 1, and holds among all comparisons of the two",
    "unresolved": "the two runs cannot tell; it does not mean “the same”",
    "equivalent": "the whole interval lies within 2 % of 1",
    "gone": "measured in the first run, not in the second",
    "new": "measured in the second run, not in the first",
    "other input": "the case has another input in the second run, so nothing can be said",
    "other metric": "the case is ranked by another metric in the second run",
    "no interval": "a run has a single block of it",
}
"""Every verdict in the order of a table, and what it says."""

_Headlines = Mapping[tuple[str, str, str], Measurement]


class Side(NamedTuple):
    """One of the two: the runs read as it, by id, and what the newest of them was."""

    runs: tuple[str, ...]
    commit: str
    started: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One lane of one case. Texts are empty where the lane was not compared."""

    case: str
    lane: str
    verdict: str
    metric: str = ""
    before: str = ""  # 412 ns
    after: str = ""
    ratio: units.Text | None = None  # over 1 is better
    value: float = 0.0  # of the ratio; 0: none
    q: float | None = None  # p value adjusted for all comparisons of the two
    note: str = ""
    regression: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Two runs side by side, what matters first."""

    first: Side
    second: Side
    rows: tuple[Change, ...]
    doubts: tuple[Doubt, ...]

    @property
    def tally(self) -> dict[str, int]:
        """Rows a verdict, in the verdicts' order."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in MEANT if verdict in found}


def changes(found: Versus, first: Summary, second: Summary, least: float | None = None) -> Changes:
    """The comparison of two summaries as a table; ``least`` marks what is slower by that share as a regression."""
    before, after = _measured(first), _measured(second)
    worse = regressions(found, least) if least is not None else []
    rows = [_compared(r, before, after, regression=r in worse) for r in found.rows]
    rows += [_alone(a, before, after, regression=least is not None and a.why == "lost") for a in found.alone]
    return Changes(
        first=_side(first),
        second=_side(second),
        rows=tuple(sorted(rows, key=_order)),
        doubts=DOUBTS if found.rows else (),
    )


def _measured(summary: Summary) -> _Headlines:
    return {(m.case, m.lane, m.metric): m for m in summary.measurements}


def _compared(r: Ratio, before: _Headlines, after: _Headlines, *, regression: bool) -> Change:
    key = (r.case, r.lane, r.metric)
    word = settled(r)
    one, two = _absolute([before.get(key), after.get(key)])
    note = f"could have seen {r.smallest_effect:.3g}×" if word == "unresolved" else ""
    if word != r.outcome:
        note = f"{r.outcome} by itself, but among so many comparisons such a difference is expected by chance"
    return Change(
        case=r.case, lane=r.lane, verdict=word, metric=r.metric, before=one, after=two,
        ratio=units.ratio(r.low, r.value, r.high), value=r.value, q=r.q, note=note, regression=regression,
    )  # fmt: skip


def _alone(a: Alone, before: _Headlines, after: _Headlines, *, regression: bool) -> Change:
    key = (a.case, a.lane, a.metric)
    one, two = _absolute([before.get(key), after.get(key)])
    return Change(
        case=a.case, lane=a.lane, verdict=a.why, metric=a.metric, before=one, after=two, note=a.reason,
        regression=regression,
    )  # fmt: skip


def _absolute(both: Sequence[Measurement | None]) -> tuple[str, str]:
    """The two figures in one unit."""
    known = [m for m in both if m is not None]
    if not known:
        return "", ""
    unit = units.suits(known[0].unit, (m.value for m in known))
    one, two = (f"{units.show(None, m.value, None, unit).value} {unit.name}".strip() if m else "" for m in both)
    return one, two


def _order(row: Change) -> tuple[int, float, str, str]:
    """By verdict; the largest change of a verdict first, so the slowest of the slower and the fastest of the faster."""
    size = row.value if row.verdict == "slower" else -row.value
    return list(MEANT).index(row.verdict), size, row.case, row.lane


def _side(summary: Summary) -> Side:
    newest: Mapping[str, Any] = summary.runs[-1] if summary.runs else {}
    return Side(
        runs=tuple(_ids(summary.runs)),
        commit=str(newest.get("commit", ""))[:8],
        started=str(newest.get("started", "")).replace("T", " ").replace("Z", " UTC"),
        level=str(newest.get("options", {}).get("level", "")),
    )


def _ids(runs: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return (str(run.get("id", "")) for run in runs)
