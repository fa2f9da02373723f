"""When a case has been measured enough: interim looks that do not inflate the error of the last one.

The seam is `decided`: another group-sequential design is another function of the same arguments. The one used is the
plainest valid choice, Haybittle (1971) and Peto et al. (1976): looks at doubling block counts, each at a level so
strict that together they spend next to nothing, so that the last look may be read as an ordinary 95 % interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from benchmarks.core.model import RunOptions
from benchmarks.stats.intervals import Estimate
from benchmarks.stats.lanes import LaneData, lane_data
from benchmarks.stats.outcomes import BAND
from benchmarks.stats.pools import TWIN, Catalog, pools
from benchmarks.stats.ratios import compare, headline

__all__ = ["EARLY_DIFFERENT", "EARLY_SAME", "decided", "is_look", "lanes_of", "undecided"]

EARLY_DIFFERENT = 0.001  # two-sided level at which a difference ends measuring before the last look
EARLY_SAME = 0.01  # and equivalence: three looks spend at most 1.5 % one-sided, the last 2.5 %, together under 5 %


def undecided(records: Sequence[Mapping[str, Any]], case: str, options: RunOptions) -> bool:
    """Whether ``case`` should be measured for another block, going by the raw records so far.

    What must be decided is each lane against the base, and each lane against its neighbour in the ranking, by the
    headline metric of the case. A case without such a metric (a demonstration, a size) is done after one block.
    """
    if not any(r["is"] == "trial" and r["case"] == case for r in records):
        return True
    lanes, metric, catalog = lanes_of(records, case)
    if metric is None or not lanes:
        return False
    blocks = max(len(d.values[metric]) for d in lanes)
    found_pairs = [compare(metric, a.values[metric], b.values[metric]) for a, b in _that_matter(lanes, metric, catalog)]
    return blocks < 2 or not decided([c.estimate for c in found_pairs if c], blocks, options)


def lanes_of(records: Sequence[Mapping[str, Any]], case: str) -> tuple[list[LaneData], str | None, Catalog]:
    """The lanes of a case that have its headline metric, that metric (None: there is none), and the runs' catalog."""
    mine = [r for r in records if r["is"] in {"run", "runtime"} or (r["is"] in {"trial", "gate"} and r["case"] == case)]
    trials = [r for r in mine if r["is"] == "trial"]
    catalog = Catalog(r for r in mine if r["is"] == "run")
    found = pools(mine, trials[-1]["host"] if trials else "", catalog)
    out = {g.lane for g in found.gate if not g.passed}
    timed = [p for p in found.by_arm.values() if p.trials and p.lane not in out and not p.lane.endswith(TWIN)]
    data = [lane_data(p, found, catalog, {}) for p in timed]
    metric = headline([m for d in data for m in d.values])
    return [d for d in data if metric in d.values], metric, catalog


def _that_matter(lanes: Sequence[LaneData], metric: str, catalog: Catalog) -> list[tuple[LaneData, LaneData]]:
    base = catalog.base(lanes[0].case, [d.lane for d in lanes])
    ranked = sorted(lanes, key=lambda d: median(d.values[metric].values()))
    against = [(b, d) for b in lanes if b.lane == base for d in lanes if d is not b]
    return [*against, *pairwise(ranked)]


def is_look(blocks: int, options: RunOptions) -> bool:
    """Whether to look after that many blocks: at the fewest, at each doubling of it, and at the most."""
    if blocks >= options.blocks_max:
        return True
    times, rest = divmod(blocks, options.blocks_min)
    return rest == 0 and times > 0 and times & (times - 1) == 0


def decided(comparisons: Sequence[Estimate], blocks: int, options: RunOptions) -> bool:
    """Whether a case need not be measured further: every comparison that matters is decided, or no more is allowed.

    ``comparisons`` are log ratios, all over the same ``blocks``. Between looks nothing is decided.
    """
    if not is_look(blocks, options):
        return False
    return blocks >= options.blocks_max or all(_settled(c) for c in comparisons)


def _settled(found: Estimate) -> bool:
    same = found.interval(1 - EARLY_SAME)
    return found.p <= EARLY_DIFFERENT or (same.low >= 1 / BAND and same.high <= BAND)
