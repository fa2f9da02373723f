"""By how much a percentile differs between two lanes, in the unit of the metric, beside how many times.

Each process's quantile is Harrell and Davis's, which uses all of its values; a block's is the median of its processes',
and the interval is the t interval on the blocks' differences. So what follows what within a process does not matter:
the block is the unit. A bootstrap of processes would be too narrow with the 4 to 30 blocks there are (13.5 % false
alarms with 5 processes, 7.7 with 10, where 5 % are promised), and one of blocks as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.stats import intervals
from benchmarks.stats.intervals import Estimate

__all__ = ["shift"]

Blocks = Mapping[Any, float]


def shift(baseline: Blocks, lane: Blocks) -> Estimate | None:
    """``lane - baseline`` from the blocks' quantiles, below 0 where the lane's is lower; None below two blocks.

    Blocks that both stand in are taken pairwise; where most are not shared, the two are taken as independent.
    """
    if min(len(baseline), len(lane)) < 2:
        return None
    common = [b for b in baseline if b in lane]
    if len(common) >= 2 and 2 * len(common) >= min(len(baseline), len(lane)):
        return intervals.of_values([lane[b] - baseline[b] for b in common], logs=False)
    data = {"baseline": {"baseline": list(baseline.values())}, "lane": {"lane": list(lane.values())}}
    return intervals.estimate(lambda at: at["lane"] - at["baseline"], data, logs=False)
