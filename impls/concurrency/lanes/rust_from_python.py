"""Our Rust threads called from Python: one call for all jobs, the interpreter's lock given away meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from impls._native import concurrency
from impls.concurrency.outcome import Outcome, Workers
from impls.concurrency.work import Job, Loop
from impls.contract import Stage

LANE = {
    "kind": "own",
    "label": "Rust threads, from Python",
    "operations": ["jobs", "uneven"],
    "needs": ["module:impls._native"],
}


class Called(Workers):
    """All jobs in one call."""

    def __init__(self, jobs: Sequence[Job], workers: int) -> None:
        super().__init__(len(jobs), workers)
        self._jobs = jobs
        self._loops = [(job.rounds, job.seed) for job in jobs if isinstance(job, Loop)]
        self._shares = [job.messages for job in jobs if not isinstance(job, Loop)]
        self._repeats = next((job.repeats for job in jobs if not isinstance(job, Loop)), 0)

    def run(self) -> Outcome:
        """All jobs."""
        outcome = Outcome(self.ops, self.workers)
        if self._loops:
            outcome.take(*concurrency.spin(self._loops, self.workers))
        else:
            outcome.take(*concurrency.parse(self._shares, self._repeats, self.workers))
        self.outcome = outcome
        return outcome


def jobs_main(given: Sequence[Job], stage: Stage) -> Called:
    """Equal jobs."""
    return Called(given, int(stage.params["workers"]))


def uneven_main(given: Sequence[Job], stage: Stage) -> Called:
    """A few long jobs among short ones."""
    return Called(given, int(stage.params["workers"]))
