"""Open loops: whether a rate was held, what latency from the actual start hides, and the highest rate held.

A rate is *held* where nothing was lost, at least 99 % of it was answered, and latency did not grow while it lasted:

- nothing lost: the throughput of RFC 2544 (section 26.1) is the highest rate at which as much comes back as was sent;
- answered at the rate offered: (n - 1) / (last - first answer) against (n - 1) / (last - first intended start), so that
  a latency that stays the same costs nothing, however long it is;
- no growth: a queue is stable while less comes than can be served (Loynes 1962), and without bound where not. Served at
  mu and offered at lambda, latency from the intended start gains 1 - mu/lambda seconds a second. It grows where the
  Theil-Sen slope (Sen 1968) of the windows' medians is above 1 %, the same line as the 99 %, and its 95 % interval
  above 0.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from scipy import stats

from benchmarks.core.model import Doubt
from benchmarks.stats.quantiles import Sparse, merge

__all__ = ["HELD", "Load", "Saturation", "Seen", "doubts", "growth", "load", "saturation", "seen"]

HELD = 0.99
"""Least part of a rate that must be answered for it to be held."""

_LEAST_WINDOWS = 5  # fewer say nothing of growth
_LEAST_NS = 1e6  # what the harness itself may add: a smaller difference of the two latencies hides nothing

Record = Mapping[str, Any]
Span = tuple[int, int, int]  # how many, the first's time, the last's: ns since the load began


class Seen(NamedTuple):
    """What one trial says of its load."""

    offered: Span
    answered: Span
    lost: int
    failed: int
    windows: tuple[tuple[float, float], ...]  # (middle, median latency from the intended start), ns
    naive: Sparse
    corrected: Sparse

    @property
    def rate(self) -> float:
        """Answers a second; NaN of fewer than two."""
        count, first, last = self.answered
        return (count - 1) * 1e9 / (last - first) if count > 1 and last > first else math.nan

    @property
    def share(self) -> float:
        """Answers a second as part of the starts a second that were intended; NaN of fewer than two."""
        count, first, last = self.offered
        return self.rate * (last - first) / ((count - 1) * 1e9) if count > 1 and last > first else math.nan


def seen(trial: Record, tested: Collection[str] = ()) -> Seen | None:
    """What a raw trial says of its open loop; None where it had none. ``tested``: roles of the lane under test."""
    series: dict[str, list[Record]] = {}
    for one in trial.get("series") or ():
        if not tested or one.get("role") in tested:
            series.setdefault(one["metric"], []).append(one)
    if "offered" not in series or "answered" not in series:
        return None
    return Seen(
        offered=_span(series["offered"]),
        answered=_span(series["answered"]),
        lost=_counted(series.get("lost", ())),
        failed=_counted(series.get("failed", ())),
        windows=tuple(
            (sum(one["window"]) / 2, Sparse.of(one["histogram"]["counts"]).quantile(0.5))
            for one in series.get("latency", ())
            if one.get("window") and one["histogram"]["count"]
        ),
        naive=_all(series.get("latency_naive", ())),
        corrected=_all(series.get("latency", ())),
    )


def growth(windows: Sequence[tuple[float, float]]) -> float:
    """What latency gains while the load lasts, in seconds a second; 0 where no growth can be told from noise."""
    if len(windows) < _LEAST_WINDOWS:
        return 0.0
    times, latencies = zip(*windows, strict=True)
    found = stats.theilslopes(latencies, times, alpha=0.95)
    return float(found.slope) if found.low_slope > 0 else 0.0


class Load(NamedTuple):
    """One lane at one rate, over its trials."""

    rate: float  # offered, a second
    share: float  # of it that was answered: the trials' median
    gains: float  # seconds of latency a second: the trials' median
    lost: int  # in all trials

    @property
    def wrong(self) -> str:
        """Why the rate was not held; empty where it was."""
        found = []
        if self.lost:
            found.append(f"{self.lost:,} lost")
        if not self.share >= HELD:
            found.append(f"{self.share:.1%} of it answered" if math.isfinite(self.share) else "not answered")
        if self.gains > 1 - HELD:
            found.append(f"latency grew by {_time(self.gains * 1e9)} a second")
        return ", ".join(found)


def load(rate: float, trials: Sequence[Seen]) -> Load:
    """One lane at one rate. ``trials`` is not empty."""
    share = median(t.share if math.isfinite(t.share) else 0.0 for t in trials)
    return Load(rate, share, median(growth(t.windows) for t in trials), sum(t.lost for t in trials))


class Saturation(NamedTuple):
    """Where a lane saturates: between the highest rate held and the lowest not held. None: there was no such rate."""

    held: float | None
    broke: float | None
    says: str


def saturation(loads: Iterable[Load]) -> Saturation:
    """What loads at several rates say: a rate is held where it and every lower one was.

    >>> saturation([Load(850, 1.0, 0.0, 0), Load(1000, 0.85, 0.15, 0)]).says
    '850/s held, 1000/s not: 85.0% of it answered, latency grew by 150 ms a second'
    """
    held: float | None = None
    ordered = sorted(loads)
    for one in ordered:
        if one.wrong:
            lower = f"{held:g}/s held, {one.rate:g}/s not" if held is not None else f"not even {one.rate:g}/s held"
            return Saturation(held, one.rate, f"{lower}: {one.wrong}")
        held = one.rate
    if held is None:
        return Saturation(None, None, "")
    return Saturation(held, None, f"{held:g}/s held, the {'highest' if len(ordered) > 1 else 'only rate'} offered")


def doubts(trials: Sequence[Record], tested: Collection[str] = ()) -> list[Doubt]:
    """What to keep in mind when reading a lane's latencies under load."""
    found = [s for t in trials if (s := seen(t, tested))]
    if not found:
        return []
    naive, corrected = merge(s.naive for s in found), merge(s.corrected for s in found)
    late = _all(one for t in trials for one in t.get("series") or () if one["metric"] == "lateness")
    late_ns = late.quantile(0.99) if late.total else 0.0
    lost, offered = sum(s.lost for s in found), sum(s.offered[0] for s in found)
    told = [_hidden(naive, corrected, max(_LEAST_NS, 2 * late_ns)), _late_starts(corrected, late_ns)]
    if lost:
        saw = f"{lost:,} of {offered:,} operations had no reply in 10 s, and stand in no percentile"
        told.append(Doubt("lost", saw, "take its percentiles as the least that they can be"))
    return [doubt for doubt in told if doubt]


