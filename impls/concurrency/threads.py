"""Jobs over threads of one interpreter, in any build of it: with the interpreter's lock, or without."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue

from impls.concurrency.outcome import Outcome
from impls.concurrency.work import Job, done
from impls.contract import Json, Series

__all__ = ["Threads"]


class Threads:
    """Threads that wait for jobs, started before they are timed."""

    def __init__(self, jobs: Sequence[Job], workers: int) -> None:
        self.ops = len(jobs)
        self._jobs, self._workers = jobs, workers
        self._asked: SimpleQueue[int | None] = SimpleQueue()
        self._told: SimpleQueue[tuple[int, int, int] | BaseException] = SimpleQueue()
        self._outcome = Outcome(0, workers)
        self._threads = [threading.Thread(target=self._work, args=(i,), daemon=True) for i in range(workers)]
        for thread in self._threads:
            thread.start()

    def _work(self, worker: int) -> None:
        while (i := self._asked.get()) is not None:
            try:
                self._told.put((i, done(self._jobs[i]), worker))
            except BaseException as error:  # noqa: BLE001 - raised where the run waits
                self._told.put(error)

    def run(self) -> Outcome:
        """All jobs."""
        outcome = Outcome(self.ops, self._workers)
        for i in range(self.ops):
            self._asked.put(i)
        for _ in range(self.ops):
            told = self._told.get()
            if isinstance(told, BaseException):
                raise told
            outcome.note(*told)
        self._outcome = outcome
        return outcome

    def render(self, outcome: Outcome) -> Json:
        """Every job's number."""
        return outcome.answer()

    def readings(self) -> list[Series]:
        """Of the last run."""
        return self._outcome.readings()

    def close(self) -> None:
        """Let the threads end."""
        for _ in self._threads:
            self._asked.put(None)
        for thread in self._threads:
            thread.join()
