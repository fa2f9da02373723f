"""What a worker is asked to measure: from a case's hows, the options and what the pilot saw, to requests.

Only ``loops`` differs between lanes of a case. All else follows from the options, so that trials of two runs at
the same level may be pooled.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from benchmarks.core.model import RunOptions
from impls.contract import Case, How

__all__ = ["CLOCK_READS", "PILOT_BATCH", "Pilot", "batch_size", "calibrating", "requests"]

Request = dict[str, Any]

# A process's timed budget is cut into this many: on a busy machine half of them still show whether it settled.
SAMPLES = {"quick": 40, "default": 40, "rigorous": 60}
CLOCK_READS = 20  # an operation shorter than so many reads of the clock has no honest latency of its own
PILOT_BATCH = 64
OPEN_LOOP_S = 1.0  # an open loop needs arrivals enough to show a queue
LOAD_WINDOWS = 10  # histograms of an open loop, one after the other: whether latency grows while it lasts
MS = 1_000_000


class Pilot(NamedTuple):
    """What a first look at an arm found."""

    run_ns: float  # one run
    step_ns: float | None  # one step; None where the lane has none
    wall_ns: int  # one trial, from start to end


def calibrating(how: How) -> Request:
    """A short request that shows how long a run or a step takes."""
    if how.kind == "each":
        if how.rate:
            return {"how": "each", "count": max(1, min(64, int(how.rate / 10))), "in_flight": 1}
        return {"how": "each", "batch": PILOT_BATCH, "budget_ns": 4 * MS, "warmup_ns": MS}
    if how.once:
        return {"how": "batch", "once": True, "loops": 1, "samples": 1, "warmup": 0}
    return {"how": "batch", "loops": 0, "min_ns": 2 * MS, "samples": 3, "warmup": 0, "budget_ns": 40 * MS}


def batch_size(steps_ns: Iterable[float], clock_ns: float) -> int:
    """Operations that one recorded latency is the mean of, equal for all lanes of a case: a power of two.

    Set by the fastest lane: as many of its steps as last `CLOCK_READS` reads of the clock; 1 where one step does.
    """
    fastest = min((s for s in steps_ns if s > 0), default=math.inf)
    wanted = CLOCK_READS * clock_ns / fastest
    return 1 if wanted <= 1 else 1 << math.ceil(math.log2(wanted))


def requests(
    case: Case, options: RunOptions, run_ns: float, batch: int = 1, timed_ms: float | None = None
) -> list[Request]:
    """The requests of one timed trial, in the order of the case's hows, which share the time of a process.

    ``timed_ms``: that time, where it is not the level's.
    """
    share = len(case.how)
    whole = options.timed_ms if timed_ms is None else timed_ms
    spend = _Spend(int(whole * MS) // share, options.warm_ms * MS // share, SAMPLES[options.level])
    return [_request(how, spend, run_ns, batch) for how in case.how]


class _Spend(NamedTuple):
    """What one how of a process may take."""

    timed_ns: int
    warm_ns: int
    samples: int


def _request(how: How, spend: _Spend, run_ns: float, batch: int) -> Request:
    timed_ns, warm_ns, samples = spend
    if how.kind == "batch":
        if how.once:
            return {"how": "batch", "once": True, "loops": 1, "samples": 1, "warmup": 0}
        loops = max(1, round(timed_ns / samples / max(run_ns, 1.0)))
        return {"how": "batch", "loops": loops, "samples": samples, "warmup_ns": warm_ns, "budget_ns": timed_ns}
    if how.rate:
        seconds = how.seconds or max(OPEN_LOOP_S, timed_ns / 1e9)
        asked: Request = {
            "how": "each",
            "rate": how.rate,
            "arrivals": how.arrivals,
            "count": max(1, round(how.rate * seconds)),
            "window_ns": round(seconds * 1e9 / LOAD_WINDOWS),
        }
        return {**asked, "in_flight": how.in_flight}
    asked = {"how": "each", "batch": batch, "budget_ns": timed_ns, "warmup_ns": warm_ns}
    return asked if how.in_flight == 1 else {**asked, "batch": 1, "in_flight": how.in_flight}
