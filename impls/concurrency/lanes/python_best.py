"""The best Python known for jobs that compute: processes, started before; for a thread that waits: shorter turns."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from impls.concurrency.lock import Handover
from impls.concurrency.outcome import Outcome, Workers
from impls.concurrency.work import Job, done
from impls.contract import Stage

LANE = {
    "kind": "own",
    "label": "processes; switch interval of 50 us",
    "operations": ["jobs", "uneven", "handover"],
}

TURN_S = 50e-6
_held: list[Job] = []  # of a worker process


class Processes(Workers):
    """Worker processes that hold all jobs already and are told the number of one at a time."""

    def __init__(self, jobs: Sequence[Job], workers: int) -> None:
        super().__init__(len(jobs), workers)
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, _hold, (list(jobs),))
        for future in [self._pool.submit(_number, 0) for _ in range(2 * workers)]:
            future.result()

    def run(self) -> Outcome:
        """All jobs."""
        outcome = Outcome(self.ops, self.workers)
        waiting = {self._pool.submit(_number, i): i for i in range(self.ops)}
        for future in as_completed(waiting):
            number, worker = future.result()
            outcome.note(waiting[future], number, worker)
        self.outcome = outcome
        return outcome

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown()


class ShortTurns(Handover):
    """The same trips, with a switch interval of 50 us instead of 5 ms."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._was = sys.getswitchinterval()
        sys.setswitchinterval(TURN_S)
        super().__init__(given)

    def close(self) -> None:
        """The interval is as it was."""
        super().close()
        sys.setswitchinterval(self._was)


def jobs_main(given: Sequence[Job], stage: Stage) -> Processes:
    """Equal jobs."""
    return Processes(given, int(stage.params["workers"]))


def uneven_main(given: Sequence[Job], stage: Stage) -> Processes:
    """A few long jobs among short ones."""
    return Processes(given, int(stage.params["workers"]))


def handover(given: dict[str, Any]) -> ShortTurns:
    """What the interpreter offers for it."""
    return ShortTurns(given)


def _hold(jobs: list[Job]) -> None:
    _held[:] = jobs


def _number(i: int) -> tuple[int, int]:
    return done(_held[i]), os.getpid()
