"""From raw trials to block values: what one trial says of each metric, and the median of a lane's trials in a block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import isfinite
from statistics import median
from typing import Any, NamedTuple

from benchmarks.core.metrics import METRICS
from benchmarks.stats.load import seen
from benchmarks.stats.quantiles import PERCENTILES, Sparse, merge

__all__ = ["HEAP", "Saw", "block_values", "of_trial", "trial_values"]

HEAP = frozenset({"peak_heap", "allocations", "growth", "instructions"})
"""What an instrument or a counting build may say; a time under either is never a time."""

OF_THE_LEAD = frozenset({"time", "cpu", "cpu_user", "cpu_system"})
"""Of the last role only, where the lane plays it: it is asked to repeat itself, the others' run lasts all the trial."""

_JOINED: dict[str, Callable[[Sequence[float]], float]] = {
    "latency_max": max,
    "pause": max,
    "pause_max": max,
    "failed": sum,
    "lost": sum,
    "late": sum,
    "late_blocks": sum,
    "wake_late": sum,
    "holds": min,
}  # how the values of one trial become one; else their median
_NAMES = {"pause": "pause_max"}
_EDGES_MS = ((0, 1), (1, 2), (2, 5), (5, 10), (5, None), (10, None))  # shares of latencies that documents give


class Saw(NamedTuple):
    """What one trial says: a value a metric, and the samples behind times and latencies."""

    values: dict[str, float]
    times: Sparse | None  # per-operation times of the batches
    latencies: dict[str, Sparse]  # "latency", "latency_naive"
    windows: dict[str, list[Sparse]]  # the same, cut by time where the trial was
    evidence: dict[str, str]  # metric -> text
    sample_ns: float = 0.0  # how long one timed sample lasted; 0: nothing was timed in batches


def of_trial(trial: Mapping[str, Any], tested: Collection[str] = (), *, counting: bool = False) -> Saw:
    """What a raw trial says of the lane under test.

    ``tested`` are the roles played by the lane under test (none: all); series of other roles are not the lane's.
    ``counting``: the runtime counts allocations, so heap figures are taken from usage and nothing that is a time.
    Under an instrument only heap figures count as well. Times are ns of one operation, sizes bytes.
    """
    saw = Saw({}, None, {}, {}, {})
    roles = trial.get("roles") or {}
    lead = next(reversed(roles), None)
    others = set(roles) - {lead} if not tested or lead in tested else set[str]()
    for series in trial.get("series") or ():
        role = series.get("role")
        if role in others and series["metric"] in OF_THE_LEAD:
            continue
        if not tested or role is None or role in tested:
            saw = _with_series(saw, series)
    _add_percentiles(saw)
    _add_usage(
        saw.values, [u for r, u in (trial.get("roles") or {}).items() if not tested or r in tested], counting=counting
    )
    if counting or trial.get("instrument"):
        return Saw({m: v for m, v in saw.values.items() if m in HEAP}, None, {}, {}, {})
    if "time" in saw.values and saw.values["time"] > 0:
        saw.values.setdefault("throughput", 1e9 / saw.values["time"])
    if (loaded := seen(trial, tested)) and isfinite(loaded.rate):  # an open loop: what of the offered rate came back
        saw.values["throughput"] = loaded.rate
    return saw


def trial_values(trials: Iterable[tuple[int, Mapping[str, float]]]) -> dict[str, dict[int, list[float]]]:
    """``{metric: {block: values}}`` from (block, values) of one lane's trials, in the order they came."""
    found: dict[str, dict[int, list[float]]] = {}
    for block, values in trials:
        for metric, value in values.items():
            found.setdefault(metric, {}).setdefault(block, []).append(value)
    return found