def _hidden(naive: Sparse, corrected: Sparse, floor_ns: float) -> Doubt | None:
    """Where latency from the actual start leaves out what operations waited before they could begin."""
    if not naive.total or not corrected.total:
        return None
    from_start, intended = naive.quantile(0.99), corrected.quantile(0.99)
    if intended - from_start <= max(from_start, floor_ns):
        return None
    return Doubt(
        "naive_hides",
        f"p99 is {_time(intended)} from the intended start, {_time(from_start)} from the actual one: the naive figure "
        "hides what operations waited behind slower ones",
        "read latency, not latency_naive: nobody who sent a request then would have been served sooner",
    )


def _late_starts(corrected: Sparse, late_ns: float) -> Doubt | None:
    """Where a good part of the latency is the harness's own."""
    if not corrected.total or late_ns < _LEAST_NS or late_ns < corrected.quantile(0.99) / 10:
        return None
    saw = f"the starts themselves came {_time(late_ns)} late (p99), which is in the latency"
    return Doubt("late_starts", saw, "see what else runs here: tandem doctor; or use more cores")


def _span(series: Sequence[Record]) -> Span:
    one = series[-1]
    first, last = one.get("window") or (0, 0)
    return int(one["values"][0]), first, last


def _counted(series: Iterable[Record]) -> int:
    return int(sum(sum(one["values"]) for one in series))


def _all(series: Iterable[Record]) -> Sparse:
    return merge(Sparse.of(one["histogram"]["counts"]) for one in series)


def _time(ns: float) -> str:
    """Three digits and a unit."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"
