"""Many empty intervals while other threads of the same interpreter compute."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from impls.clock.spec import Beside
from impls.contract import Series, values

__all__ = ["LONG_MS", "Intervals"]

LONG_MS = 0.5  # an interval is two reads: one as long as this was interrupted


class Intervals:
    """``lengths`` makes so many intervals, one after another; ``share``: of their time, what passed in long ones."""

    def __init__(self, given: Beside, interval_ms: Callable[[], float]) -> None:
        self.ops = given.intervals
        self._interval_ms = interval_ms
        self._share = 0.0
        self._over = threading.Event()
        self._busy = [threading.Thread(target=self._spin, daemon=True) for _ in range(given.busy)]
        for thread in self._busy:
            thread.start()

    def _spin(self) -> None:
        x = 1
        while not self._over.is_set():
            for _ in range(1000):
                x ^= x << 13 & 0xFFFFFFFF
                x ^= x >> 17

    def run(self) -> tuple[float, float]:
        """Total and shortest length, in ms."""
        interval_ms = self._interval_ms
        total = long = 0.0
        shortest = float("inf")
        for _ in range(self.ops):
            ms = interval_ms()
            total += ms
            if ms >= LONG_MS:
                long += ms
            elif ms < shortest:
                shortest = ms
        self._share = long / total if total else 0.0
        return total, shortest

    def render(self, found: tuple[float, float]) -> dict[str, Any]:
        """What must hold of any."""
        total, shortest = found
        return {"intervals": self.ops, "advanced": total > 0, "monotonic": shortest >= 0}

    def readings(self) -> list[Series]:
        """The share that is lost to an interruption between two reads."""
        return [values("share", "1", [self._share], f"time inside of intervals of {LONG_MS} ms and more")]

    def close(self) -> None:
        """Let the other threads end."""
        self._over.set()
        for thread in self._busy:
            thread.join()
