"""Lanes against their own twins, a schedule a comparison: what the suite says where there is nothing to see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from benchmarks.core.model import Outcome, RunOptions
from benchmarks.stats import intervals
from benchmarks.stats.aa import band, excludes_one
from benchmarks.stats.decide import decided
from benchmarks.stats.lanes import LaneData, lane_data
from benchmarks.stats.outcomes import outcome, smallest_effect
from benchmarks.stats.pools import TWIN, Catalog, pools
from benchmarks.stats.ratios import compare, headline

__all__ = ["Comparison", "comparisons", "figures", "undecided"]

Record = Mapping[str, Any]


class Comparison(NamedTuple):
    """One schedule of a lane and its twin.

    ``excludes``: whether the 95 % interval of its first ``blocks_min`` blocks excludes 1. ``outcome``: how it ended
    under the stopping rule, after ``blocks``; None where it did not come so far.
    """

    schedule: str
    case: str
    lane: str
    language: str  # of the process that was measured: python, rust
    excludes: bool
    outcome: Outcome | None
    blocks: int
    smallest_effect: float  # the smallest true ratio (> 1) that these blocks would have resolved


def undecided(records: Sequence[Record], case: str, options: RunOptions) -> bool:
    """Whether the lane and its twin of one schedule should be measured for another block: a run's stopping rule.

    ``records``: those of that schedule, and of no other; ``case`` is theirs.
    """
    del case
    found = _logs(records)
    return found is None or _ended(found[1], options) is None


def comparisons(records: Sequence[Record], options: RunOptions) -> list[Comparison]:
    """All comparisons of a run of twins that have their fewest blocks, in the order they were begun."""
    schedules: dict[str, list[Record]] = {}
    others: list[Record] = []
    for record in records:
        if record["is"] == "trial":
            schedules.setdefault(record["schedule"], []).append(record)
        else:
            others.append(record)
    found = ((name, _logs([*others, *trials])) for name, trials in schedules.items())
    languages = {r["id"]: str(r.get("language") or r["name"]) for r in others if r["is"] == "runtime"}
    return [
        _comparison(name, lane, logs, languages.get(schedules[name][0]["runtime"], ""), options)
        for name, seen in found
        if seen is not None
        for lane, logs in [seen]
        if len(logs) >= options.blocks_min
    ]


def figures(found: Sequence[Comparison]) -> dict[str, Any]:
    """Rates over comparisons, of all and by language, each with the exact 99 % band of a true rate of 5 %.

    ``within``: the interval rate lies in its band, and the decision rate not above the upper edge of its own. A rate is
    None where nothing was compared. ``smallest_effect``: the median of the comparisons', a ratio above 1.
    """
    kinds = dict.fromkeys(c.language for c in found)
    by_language = [{"language": kind, **_rates([c for c in found if c.language == kind])} for kind in kinds]
    return {**_rates(found), "languages": by_language}


def _rates(found: Sequence[Comparison]) -> dict[str, Any]:
    ended = [c for c in found if c.outcome is not None]
    differ = sum(c.outcome in {"faster", "slower"} for c in ended)
    excluded = sum(c.excludes for c in found)
    lanes = sorted({f"{c.case} {c.lane}" for c in found})
    inside = band(len(found)) if found else None
    most = band(len(ended))[1] if ended else None
    rate = excluded / len(found) if found else None
    decision_rate = differ / len(ended) if ended else None
    return {
        "comparisons": len(found),
        "excluded": excluded,
        "interval_rate": rate,
        "band": list(inside) if inside else None,
        "decisions": len(ended),
        "differed": differ,
        "equivalent": sum(c.outcome == "equivalent" for c in ended),
        "decision_rate": decision_rate,
        "decision_most": most,
        "within": bool(
            inside and rate is not None and inside[0] <= rate <= inside[1] and (decision_rate or 0) <= (most or 0)
        ),
        "smallest_effect": median(c.smallest_effect for c in ended) if ended else None,
        "lanes": lanes,
    }


def _comparison(schedule: str, lane: LaneData, logs: np.ndarray, language: str, options: RunOptions) -> Comparison:
    ended = _ended(logs, options)
    end, blocks = ended or (None, len(logs))
    return Comparison(
        schedule=schedule,
        case=lane.case,
        lane=lane.lane,
        language=language,
        excludes=excludes_one(logs[: options.blocks_min]),
        outcome=end,
        blocks=blocks,
        smallest_effect=smallest_effect(_estimate(logs[:blocks])),
    )


def _ended(logs: np.ndarray, options: RunOptions) -> tuple[Outcome, int] | None:
    """The outcome at the first look that ends measuring, and the blocks it took; None before."""
    for blocks in range(2, len(logs) + 1):
        found = _estimate(logs[:blocks])
        if decided([found], blocks, options):
            return outcome(found.interval()), blocks
    return None


def _estimate(logs: np.ndarray) -> intervals.Estimate:
    return intervals.of_values(logs, logs=False)._replace(logs=True)


def _logs(records: Iterable[Record]) -> tuple[LaneData, np.ndarray] | None:
    """The lane, and its twin's log ratios to it block by block, shape (n,), n >= 2; None where there are fewer."""
    known = list(records)
    trial = next((r for r in known if r["is"] == "trial"), None)
    if trial is None:
        return None
    catalog = Catalog(r for r in known if r["is"] == "run")
    found = pools(known, trial["host"], catalog)
    data = {p.lane: lane_data(p, found, catalog, {}) for p in found.by_arm.values() if p.trials}
    twin = next((d for name, d in data.items() if name.endswith(TWIN)), None)
    first = data.get(twin.lane.removesuffix(TWIN)) if twin else None
    metric = headline(list(twin.values)) if twin else None
    if twin is None or first is None or metric is None or metric not in first.values:
        return None
    a, b = first.values[metric], twin.values[metric]
    common = [block for block in a if block in b]
    if len(common) < 2 or compare(metric, a, b) is None:
        return None
    return first, np.log([a[block] / b[block] for block in common])
