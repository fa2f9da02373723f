"""Jobs over threads of one interpreter, in any build of it: with the interpreter's lock, or without."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from queue import SimpleQueue

from impls.concurrency.outcome import Outcome, Workers
from impls.concurrency.work import Job, done

__all__ = ["Threads"]


class Threads(Workers):
    """Threads that wait for jobs, started before they are timed."""

    def __init__(self, jobs: Sequence[Job], workers: int) -> None:
        super().__init__(len(jobs), workers)
        self._jobs = jobs
        self._asked: SimpleQueue[int | None] = SimpleQueue()
        self._told: SimpleQueue[tuple[int, int, int] | BaseException] = SimpleQueue()
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
        outcome = Outcome(self.ops, self.workers)
        for i in range(self.ops):
            self._asked.put(i)
        for _ in range(self.ops):
            told = self._told.get()
            if isinstance(told, BaseException):
                raise told
            outcome.note(*told)
        self.outcome = outcome
        return outcome

    def close(self) -> None:
        """Let the threads end."""
        for _ in self._threads:
            self._asked.put(None)
        for thread in self._threads:
            thread.join()
