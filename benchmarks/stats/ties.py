"""Bands instead of ranks: lanes that no comparison keeps apart stand together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import NamedTuple

from benchmarks.core.metrics import METRICS
from benchmarks.core.model import Ratio, Standing
from benchmarks.stats.fdr import ACCEPTED
from benchmarks.stats.lanes import LaneData
from benchmarks.stats.ratios import headline

__all__ = ["Place", "places", "ranking", "shown"]


class Place(NamedTuple):
    """Where a lane stands: its band from 0, and the best and the worst rank, from 1, that comparisons leave it."""

    band: int
    best: int
    worst: int


def places(best_first: Sequence[str], apart: Callable[[str, str], bool]) -> dict[str, Place]:
    """The place of each lane, given which pairs are shown to differ (``apart``, symmetric).

    A new band begins only where every lane before is apart from every lane after, so that lanes that are alike are
    never parted by where a third one stands: two equal lanes share a band as often as they are not told apart. Within
    a band the ranks say more: a lane's best is one more than the lanes shown to be better (confidence sets for ranks,
    Mogstad, Romano, Shaikh and Wilhelm 2024).
    """
    lanes = list(best_first)
    differ = {(a, b) for i, a in enumerate(lanes) for b in lanes[i + 1 :] if apart(a, b)}
    found: dict[str, Place] = {}
    band = 0
    for i, lane in enumerate(lanes):
        if i and all((a, b) in differ for a in lanes[:i] for b in lanes[i:]):
            band += 1
        better = sum((a, lane) in differ for a in lanes[:i])
        worse = sum((lane, b) in differ for b in lanes[i + 1 :])
        found[lane] = Place(band, 1 + better, len(lanes) - worse)
    return found


def shown(found: Ratio) -> bool:
    """Whether a comparison ended faster or slower, and still does among all that were made."""
    return found.outcome in {"faster", "slower"} and found.q <= ACCEPTED


def ranking(lanes: Sequence[LaneData], rows: Iterable[Ratio]) -> list[Standing]:
    """The lanes of one case by its headline metric, best first, with band and ranks; none without such a metric.

    ``rows`` are comparisons with their adjusted p values (`ratios.adjusted`), those of other cases or metrics too.
    """
    metric = headline([m for d in lanes for m in d.values])
    fit = [d for d in lanes if metric in d.values and not d.refused(metric)]
    if metric is None or not fit:
        return []
    case, sign = fit[0].case, -1 if METRICS[metric].better == "more" else 1
    differ = {frozenset((r.baseline, r.lane)) for r in rows if (r.case, r.metric) == (case, metric) and shown(r)}
    best_first = [d.lane for d in sorted(fit, key=lambda d: sign * median(d.values[metric].values()))]
    found = places(best_first, lambda a, b: frozenset((a, b)) in differ)
    return [Standing(case=case, metric=metric, lane=lane, **place._asdict()) for lane, place in found.items()]