def block_values(trials: Iterable[tuple[int, Mapping[str, float]]]) -> dict[str, dict[int, float]]:
    """``{metric: {block: value}}`` from (block, values) of one lane's trials: the median of the trials of a block.

    One trial in 30 to 90 is far slow and no counter shows why; the median of three leaves it out, a mean does not. A
    block in which fewer than half of the usual number of trials were finished says nothing.
    """
    found = trial_values(trials)
    return {
        metric: {
            block: float(median(v))
            for block, v in sorted(blocks.items())
            if 2 * len(v) >= max(map(len, blocks.values()))
        }
        for metric, blocks in found.items()
    }


def _with_series(saw: Saw, series: Mapping[str, Any]) -> Saw:
    name = series["metric"]
    if evidence := series.get("evidence"):
        saw.evidence[name] = evidence
    if loops := series.get("loops"):
        per = loops["loops"] * loops["ops"]
        samples = [total / per for total in loops["totals"]]
        if samples:
            saw.values[name] = float(median(samples))
            if name == "time":
                return saw._replace(times=Sparse.of_samples(samples), sample_ns=float(median(loops["totals"])))
    elif histogram := series.get("histogram"):
        _add_histogram(saw, name, histogram, windowed="window" in series)
    elif values := series.get("values"):
        known = _NAMES.get(name, name)
        if known in METRICS:
            joined = _JOINED.get(name, median)
            here = float(joined(values))
            saw.values[known] = float(joined([saw.values[known], here])) if known in saw.values else here
    return saw


def _add_histogram(saw: Saw, name: str, histogram: Mapping[str, Any], *, windowed: bool) -> None:
    """Windows of one trial are one histogram as well; the maximum is kept unrounded."""
    if not histogram["count"]:
        return
    here = Sparse.of(histogram["counts"])
    if windowed:
        saw.windows.setdefault(name, []).append(here)
    saw.latencies[name] = merge([saw.latencies[name], here]) if name in saw.latencies else here
    if f"{name}_max" in METRICS:
        saw.values[f"{name}_max"] = max(float(histogram["max"]), saw.values.get(f"{name}_max", 0.0))


def _add_percentiles(saw: Saw) -> None:
    for name, histogram in saw.latencies.items():
        for ending, q in PERCENTILES.items():
            if f"{name}_{ending}" in METRICS:
                saw.values[f"{name}_{ending}"] = histogram.quantile(q)
        if f"{name}_mean" in METRICS:
            saw.values[f"{name}_mean"] = float(histogram.values @ histogram.counts) / histogram.total
    if "latency" in saw.latencies and "latency_naive" in saw.latencies:  # an open loop: the whole spread matters
        for low, high in _EDGES_MS:
            saw.values[_share_name(low, high)] = _share(saw.latencies["latency"], low, high)


def _share_name(low_ms: int, high_ms: int | None) -> str:
    return f"latency_share({low_ms}ms..{f'{high_ms}ms' if high_ms else 'inf'})"


def _share(histogram: Sparse, low_ms: int, high_ms: int | None) -> float:
    """The part of the values in [low, high) milliseconds."""
    inside = (histogram.values >= low_ms * 1e6) & (histogram.values < (high_ms * 1e6 if high_ms else float("inf")))
    return float(histogram.counts[inside].sum()) / histogram.total


def _add_usage(values: dict[str, float], roles: list[Mapping[str, Any]], *, counting: bool) -> None:
    """Add what the worker reports once a trial, of several roles the largest, where no series says it."""
    said = set(values)
    for role in roles:
        usage = role.get("usage") or {}
        heap = usage.get("heap") or {}
        first, opened = role.get("first_ns"), role.get("open_ns") if role.get("prepare_ns") else None
        found = {"resident_peak": usage.get("vm_hwm_bytes"), "first_call": first}
        if first and opened:
            found["cold"] = opened + first
        if counting:
            found |= {"peak_heap": heap.get("peak_bytes"), "allocations": heap.get("allocations")}
        for metric, value in found.items():
            if metric not in said and value is not None and (value > 0 or metric == "allocations"):
                values[metric] = max(float(value), values.get(metric, 0.0))
