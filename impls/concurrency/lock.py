"""What a thread waits for that wants the interpreter's lock, and when it need not."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from typing import Any, Self

from impls.concurrency.work import Job, done
from impls.contract import Json, Series, values

__all__ = ["Blocked", "Handover", "Waiting"]


class Handover:
    """A byte into a pipe, a wait as for a network's answer, and the byte out of it: the lock is given away meanwhile.

    Where another thread computes, it has taken the lock by then, and the answer waits until that one's turn is over.
    """

    def __init__(self, given: dict[str, Any]) -> None:
        self._bytes, self._wait_s = bytes(given["trips"]), given["wait_us"] / 1e6
        self.ops = len(self._bytes)
        self._in, self._out = os.pipe()
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
        os.write(self._out, self._bytes[i : i + 1])
        time.sleep(self._wait_s)
        (back,) = os.read(self._in, 1)
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
        """Let the other thread end."""
        self._over.set()
        for thread in self._busy:
            thread.join()
        os.close(self._in)
        os.close(self._out)


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
