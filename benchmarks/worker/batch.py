"""Many runs timed as one.

The loop is timeit's: an iterator that allocates nothing, one call, nothing else. The garbage collector stays as CPython
has it, enabled: what a lane allocates it must also have collected.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import repeat
from typing import Any, NamedTuple

from benchmarks.worker.asked import Batch
from benchmarks.worker.work import Work

__all__ = ["Clocks", "Found", "Timer", "grown"]


class Clocks(NamedTuple):
    """The seam to time, in ns."""

    wall: Callable[[], int]
    cpu: Callable[[], int]
    sleep: Callable[[float], object]  # seconds


class Found(NamedTuple):
    """What the samples were, and what the last run returned."""

    totals: list[int]
    loops: int
    warmup: int
    cpu_ns: int
    result: Any
    partial: bool  # stopped before all were taken


class Timer:
    """Times the runs of one job; knows how long the first of them took."""

    def __init__(self, work: Work, clocks: Clocks, stopped: Callable[[], bool]) -> None:
        self._work, self._clocks, self._stopped = work, clocks, stopped
        self.first_ns: int | None = None
        self._cpu_ns = 0
        self._run_ns = math.inf  # of the last sample; before the first, any budget may be too small

    def sample(self, loops: int) -> int:
        """Nanoseconds of ``loops`` runs, each result dropped at once."""
        if self._work.reset:
            self._work.reset()
        run, clock = self._work.run, self._clocks.wall
        runs = repeat(None, loops)
        cpu = self._clocks.cpu()
        start = clock()
        for _ in runs:
            run()
        taken = clock() - start
        self._note(loops, taken, self._clocks.cpu() - cpu)
        return taken

    def kept(self, loops: int) -> tuple[int, Any]:
        """As `sample`, with the last result kept."""
        if self._work.reset:
            self._work.reset()
        run, clock = self._work.run, self._clocks.wall
        runs = repeat(None, loops - 1)
        cpu = self._clocks.cpu()
        start = clock()
        for _ in runs:
            run()
        result = run()
        taken = clock() - start
        self._note(loops, taken, self._clocks.cpu() - cpu)
        return taken, result

    def batch(self, asked: Batch) -> Found:
        """Take the samples; fewer where stopped, or where the budget is spent."""
        loops = 1 if asked.once or self._work.reset else asked.loops
        if self.first_ns is None and loops != 1:
            self.sample(1)  # alone, so that the time of the first run is known
        loops = loops or self._calibrated(asked.min_ns)
        warmup = 0 if asked.once else self._warm_up(loops, asked)
        wanted = 1 if asked.once else max(asked.samples, 1)
        totals: list[int] = []
        result, ended, clock = None, False, self._clocks.wall
        cut = self._stopped() and not asked.once  # in the warm-up
        self._cpu_ns = 0  # the samples' own from here
        began = clock()
        while not ended and not (totals and self._stopped()):
            final = len(totals) == wanted - 1
            # The last sample keeps its result. Which one will spend the budget can only be guessed from the one before.
            keep = final or 0 < asked.budget_ns <= clock() - began + loops * self._run_ns
            if keep:
                taken, result = self.kept(loops)
            else:
                taken = self.sample(loops)
            totals.append(taken)
            ended = final or (keep and 0 < asked.budget_ns <= clock() - began)
        return Found(totals, loops, warmup, self._cpu_ns, result, partial=cut or not ended)

    def _note(self, loops: int, taken: int, cpu_ns: int) -> None:
        self._cpu_ns += cpu_ns
        self._run_ns = taken / loops
        if self.first_ns is None:
            self.first_ns = taken

    def _calibrated(self, min_ns: int) -> int:
        loops = 1
        while (taken := self.sample(loops)) < min_ns and not self._stopped():
            loops = grown(loops, taken, min_ns)
        return loops

    def _warm_up(self, loops: int, asked: Batch) -> int:
        clock, began, taken = self._clocks.wall, self._clocks.wall(), 0
        while not self._stopped() and (taken < asked.warmup or clock() - began < asked.warmup_ns):
            self.sample(loops)
            taken += 1
        return taken


def grown(loops: int, taken_ns: int, min_ns: int) -> int:
    """More loops after ``loops`` took ``taken_ns`` of ``min_ns``: tenfold at most, aimed a twentieth too long."""
    aimed = loops * 1.05 * min_ns / max(taken_ns, 1)
    return max(int(min(aimed, loops * 10.0)), loops + 1)
