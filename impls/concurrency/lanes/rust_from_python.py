"""Our Rust threads called from Python: one call for all jobs, the interpreter's lock given away meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from impls._native import concurrency
from impls.concurrency.outcome import Outcome
from impls.concurrency.work import Job, Loop
from impls.contract import Json, Series, Stage

LANE = {
    "kind": "own",
    "label": "Rust threads, from Python",
    "operations": ["jobs", "uneven"],
    "needs": ["module:impls._native"],
}


class Called:
    """All jobs in one call."""

    def __init__(self, jobs: Sequence[Job], workers: int) -> None:
        self.ops = len(jobs)
        self._jobs, self._workers = jobs, workers
        self._loops = [(job.rounds, job.seed) for job in jobs if isinstance(job, Loop)]
        self._shares = [job.messages for job in jobs if not isinstance(job, Loop)]
        self._repeats = next((job.repeats for job in jobs if not isinstance(job, Loop)), 0)
        self._outcome = Outcome(0, workers)

    def run(self) -> Outcome:
        """All jobs."""
        outcome = Outcome(self.ops, self._workers)
        if self._loops:
            outcome.take(*concurrency.spin(self._loops, self._workers))
        else:
            outcome.take(*concurrency.parse(self._shares, self._repeats, self._workers))
        self._outcome = outcome
        return outcome

    def render(self, outcome: Outcome) -> Json:
        """Every job's number."""
        return outcome.answer()

    def readings(self) -> list[Series]:
        """Of the last run."""
        return self._outcome.readings()


def jobs_main(given: Sequence[Job], stage: Stage) -> Called:
    """Equal jobs."""
    return Called(given, int(stage.params["workers"]))


def uneven_main(given: Sequence[Job], stage: Stage) -> Called:
    """A few long jobs among short ones."""
    return Called(given, int(stage.params["workers"]))
