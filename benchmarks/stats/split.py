"""From a case's first block: how long its processes should be, so that the time left resolves most.

Every lane of a case gets the same time, so the levels' variances and costs are summed over the lanes: the variance of a
lane's process is T2_2 + T2_1 / n for n samples, its cost the start and n samples, and what counts is their product
(Kalibera and Jones 2013, see `variance`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Any, NamedTuple

from benchmarks.core.model import RunOptions
from benchmarks.core.plan import FACTORS, Split
from benchmarks.stats.variance import components, repetitions

__all__ = ["split"]

FAR = math.log(1.3)  # a process slower by more than this is what a block's median leaves out; of samples, a process's


class _Lane(NamedTuple):
    """One lane of the first block: variances of logs, samples a process, and ns a process."""

    within: float
    between: float
    samples: float
    start_ns: float
    worked_ns: float


def split(trials: Sequence[Mapping[str, Any]], options: RunOptions, horizon: float) -> Split:
    """How the time of a process should be split, from the raw trials of a unit's first block.

    ``horizon``: how many blocks the unit would get in all if it went on unchanged. A change makes the first block a
    pilot that says nothing more, so its cost must be won back in the blocks that are left; and enough for the fewest
    blocks must be left. Steps are those of `FACTORS`; where single operations are timed as well, time is only added.
    """
    hows = [request for trial in trials for request in trial["asked"]]
    if reason := _no_choice(hows):
        return Split(options.timed_ms, reason)
    lanes = [found for processes in _by_lane(trials) if (found := _lane(processes))]
    if not lanes:
        return Split(options.timed_ms, "kept: a run fills a process, so there are no samples to split off")
    return _chosen(lanes, options, horizon, least=1.0 if any(r["how"] == "each" for r in hows) else 0.0)


def _chosen(lanes: Sequence[_Lane], options: RunOptions, horizon: float, least: float) -> Split:
    within, between = sum(x.within for x in lanes), sum(x.between for x in lanes)
    start, worked = sum(x.start_ns for x in lanes), sum(x.worked_ns for x in lanes)
    samples = fmean(x.samples for x in lanes)

    def cost(factor: float) -> float:
        return start + factor * worked

    def product(factor: float) -> float:
        return (max(between, 0.0) + within / (samples * factor)) * cost(factor)

    factor = min((f for f in FACTORS[options.level] if f >= least), key=product)
    gain = product(1.0) / product(factor) if product(factor) else 1.0
    (best,) = repetitions((within, between), (worked / samples, start))
    seen = Split(
        timed_ms=options.timed_ms,
        why="",
        within=math.sqrt(max(within, 0.0) / len(lanes)),
        between=math.sqrt(max(between, 0.0) / len(lanes)),
        samples=samples,
        best=best if math.isfinite(best) else None,
        start_ms=start / len(lanes) / 1e6,
    )
    noise = f"processes deviate by {seen.between:.1%}, samples in one by {seen.within:.1%}"
    if factor == 1.0 or not within:
        return seen._replace(why=f"kept: {noise}")
    blocks = min(horizon, options.blocks_max)
    left = (horizon - 1) * cost(1.0) / cost(factor)
    if gain * (blocks - 1) <= blocks or left < options.blocks_min:
        return seen._replace(why=f"kept: {noise}; another split would not win the first block back")
    timed_ms = options.timed_ms * factor
    said = f"{timed_ms:g} ms a process instead of {options.timed_ms}: {noise}, a start costs {seen.start_ms:.0f} ms"
    return seen._replace(timed_ms=timed_ms, why=said, gain=gain)


def _no_choice(hows: Sequence[Mapping[str, Any]]) -> str:
    if any(r.get("rate") for r in hows):
        return "kept: an open loop is as long as its rate asks"
    if any(r.get("once") for r in hows):
        return "kept: one run a process"
    if not any(r["how"] == "batch" for r in hows):
        return "kept: single operations are timed, and percentiles want them all"
    return ""


def _by_lane(trials: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for trial in trials:
        if trial["ended"] == "ok":
            found.setdefault((trial["case"], trial["arm"]), []).append(trial)
    return list(found.values())


def _lane(trials: Sequence[Mapping[str, Any]]) -> _Lane | None:
    """What the processes of one lane say; None where they hold no two samples, or are not two."""
    seen = [(_samples(trial), trial) for trial in trials]
    seen = [(samples, trial) for samples, trial in seen if len(samples) > 1]
    if not seen:
        return None
    middle = median(median(samples) for samples, _ in seen)
    usual = [(samples, trial) for samples, trial in seen if median(samples) - middle <= FAR]
    if len(usual) < 2:
        return None
    found = components([samples for samples, _ in usual])
    worked = [_worked_ns(trial) for _, trial in usual]
    starts = [max(trial["wall_ns"] - spent, 0) for (_, trial), spent in zip(usual, worked, strict=True)]
    within, between = found.share
    return _Lane(within, between, fmean(len(s) for s, _ in usual), max(fmean(starts), 1.0), fmean(worked))


def _samples(trial: Mapping[str, Any]) -> list[float]:
    """Logs of the time of one operation, sample by sample, without those that a process's median leaves out."""
    loops = [s["loops"] for s in trial["series"] if s["metric"] == "time" and "loops" in s]
    logs = [math.log(t / (x["loops"] * x["ops"])) for x in loops for t in x["totals"] if t > 0]
    return [y for y in logs if abs(y - median(logs)) <= FAR] if logs else []


def _worked_ns(trial: Mapping[str, Any]) -> float:
    """What grows with the time a process is given: its samples, and as much as was asked where operations are timed."""
    totals = sum(sum(s["loops"]["totals"]) for s in trial["series"] if s["metric"] == "time" and "loops" in s)
    return float(totals + sum(r.get("budget_ns", 0) for r in trial["asked"] if r["how"] == "each"))
