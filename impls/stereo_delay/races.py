"""A hunt for torn parameters: a reader that must never see half of what a writer set.

The writer sets ``feedback`` and ``cross_feedback``, which together are always 0.9, as fast as it can; the reader adds
them up. Where they are set one after the other without a lock, a thread switch between the two shows a sum that nobody
ever asked for, and which may even be an unstable loop.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any, Protocol

from impls.contract import Series, values
from impls.stereo_delay.given import Audio
from impls.stereo_delay.settings import PARAMETERS, rejected

__all__ = ["SUM", "Plain", "Torn"]

SUM = 0.9
_SWITCH_S = 1e-5  # the interpreter's threads take turns five hundred times as often as they usually do


class Pairs(Protocol):
    """What holds the two."""

    def set_both(self, feedback: float, cross: float) -> None:
        """The writer's call."""
        ...

    def both(self) -> tuple[float, float]:
        """The reader's."""
        ...


class Plain:
    """Parameters as attributes of a plain object, each checked against its range when it is set; no lock."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {name: p.default for name, p in PARAMETERS.items()}

    def set_one(self, name: str, value: Any) -> None:
        """Raises `DelayError` for an unknown name, ValueError for a number out of range."""
        if name not in self.values:
            raise rejected(name)
        known = PARAMETERS[name]
        if not known.words and not known.low <= value <= known.high:
            raise ValueError(f"{name} should be {known.low} to {known.high}, was {value}")
        self.values[name] = value

    def get(self, name: str) -> Any:
        """The present value."""
        return self.values[name]

    def set_both(self, feedback: float, cross: float) -> None:
        """One after the other."""
        self.set_one("feedback", feedback)
        self.set_one("cross_feedback", cross)

    def both(self) -> tuple[float, float]:
        """One after the other."""
        return self.get("feedback"), self.get("cross_feedback")


class Torn:
    """Hunts for so many seconds. ``expected``: whether torn pairs are what this lane demonstrates, or their absence."""

    ops = 1

    def __init__(self, given: Audio, pairs: Pairs, *, expected: bool) -> None:
        self._pairs, self._seconds, self._expected = pairs, float(given.more["seconds"]), expected
        self._torn, self._reads, self._seen = 0, 0, 0.0

    def run(self) -> dict[str, bool]:
        """Write in one thread, read in this one."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH_S)
        over = threading.Event()
        writer = threading.Thread(target=self._write, args=(over,))
        self._pairs.set_both(0.0, SUM)
        writer.start()
        try:
            self._hunt()
        finally:
            over.set()
            writer.join()
            sys.setswitchinterval(before)
        return {"hunted": self._reads > 0}

    def readings(self) -> list[Series]:
        """Whether the lane did as expected of it, with what was seen."""
        text = f"{self._torn} torn of {self._reads} reads" + (f", one added up to {self._seen:g}" if self._torn else "")
        return [values("holds", "bool", [float((self._torn > 0) == self._expected)], text)]

    def _write(self, over: threading.Event) -> None:
        pairs = self._pairs
        while not over.is_set():
            for cross in (0.0, SUM, 0.3, 0.6):
                pairs.set_both(SUM - cross, cross)

    def _hunt(self) -> None:
        self._torn = self._reads = 0
        end = time.perf_counter() + self._seconds
        while time.perf_counter() < end:
            for _ in range(1000):
                feedback, cross = self._pairs.both()
                self._reads += 1
                if abs(feedback + cross - SUM) > 1e-9:
                    self._torn += 1
                    self._seen = feedback + cross
