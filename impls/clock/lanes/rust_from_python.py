"""Our Rust, an interval a call: both reads happen on the far side, the crossing is paid once."""

from __future__ import annotations

from typing import Any

from impls._native import clock
from impls.clock import spec
from impls.contract import Series

LANE = {"kind": "own", "label": "Rust called from Python", "needs": ["module:impls._native"], "operations": ["read"]}

__all__ = ["LANE", "read"]


class Intervals:
    """Replaces the list of lengths."""

    def __init__(self, given: spec.Given) -> None:
        self.ops = given.intervals
        self._given = given
        self._lengths: list[float] = []
        self._interval = clock.monotonic_ms if given.clock == "monotonic" else clock.wall_ms

    def run(self) -> list[float]:
        """On either clock."""
        interval = self._interval
        self._lengths = lengths = [interval() for _ in range(self.ops)]
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
