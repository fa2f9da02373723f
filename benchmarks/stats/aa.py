"""The suite measured against itself: how often it sees a difference between a lane and its own twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy import stats

from benchmarks.core.model import Outcome, Ratio, RunOptions, SelfCheck
from benchmarks.stats import intervals
from benchmarks.stats.decide import decided, is_look
from benchmarks.stats.outcomes import outcome

__all__ = ["band", "decision", "excludes_one", "self_check"]


def band(comparisons: int, rate: float = 0.05, level: float = 0.99) -> tuple[float, float]:
    """The share of false alarms that ``comparisons`` at a true ``rate`` stay within, with probability ``level``.

    From the quantiles of binomial(comparisons, rate).
    """
    law, tail = stats.binom(comparisons, rate), (1 - level) / 2
    return float(law.ppf(tail)) / comparisons, float(law.ppf(1 - tail)) / comparisons


def excludes_one(log_ratios: np.ndarray) -> bool:
    """Whether the 95 % interval of these blocks' ratio excludes 1, shape (n,), n >= 2."""
    at = intervals.of_values(log_ratios, logs=False).interval()
    return at.low > 0 or at.high < 0


def decision(log_ratios: np.ndarray, options: RunOptions) -> Outcome:
    """How the comparison ends under the stopping rule, block after block, shape (n,), n >= 2."""
    most = min(len(log_ratios), options.blocks_max)
    for blocks in (b for b in range(2, most) if is_look(b, options)):
        found = intervals.of_values(log_ratios[:blocks], logs=False)._replace(logs=True)
        if decided([found], blocks, options):
            return outcome(found.interval())
    return outcome(intervals.of_values(log_ratios[:most], logs=False)._replace(logs=True).interval())


def self_check(pairs: Sequence[np.ndarray], rows: Iterable[Ratio], options: RunOptions) -> SelfCheck:
    """Rates over ``pairs``: each the log ratios, block by block, of a lane to its twin, shape (n,).

    *Interval rate*: each pair is cut into runs of ``blocks_min`` blocks, each a comparison of fixed length. *Decision
    rate*: each pair is one comparison under the stopping rule. None where there was nothing to compare.
    """
    length = options.blocks_min
    fixed = [excludes_one(p[i : i + length]) for p in pairs for i in range(0, len(p) - length + 1, length)]
    ended = [decision(p, options) in {"faster", "slower"} for p in pairs if len(p) >= length]
    return SelfCheck(
        comparisons=len(fixed),
        interval_rate=sum(fixed) / len(fixed) if fixed else None,
        decision_rate=sum(ended) / len(ended) if ended else None,
        rows=tuple(rows),
    )
