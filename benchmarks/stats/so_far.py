"""How a case stands while it is measured: its best lane against its base, with the interval of the blocks so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from benchmarks.core.metrics import metric as stated
from benchmarks.core.model import Interval
from benchmarks.stats.decide import lanes_of
from benchmarks.stats.ratios import compare

__all__ = ["SoFar", "so_far"]

BOUNDS = frozenset({"floor", "limit"})


class SoFar(NamedTuple):
    """``lane`` is ``ratio`` times better than ``base``, by ``blocks`` blocks."""

    lane: str
    base: str
    ratio: Interval
    blocks: int


def so_far(records: Sequence[Mapping[str, Any]], case: str) -> SoFar | None:
    """From the raw records of a run; None below two blocks, and where a case has no base or nothing beside it."""
    lanes, metric, catalog = lanes_of(records, case)
    base = next((d for d in lanes if d.lane == catalog.base(case, [x.lane for x in lanes])), None)
    rivals = [d for d in lanes if d is not base and catalog.lane(case, d.lane).get("kind") not in BOUNDS]
    if metric is None or base is None or not rivals:
        return None
    sign = -1 if stated(metric).better == "more" else 1
    best = min(rivals, key=lambda d: sign * median(d.values[metric].values()))
    found = compare(metric, base.values[metric], best.values[metric])
    return SoFar(best.lane, base.lane, found.estimate.interval(), found.blocks) if found else None
