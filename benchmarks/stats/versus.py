"""Two runs against each other, lane by lane: whether the same work became faster or slower.

The two were not measured in the same blocks, so a drift of the machine between them is in every number; the interval
treats them as independent, and every comparison carries that doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.core.model import Doubt, Ratio, Summary
from benchmarks.stats.doubts import NOT_INTERLEAVED
from benchmarks.stats.outcomes import outcome, smallest_effect
from benchmarks.stats.ratios import adjusted, compare, headline

__all__ = ["DOUBTS", "Lost", "Versus", "givens_of", "regressions", "versus"]

DOUBTS: tuple[Doubt, ...] = (NOT_INTERLEAVED,)


@dataclass(frozen=True, slots=True)
class Lost:
    """A lane that had a number in the first run and has none in the second, with the reason."""

    case: str
    lane: str
    reason: str


@dataclass(frozen=True, slots=True)
class Versus:
    """``rows``: how many times better the second run is, ``baseline`` and ``lane`` both the lane's name."""

    rows: tuple[Ratio, ...]
    lost: tuple[Lost, ...]
    other_input: tuple[str, ...]  # cases whose given differs: nothing can be said


def versus(first: Summary, second: Summary, givens: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {})) -> Versus:
    """Compare each lane with itself by its case's headline metric; ``givens`` are case -> digest of its input."""
    old, new = _headlines(first), _headlines(second)
    other = tuple(case for case in dict.fromkeys(c for c, _ in old) if _differs(case, givens))
    rows = [
        row
        for (case, lane), (metric, before) in old.items()
        if case not in other and (found := new.get((case, lane))) and found[0] == metric
        if (row := _row(case, lane, metric, before, found[1]))
    ]
    return Versus(tuple(adjusted(rows)), tuple(_lost(old, new, second)), other)


def regressions(found: Versus, least: float) -> list[Ratio]:
    """Rows that ended slower, and by ``least`` (0.05: a twentieth) or more at the centre of their interval."""
    return [r for r in found.rows if r.outcome == "slower" and r.value <= 1 / (1 + least)]


def givens_of(records: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Case -> digest of the input that it was last measured on."""
    return {r["case"]: r.get("given") for r in records if r["is"] == "trial"}


def _headlines(summary: Summary) -> dict[tuple[str, str], tuple[str, Mapping[int, float]]]:
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


def _lost(old: Iterable[tuple[str, str]], new: Mapping[tuple[str, str], Any], second: Summary) -> Iterable[Lost]:
    """Lanes whose case was measured again, but not they; a case that was not selected again is no loss."""
    again = {case for case, _ in new} | {g.case for g in second.gate}
    reasons = {(g.case, g.lane): f"{g.status}: {g.difference}" for g in second.gate if not g.passed}
    for arm in old:
        if arm[0] in again and arm not in new and arm in reasons:
            yield Lost(*arm, reasons[arm])


def _differs(case: str, givens: Sequence[Mapping[str, Any]]) -> bool:
    before, after = (g.get(case) for g in givens)
    return before is not None and after is not None and before != after
