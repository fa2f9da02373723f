"""What a thread waits for that wants the interpreter's lock, and when it need not."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from typing import Any, Self

from impls.concurrency.work import Job, done
from impls.contract import Json, Series, values

__all__ = ["Blocked", "Handover", "Waiting"]


class Handover:
    """A byte to another process, which sends it back, by a thread that gives the lock away while it waits.

    Where another thread computes meanwhile, the answer waits until that one hands the lock over. The other process is
    ``cat``, which is the same in every language.
    """

    def __init__(self, given: dict[str, Any]) -> None:
        self._bytes = bytes(given["trips"])
        self.ops = len(self._bytes)
        self._echo = subprocess.Popen(["cat"], bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self._echo.stdin is None or self._echo.stdout is None:
            raise RuntimeError("cat should have two pipes")
        self._to, self._from = self._echo.stdin.fileno(), self._echo.stdout.fileno()
        self._sum = 0
        self._over = threading.Event()
        self._busy = [threading.Thread(target=self._spin, daemon=True) for _ in range(given["busy"])]
        for thread in self._busy:
            thread.start()

    def _spin(self) -> None:
        x = 1
        while not self._over.is_set():
            for _ in range(1000):
                x ^= x << 13 & 0xFFFFFFFF
                x ^= x >> 17
                x ^= x << 5 & 0xFFFFFFFF

    def step(self, i: int) -> None:
        """One trip."""
        i %= self.ops
        os.write(self._to, self._bytes[i : i + 1])
        (back,) = os.read(self._from, 1)
        self._sum = back if i == 0 else self._sum + back

    def run(self) -> int:
        """All trips of a run."""
        for i in range(self.ops):
            self.step(i)
        return self._sum

    def answer(self) -> Json:
        """The sum of what came back."""
        return {"sum": self._sum}

    def render(self, found: int) -> Json:
        """As after steps."""
        return {"sum": found}

    def close(self) -> None:
        """Let the other thread and the other process end."""
        self._over.set()
        for thread in self._busy:
            thread.join()
        self._echo.communicate()


class Watch:
    """A thread that only reads the clock, and how long it was kept from that at the longest."""

    def __init__(self) -> None:
        self.longest_ns = 0
        self._over, self._ready = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        clock, over = time.perf_counter_ns, self._over.is_set
        longest, last = 0, clock()
        self._ready.set()
        while not over():
            now = clock()
            longest = max(longest, now - last)
            last = now
        self.longest_ns = longest


class Blocked:
    """One long call that holds the lock from its start to its end, while another thread wants to look at the clock.

    ``pause``: the longest time that the other was kept from it; ``holds``: for most of the call.
    """

    def __init__(self, given: dict[str, int]) -> None:
        self._items = given["items"]
        self._call_ns = self._gap_ns = 0

    def run(self) -> int:
        """The sum of whole numbers, by one call."""
        with Watch() as watch:
            start = time.perf_counter_ns()
            total = sum(range(self._items))
            self._call_ns = time.perf_counter_ns() - start
        self._gap_ns = watch.longest_ns
        return total

    def render(self, total: int) -> Json:
        """The sum."""
        return str(total)

    def readings(self) -> list[Series]:
        """What the other thread saw."""
        text = f"the call took {self._call_ns} ns, the other thread was kept waiting for {self._gap_ns} ns"
        stood = self._gap_ns >= self._call_ns / 2
        return [values("pause", "ns", [self._gap_ns]), values("holds", "bool", [stood], text)]


class Waiting:
    """A thread that waits for a byte, while another computes and then sends it.

    ``holds``: the one that waits did not keep the other from computing. Did it hold the lock, neither would end.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        (self._job,) = jobs
        self._sent_ns = self._woken_ns = 0

    def run(self) -> int:
        """The number of the job."""
        here, there = os.pipe()
        asked = threading.Event()
        waiter = threading.Thread(target=self._wait, args=(here, asked))
        waiter.start()
        try:
            asked.wait()
            number = done(self._job)
            self._sent_ns = time.perf_counter_ns()
            os.write(there, b"!")
        finally:
            os.close(there)
            waiter.join()
            os.close(here)
        return number

    def _wait(self, here: int, asked: threading.Event) -> None:
        asked.set()
        os.read(here, 1)
        self._woken_ns = time.perf_counter_ns()

    def render(self, number: int) -> Json:
        """The number."""
        return str(number)

    def readings(self) -> list[Series]:
        """Who was done when."""
        text = f"the waiting thread went on {self._woken_ns - self._sent_ns} ns after the other had computed and sent"
        return [values("holds", "bool", [self._woken_ns >= self._sent_ns > 0], text)]
