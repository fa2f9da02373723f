"""Two runs against each other, lane by lane: whether the same work became faster or slower.

The two were not measured in the same blocks, so a drift of the machine between them is in every number; the interval
treats them as independent, and every comparison carries that doubt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from benchmarks.core.model import Doubt, Ratio, Summary
from benchmarks.stats.doubts import NOT_INTERLEAVED
from benchmarks.stats.fdr import ACCEPTED
from benchmarks.stats.outcomes import outcome, smallest_effect
from benchmarks.stats.ratios import adjusted, compare, headline

__all__ = ["DOUBTS", "Alone", "Versus", "givens_of", "regressions", "versus"]

DOUBTS: tuple[Doubt, ...] = (NOT_INTERLEAVED,)
Why: TypeAlias = Literal["lost", "gone", "new", "other input", "other metric", "no interval"]


@dataclass(frozen=True, slots=True)
class Alone:
    """A lane that cannot be compared, with the reason.

    *lost*: measured in the first run, turned away in the second. *gone*: not measured in the second. *new*: not in the
    first. *other input*, *other metric*: the two runs asked otherwise. *no interval*: a run has a single block of it.
    """

    case: str
    lane: str
    metric: str
    why: Why
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Versus:
    """``rows``: how many times better the second run is, ``baseline`` and ``lane`` both the lane's name."""

    rows: tuple[Ratio, ...]
    alone: tuple[Alone, ...]

    @property
    def lost(self) -> tuple[Alone, ...]:
        """Lanes that had a number, and were turned away since."""
        return tuple(a for a in self.alone if a.why == "lost")

    @property
    def other_input(self) -> tuple[str, ...]:
        """Cases whose given differs: nothing can be said."""
        return tuple(dict.fromkeys(a.case for a in self.alone if a.why == "other input"))


def versus(first: Summary, second: Summary, givens: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {})) -> Versus:
    """Compare each lane with itself by its case's headline metric; ``givens`` are case -> digest of its input."""
    old, new = _headlines(first), _headlines(second)
    refused = {(g.case, g.lane): f"{g.status}: {g.difference}" for g in second.gate if not g.passed}
    again = {case for case, _ in new}
    rows: list[Ratio] = []
    alone: list[Alone] = []
    for arm in dict.fromkeys((*old, *new)):
        found = _alone(arm, old, new, refused, again) or _unlike(arm, old, new, givens)
        row = None if found else _row(*arm, old[arm][0], old[arm][1], new[arm][1])
        if row:
            rows.append(row)
        else:
            alone.append(
                found or Alone(*arm, old[arm][0], "no interval", "a single block in one run, or a figure of 0")
            )
    return Versus(tuple(adjusted(rows)), tuple(alone))


def regressions(found: Versus, least: float) -> list[Ratio]:
    """Rows that are slower among all comparisons made, by ``least`` (0.05: a twentieth) or more at the centre."""
    return [r for r in found.rows if r.outcome == "slower" and r.q <= ACCEPTED and r.value <= 1 / (1 + least)]


def givens_of(records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Case -> digest of the input that it was last measured on."""
    return {r["case"]: r.get("given") for r in records if r["is"] == "trial"}


_Arm: TypeAlias = tuple[str, str]
_Headlines: TypeAlias = Mapping[_Arm, tuple[str, Mapping[int, float]]]


def _headlines(summary: Summary) -> _Headlines:
    metrics: dict[tuple[str, str], list[str]] = {}
    for case, lane, metric in summary.block_values:
        metrics.setdefault((case, lane), []).append(metric)
    ranked = {(case, lane): headline(names) for (case, lane), names in metrics.items()}
    return {
        (case, lane): (metric, summary.block_values[case, lane, metric])
        for (case, lane), metric in ranked.items()
        if metric is not None
    }


def _row(case: str, lane: str, metric: str, before: Mapping[int, float], after: Mapping[int, float]) -> Ratio | None:
    apart = {("second", block): value for block, value in after.items()}  # block 3 of one run is not block 3 of another
    found = compare(metric, {("first", block): value for block, value in before.items()}, apart)
    if found is None:
        return None
    at = found.estimate.interval()
    return Ratio(
        case=case,
        metric=metric,
        baseline=lane,
        lane=lane,
        value=at.value,
        low=at.low,
        high=at.high,
        outcome=outcome(at),
        smallest_effect=smallest_effect(found.estimate),
        blocks=found.blocks,
        interleaved=False,
        q=found.estimate.p,
    )


def _alone(
    arm: _Arm, old: _Headlines, new: _Headlines, refused: Mapping[_Arm, str], again: Collection[str]
) -> Alone | None:
    """A lane that only one of the runs has a number of; a case that was not selected again is no loss."""
    if arm not in old:
        return Alone(*arm, new[arm][0], "new")
    if arm in new:
        return None
    if arm in refused:
        return Alone(*arm, old[arm][0], "lost", refused[arm])
    reason = "its case was measured again without it" if arm[0] in again else "its case was not measured again"
    return Alone(*arm, old[arm][0], "gone", reason)


def _unlike(arm: _Arm, old: _Headlines, new: _Headlines, givens: Sequence[Mapping[str, Any]]) -> Alone | None:
    """A lane that both runs have a number of, which cannot be compared."""
    before, after = (g.get(arm[0]) for g in givens)
    metric = old[arm][0]
    if before is not None and after is not None and before != after:
        return Alone(*arm, metric, "other input", "the input is another one")
    if metric != new[arm][0]:
        return Alone(*arm, metric, "other metric", f"{metric} in the first run, {new[arm][0]} in the second")
    return None
