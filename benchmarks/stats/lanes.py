"""One lane of one case as numbers: block values, samples and doubts, ready for intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.core.errors import TooFewSamplesError
from benchmarks.core.metrics import metric as stated
from benchmarks.core.model import Check, Distribution, Doubt, Interval, Measurement
from benchmarks.stats import dependence, doubts, intervals, load
from benchmarks.stats.blocks import Saw, block_values, of_trial, trial_values
from benchmarks.stats.pools import Catalog, Pool, Pools, tested_roles
from benchmarks.stats.quantiles import PERCENTILES, Sparse, merge, needed, refusal

__all__ = ["LaneData", "checks", "distributions", "lane_data", "measurements"]

_TAILS = {f"{name}_{ending}": (name, ending) for name in ("latency", "latency_naive") for ending in PERCENTILES}


@dataclass(frozen=True, slots=True)
class LaneData:
    """``values``: metric -> block -> value; ``times`` and ``latencies``: samples, a `Sparse` a process.

    ``windows``: latencies of the only process there is, cut by time where they were.
    """

    case: str
    lane: str
    values: dict[str, dict[int, float]]
    processes: dict[str, int]
    times: list[Sparse]
    latencies: dict[str, list[tuple[int, Sparse]]]  # each with its block
    windows: list[Sparse]
    batch: int
    evidence: dict[str, str]
    doubts: tuple[Doubt, ...]
    sample_ns: float  # how long one timed sample lasted; 0: none was
    trials: dict[str, dict[int, list[float]]]  # metric -> block -> a value a trial
    lost: float  # times the scheduler took the CPU away, a second of CPU time

    def samples(self, metric: str) -> tuple[list[Sparse], float]:
        """Samples a process behind a metric and the quantile that the metric is of them; none for other metrics."""
        if metric in _TAILS:
            name, ending = _TAILS[metric]
            return [h for _, h in self.latencies.get(name, ())], PERCENTILES[ending]
        return (self.times if metric == "time" else []), 0.5

    def refused(self, metric: str) -> str | None:
        """Why a percentile is not given."""
        if metric not in _TAILS:
            return None
        return refusal(_TAILS[metric][1], sum(h.total for h in self.samples(metric)[0]))

    def smooth(self, metric: str) -> dict[int, float]:
        """Blocks' Harrell-Davis quantiles behind a percentile of latency: the median of a block's processes.

        None of any metric else, nor where a process has too few samples for that percentile.
        """
        samples, q = self.samples(metric)
        if metric not in _TAILS or min((h.total for h in samples), default=0) < needed(q):
            return {}
        found = ((block, {metric: h.harrell_davis(q)}) for block, h in self.latencies[_TAILS[metric][0]])
        return block_values(found)[metric]


def lane_data(pool: Pool, pools: Pools, catalog: Catalog, machine: Mapping[str, Any]) -> LaneData:
    """Read a pool's trials; ``machine`` is the host's record, for what its cores say of a cast."""
    case = catalog.case(pool.case)
    roles = tested_roles(case)
    seen = [(pools.block[t["id"]], of_trial(t, roles)) for t in pool.trials]
    heap = [(pools.block[t["id"]], of_trial(t, roles, counting=pools.counted(t))) for t in pool.heap]
    values = block_values((b, s.values) for b, s in seen)
    values |= {m: v for m, v in block_values((b, s.values) for b, s in heap).items() if m not in values}
    latencies: dict[str, list[tuple[int, Sparse]]] = {}
    evidence: dict[str, str] = {}
    for block, saw in seen:
        evidence |= saw.evidence
        for name, histogram in saw.latencies.items():
            latencies.setdefault(name, []).append((block, histogram))
    return LaneData(
        case=pool.case,
        lane=pool.lane,
        values=values,
        processes=_processes(seen, heap),
        times=[saw.times for _, saw in seen if saw.times is not None],
        latencies=latencies,
        windows=seen[0][1].windows.get("latency", []) if len(seen) == 1 else [],
        batch=_batch(pool),
        evidence=evidence,
        doubts=_doubts(pool, case, catalog, machine.get("cores")),
        sample_ns=min((saw.sample_ns for _, saw in seen if saw.sample_ns), default=0.0),
        trials=trial_values((b, s.values) for b, s in seen),
        lost=_lost(pool, roles),
    )


def measurements(data: LaneData, only: Collection[str] | None = None) -> list[Measurement]:
    """Every metric of a lane, or ``only`` some, with its interval, or with the reason why there is none."""
    return [
        _measurement(data, metric, list(blocks.values()))
        for metric, blocks in data.values.items()
        if metric != "holds" and (only is None or metric in only)
    ]


def checks(data: LaneData) -> list[Check]:
    """What a lane demonstrated: it must have held in every trial."""
    held = data.values.get("holds")
    if not held:
        return []
    return [
        Check(case=data.case, lane=data.lane, holds=min(held.values()) == 1, evidence=data.evidence.get("holds", ""))
    ]


def distributions(data: LaneData) -> list[Distribution]:
    """All latencies of a lane over its trials."""
    found = []
    for name, histograms in data.latencies.items():
        both = merge(h for _, h in histograms)
        counts = tuple((float(v), int(n)) for v, n in zip(both.values, both.counts, strict=True))
        found.append(Distribution(case=data.case, lane=data.lane, metric=name, counts=counts, batch=data.batch))
    return found


def _measurement(data: LaneData, metric: str, values: list[float]) -> Measurement:
    found, note, odd = _estimate(data, metric, values)
    return Measurement(
        case=data.case,
        lane=data.lane,
        metric=metric,
        unit=stated(metric).unit,
        value=found.value,
        low=None if math.isnan(found.low) else found.low,
        high=None if math.isnan(found.high) else found.high,
        processes=data.processes[metric],
        blocks=len(values),
        doubts=(*data.doubts, *odd, *_of_blocks(data, metric, values)),
        note=note,
    )


def _estimate(data: LaneData, metric: str, values: list[float]) -> tuple[Interval, str, list[Doubt]]:
    """Interval (its ends NaN where there is none), note, and the doubts that come of how it was made."""
    if refused := data.refused(metric):
        return Interval(math.nan, math.nan, math.nan), f"n/a: {refused}", []
    note = f"mean of {data.batch}" if metric.startswith("latency") and data.batch > 1 else ""
    scale = stated(metric).scale
    if scale == "exact":
        odd = [doubts.not_exact(values)] if len(set(values)) > 1 else []
        return intervals.exact(values), note, odd
    samples, q = data.samples(metric)
    if metric in _TAILS and data.processes[metric] > 1 and min(h.total for h in samples) < needed(q):
        return _of_groups(metric, _by_block(data, _TAILS[metric][0]), note, doubts.POOLED)
    if metric in _TAILS and "naive" not in metric and data.processes[metric] == 1 and len(data.windows) > 1:
        return _of_groups(metric, dependence.batches(data.windows), note, doubts.one_process(len(data.windows)))
    if len(values) > 1 and min(values) == max(values):
        return Interval(values[0], values[0], values[0]), note, []
    if len(values) < 2:
        return Interval(math.nan, values[0], math.nan), note or _once(data, metric), []
    found = intervals.of_values(values, logs=scale == "ratio" and min(values) > 0).interval()
    return intervals.within(found, stated(metric).least, stated(metric).most), note, []


def _by_block(data: LaneData, name: str) -> list[Sparse]:
    blocks = sorted({block for block, _ in data.latencies[name]})
    return [merge(h for b, h in data.latencies[name] if b == block) for block in blocks]


def _of_groups(metric: str, groups: list[Sparse], note: str, doubt: Doubt) -> tuple[Interval, str, list[Doubt]]:
    """A percentile of all values together, whose interval goes by how groups of them differ."""
    q = PERCENTILES[_TAILS[metric][1]]
    if len(groups) < 2:
        return Interval(math.nan, merge(groups).quantile(q), math.nan), note or "one block", [doubt]
    try:
        return dependence.interval(groups, q), note, [doubt]
    except TooFewSamplesError as error:
        return Interval(math.nan, merge(groups).quantile(q), math.nan), f"no interval: {error}", [doubt]


def _once(data: LaneData, metric: str) -> str:
    return "one process" if data.processes[metric] == 1 else "one block"


def _of_blocks(data: LaneData, metric: str, values: list[float]) -> list[Doubt]:
    if stated(metric).scale != "ratio" or data.processes[metric] == 1:
        return []
    coarse = doubts.coarse(data.sample_ns) if metric == "time" and data.sample_ns else None
    return [d for d in (doubts.drift(values), doubts.noisy(values), doubts.few_blocks(len(values)), coarse) if d]


def _doubts(pool: Pool, case: Mapping[str, Any], catalog: Catalog, cores: int | None) -> tuple[Doubt, ...]:
    found = doubts.stated(catalog.lane(pool.case, pool.lane).get("doubts", ()))
    found += doubts.recorded(pool.trials)
    found += load.doubts(pool.trials, tested_roles(case))
    paced = any(how.get("rate") for how in case.get("how") or ())  # then the generator is one more process
    general = (
        doubts.crowded(len(case.get("roles") or ()) + paced, cores),
        doubts.unfinished(pool.ended, len(pool.trials) - pool.ended["partial"]),
    )
    return (*found, *(d for d in general if d))


def _lost(pool: Pool, roles: Collection[str]) -> float:
    """Over all trials of a lane, which may last less than a turn each."""
    said = [
        role.get("usage") or {}
        for trial in pool.trials
        for name, role in (trial.get("roles") or {}).items()
        if not roles or name in roles
    ]
    cpu_ns = sum(usage.get("cpu_user_ns", 0) + usage.get("cpu_system_ns", 0) for usage in said)
    return 1e9 * sum(usage.get("switched_out", 0) for usage in said) / cpu_ns if cpu_ns else 0.0


def _processes(*groups: list[tuple[int, Saw]]) -> dict[str, int]:
    """How many trials spoke of each metric."""
    return dict(Counter(metric for group in groups for _, saw in group for metric in saw.values))


def _batch(pool: Pool) -> int:
    """How many operations one recorded latency is the mean of."""
    asked = pool.trials[0].get("asked") or [] if pool.trials else []
    requests = [asked] if isinstance(asked, Mapping) else asked
    return max((int(r.get("batch") or 1) for r in requests), default=1)
