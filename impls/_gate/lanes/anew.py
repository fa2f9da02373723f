"""Prepares one lane several times in one process, on a different given each time, and runs it twice on each.

A lane that keeps its answer shows: an answer kept in the module is wrong on the next given; an answer kept in the
closure makes the second run on a given take no time, while the first, by code that is warm by then, took its share.
"""

from __future__ import annotations

import gc
import importlib
import time
from collections.abc import Callable
from typing import Any

from impls._gate.spec import Seen

LANE = {"kind": "floor", "label": "a second look"}


def main(given: Seen, stage: Any) -> Callable[[], dict[str, Any]]:
    """Return the closure that looks: answers, and the ns of a first and a second run, one of each a given.

    A second run that is suspiciously short is repeated, and the shortest counts.
    """
    module = importlib.import_module(f"impls.{given.component}.lanes.{given.lane.replace('-', '_')}")

    def run() -> dict[str, Any]:
        seen = [_twice(_prepared(module, given, stage, read()), given) for read in given.givens]
        return {"answers": [answer for answer, _ in seen], "runs": [runs for _, runs in seen]}

    return run


def _prepared(module: Any, seen: Seen, stage: Any, held: Any) -> Any:
    for name in (f"{seen.operation}_main", "main"):
        if callable(found := getattr(module, name, None)):
            stage.operation, stage.params, stage.options = seen.operation, seen.params, seen.options
            return found(held, stage)
    found = getattr(module, seen.operation, None) or module.prepare
    return found(held, **seen.options)


def _twice(job: Any, seen: Seen) -> tuple[dict[str, Any], list[int]]:
    run = getattr(job, "run", job)
    reset = getattr(job, "reset", None)
    render = getattr(job, "render", None)
    gc.collect()
    gc.disable()
    try:
        first, _ = _timed(run, reset)
        second, found = _timed(run, reset)
        for _ in range(seen.further if second * seen.suspicious < first else 0):
            second = min(second, _timed(run, reset)[0])
    finally:
        gc.enable()
    answer = render(found) if render else found
    if hasattr(job, "close"):
        job.close()
    kept = {"hex": bytes(answer).hex()} if isinstance(answer, bytes | bytearray | memoryview) else {"json": answer}
    return kept, [first, second]


def _timed(run: Callable[[], Any], reset: Callable[[], object] | None) -> tuple[int, Any]:
    """Nanoseconds of one run: wall or CPU, whichever is less, so that a moment off the CPU is not taken for work."""
    if reset:
        reset()
    cpu, wall = time.process_time_ns(), time.perf_counter_ns()
    found = run()
    wall = time.perf_counter_ns() - wall
    return min(wall, time.process_time_ns() - cpu), found
