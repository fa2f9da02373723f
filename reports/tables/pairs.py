"""How any lane of a case compares with any other: as recorded, turned round, or worked out from the same blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from benchmarks.core.model import Interval, Outcome, Ratio, Summary
from benchmarks.stats.fdr import ACCEPTED
from benchmarks.stats.outcomes import outcome, smallest_effect
from benchmarks.stats.ratios import compare

__all__ = ["Pairs", "settled", "turned"]

OPPOSITE: dict[Outcome, Outcome] = {
    "faster": "slower",
    "slower": "faster",
    "equivalent": "equivalent",
    "unresolved": "unresolved",
}


def turned(found: Ratio) -> Ratio:
    """The same comparison seen from the other lane."""
    second = found.second and Interval(1 / found.second.high, 1 / found.second.value, 1 / found.second.low)
    return replace(
        found, baseline=found.lane, lane=found.baseline, value=1 / found.value, low=1 / found.high,
        high=1 / found.low, outcome=OPPOSITE[found.outcome], second=second,
        shift=found.shift and Interval(-found.shift.high, -found.shift.value, -found.shift.low),
    )  # fmt: skip


def settled(found: Ratio) -> Outcome:
    """Its outcome, where it also holds among all comparisons made: a difference that does not is unresolved."""
    return "unresolved" if found.outcome in {"faster", "slower"} and found.q > ACCEPTED else found.outcome


class Pairs:
    """All comparisons of a summary. What the records do not state is worked out from blocks both lanes stood in."""

    def __init__(self, summary: Summary) -> None:
        self._stated: dict[tuple[str, str], dict[tuple[str, str], Ratio]] = defaultdict(dict)
        for r in summary.ratios:
            self._stated[r.case, r.metric][r.baseline, r.lane] = r
        self._values = summary.block_values
        self._trials = summary.trial_values
        self._shifts: dict[str, dict[tuple[str, str, str], Interval]] = defaultdict(dict)
        for r in summary.ratios:
            if r.shift:
                self._shifts[r.case][r.baseline, r.lane, r.metric] = r.shift

    def blocks(self, case: str, lane: str, name: str) -> tuple[float, ...]:
        """The block values of one metric, in the order of blocks."""
        found: Mapping[int, float] = self._values.get((case, lane, name), {})
        return tuple(found[b] for b in sorted(found))

    def trials(self, case: str, lane: str, name: str) -> tuple[tuple[float, ...], ...]:
        """The values of each block's trials, in the order of blocks; empty where they are not kept."""
        found = self._trials.get((case, lane, name), {})
        return tuple(tuple(found.get(b, ())) for b in sorted(self._values.get((case, lane, name), {}))) if found else ()

    def find(self, case: str, name: str, base: str, lane: str) -> Ratio | None:
        """How many times better ``lane`` is than ``base``; None where nothing lets them be compared."""
        stated = self._stated[case, name]
        if found := stated.get((base, lane)):
            return found
        if found := stated.get((lane, base)):
            return turned(found)
        made = self._made(case, name, base, lane)
        if made is not None:
            stated[base, lane] = made
        return made

    def shifts(self, case: str, base: str) -> dict[tuple[str, str], Interval]:
        """By how much a percentile of latency is later than ``base``'s, in ns, by lane and metric; as recorded."""
        return {(lane, name): at for (one, lane, name), at in self._shifts[case].items() if one == base}

    def outcome(self, case: str, name: str, base: str, lane: str) -> Outcome:
        """Whether ``lane`` is shown to be faster or slower than ``base``."""
        found = self.find(case, name, base, lane)
        return settled(found) if found else "unresolved"

    def among(self, case: str, name: str, lanes: Sequence[str]) -> dict[tuple[str, str], Ratio]:
        """Every (base, lane) in that order of ``lanes``; the other direction is its turn."""
        return {pair: found for pair in _ordered(lanes) if (found := self.find(case, name, *pair)) is not None}

    def _made(self, case: str, name: str, base: str, lane: str) -> Ratio | None:
        a, b = self._values.get((case, base, name), {}), self._values.get((case, lane, name), {})
        found = compare(name, a, b)
        if found is None:
            return None
        at = found.estimate.interval()
        return Ratio(
            case=case, metric=name, baseline=base, lane=lane, value=at.value, low=at.low, high=at.high,
            outcome=outcome(at), smallest_effect=smallest_effect(found.estimate), blocks=found.blocks,
            interleaved=found.interleaved, q=found.estimate.p,
        )  # fmt: skip


def _ordered(lanes: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ((a, b) for i, a in enumerate(lanes) for b in lanes[i + 1 :])
