"""The clock bound to a local name, both reads in one expression, no index: the list is made, not filled.

On the monotonic clock floats are faster than whole numbers and as fine, since they count from the machine's start; on
the wall clock only whole nanoseconds are fine enough.
"""

from __future__ import annotations

import time
from itertools import repeat
from typing import Any

from impls.clock import spec
from impls.contract import Series

LANE = {"kind": "own", "label": "bound time.perf_counter, time.time_ns", "operations": ["read"]}

__all__ = ["LANE", "read"]


class Intervals:
    """Replaces the list of lengths, which a comprehension makes faster than a loop fills it."""

    def __init__(self, given: spec.Given) -> None:
        self.ops = given.intervals
        self._given = given
        self._lengths: list[float] = []
        self.run = self.monotonic if given.clock == "monotonic" else self.wall

    def monotonic(self) -> list[float]:
        """On the monotonic clock: of ``a - b`` the later read is b, hence the sign of the factor."""
        clock = time.perf_counter
        self._lengths = lengths = [(clock() - clock()) * -1000.0 for _ in repeat(None, self.ops)]
        return lengths

    def wall(self) -> list[float]:
        """On the wall clock."""
        clock = time.time_ns
        self._lengths = lengths = [(clock() - clock()) * -1e-6 for _ in repeat(None, self.ops)]
        return lengths

    def render(self, found: list[float]) -> dict[str, Any]:
        """What can be compared."""
        return spec.answer(self._given, found)

    def readings(self) -> list[Series]:
        """The smallest step seen."""
        return spec.readings(self._lengths)


def read(given: spec.Given) -> Intervals:
    """Either clock."""
    return Intervals(given)
