"""Ratios between lanes of one case: how many times better a lane is than another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from benchmarks.core.metrics import metric as stated
from benchmarks.core.model import Interval, Ratio
from benchmarks.stats import bootstrap, fdr, intervals
from benchmarks.stats.intervals import Estimate
from benchmarks.stats.lanes import LaneData
from benchmarks.stats.outcomes import outcome, smallest_effect
from benchmarks.stats.shift import shift

__all__ = ["HEADLINES", "Compared", "adjusted", "compare", "headline", "ratios"]

HEADLINES = ("startup", "time", "latency_p50", "throughput")
"""The first of these that a case has is compared between all its lanes; other metrics with the base only."""

Blocks = Mapping[Any, float]


class Compared(NamedTuple):
    """An estimate of a ratio, the number of blocks it rests on, and whether both lanes stood in the same ones."""

    estimate: Estimate
    blocks: int
    interleaved: bool


def headline(metrics: Sequence[str]) -> str | None:
    """The metric that a case is ranked by."""
    return next((m for m in HEADLINES if m in metrics), None)


def compare(metric: str, baseline: Blocks, lane: Blocks) -> Compared | None:
    """How many times better ``lane`` is than ``baseline``, over 1 is better; None where no interval can be made.

    Blocks that both stand in are compared pairwise. Where most are not shared, the two are taken as independent.
    """
    if stated(metric).better == "more":
        less, more = baseline, lane
    else:
        less, more = lane, baseline
    common = [b for b in less if b in more]
    if min(len(less), len(more)) < 2 or min(*less.values(), *more.values()) <= 0:
        return None
    if 2 * len(common) >= min(len(less), len(more)) and len(common) >= 2:
        pairs = intervals.of_ratio([less[b] for b in common], [more[b] for b in common])
        return Compared(pairs, len(common), interleaved=True)
    data = {"less": {"less": list(less.values())}, "more": {"more": list(more.values())}}
    apart = intervals.estimate(lambda at: at["more"] / at["less"], data)
    return Compared(apart, min(len(less), len(more)), interleaved=False)


def ratios(case: Sequence[LaneData], base: str | None) -> list[Ratio]:
    """Ratios of a case: of its headline metric between all lanes, both ways; of others against the base."""
    metrics = list(dict.fromkeys(m for data in case for m in data.values))
    first = headline(metrics)
    found = []
    for metric in metrics:
        if stated(metric).better == "neither" or stated(metric).scale not in {"ratio", "exact"}:
            continue
        lanes = [d for d in case if metric in d.values and not d.refused(metric)]
        pairs = permutations(lanes, 2) if metric == first else _against(lanes, base)
        smooth = {d.lane: d.smooth(metric) for d in lanes}
        for a, b in pairs:
            if row := _ratio(metric, a, b, second=a.lane == base):
                by = shift(smooth[a.lane], smooth[b.lane])
                found.append(replace(row, shift=by and by.interval()))
    return found


def adjusted(rows: Sequence[Ratio]) -> list[Ratio]:
    """The rows with their p values (``q`` as `ratios` left it) adjusted for all of them; a pair counts once."""
    p = {_pair(r): r.q for r in rows}
    q = dict(zip(p, fdr.adjusted(list(p.values())), strict=True))
    return [replace(r, q=q[_pair(r)]) for r in rows]


def _pair(r: Ratio) -> tuple[str, str, frozenset[str]]:
    return r.case, r.metric, frozenset((r.baseline, r.lane))


def _against(lanes: Sequence[LaneData], base: str | None) -> Iterator[tuple[LaneData, LaneData]]:
    found = next((d for d in lanes if d.lane == base), None)
    return ((found, d) for d in lanes if found and d is not found)


def _ratio(metric: str, baseline: LaneData, lane: LaneData, *, second: bool) -> Ratio | None:
    found = compare(metric, baseline.values[metric], lane.values[metric])
    if found is None:
        return None
    at = found.estimate.interval()
    return Ratio(
        case=lane.case,
        metric=metric,
        baseline=baseline.lane,
        lane=lane.lane,
        value=at.value,
        low=at.low,
        high=at.high,
        outcome=outcome(at),
        smallest_effect=smallest_effect(found.estimate),
        blocks=found.blocks,
        interleaved=found.interleaved,
        q=found.estimate.p,
        second=_second(metric, baseline, lane) if second else None,
    )


def _second(metric: str, baseline: LaneData, lane: LaneData) -> Interval | None:
    """The bootstrap's opinion, where there are samples and processes enough."""
    (worse, q), (better, _) = baseline.samples(metric), lane.samples(metric)
    if min(len(worse), len(better)) < bootstrap.ENOUGH:
        return None
    if min(float(np.min(s.values)) for s in (*worse, *better)) <= 0:
        return None
    return bootstrap.hierarchical_ratio(better, worse, q=q, draws=1000)
