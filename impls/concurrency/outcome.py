"""What a run of jobs found, whoever ran them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from impls.contract import Json, Series, values

__all__ = ["Outcome", "Workers"]


class Outcome:
    """The number of every job, which worker did it, and when the first was done."""

    def __init__(self, jobs: int, workers: int) -> None:
        self.numbers = [0] * jobs
        self._workers = workers
        self._by: Counter[object] = Counter()
        self._began = time.perf_counter_ns()
        self._first_ns = 0

    def note(self, job: int, number: int, worker: object) -> None:
        """A job is done."""
        if not self._first_ns:
            self._first_ns = time.perf_counter_ns() - self._began
        self.numbers[job] = number
        self._by[worker] += 1

    def take(self, numbers: Sequence[int], by: Sequence[int], first_ns: int) -> None:
        """All jobs at once: their numbers, how many each worker did, and when the first was done."""
        self.numbers = list(numbers)
        self._by = Counter(dict(enumerate(by)))
        self._first_ns = first_ns

    def answer(self) -> Json:
        """Numbers of 64 bits as text."""
        return [str(number) for number in self.numbers]

    def readings(self) -> list[Series]:
        """Time to the first result; how even the work was shared: the least of a worker, of an equal share."""
        counts = sorted(self._by.values(), reverse=True) + [0] * self._workers
        least = min(counts[: self._workers])
        text = f"jobs by worker: {counts[: self._workers]}"
        return [
            values("first_result", "ns", [self._first_ns]),
            values("share", "1", [least * self._workers / len(self.numbers)], text),
        ]


class Workers:
    """Whoever does the jobs; a kind of worker has a ``run`` that leaves what it found in ``outcome``."""

    def __init__(self, jobs: int, workers: int) -> None:
        self.ops, self.workers = jobs, workers
        self.outcome = Outcome(0, workers)

    def render(self, outcome: Outcome) -> Json:
        """Every job's number."""
        return outcome.answer()

    def readings(self) -> list[Series]:
        """Of the last run."""
        return self.outcome.readings()
