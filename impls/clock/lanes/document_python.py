"""As the document writes it: two calls through the module, whole nanoseconds, a division."""

from __future__ import annotations

import time
from typing import Any

from impls.clock import beside as beside_
from impls.clock import spec
from impls.clock.bytecode import Code
from impls.contract import Series

LANE = {"kind": "document", "label": "time.perf_counter_ns, time.time_ns"}

__all__ = ["LANE", "beside", "machine_code", "read"]


class Intervals:
    """Fills a list that is there already."""

    def __init__(self, given: spec.Given) -> None:
        self.ops = given.intervals
        self._given = given
        self._lengths = [0.0] * given.intervals
        self.run = self.monotonic if given.clock == "monotonic" else self.wall

    def monotonic(self) -> list[float]:
        """On the monotonic clock."""
        lengths = self._lengths
        for i in range(len(lengths)):
            sent_time = time.perf_counter_ns()
            received_time = time.perf_counter_ns()
            latency_ns = received_time - sent_time
            lengths[i] = latency_ns / 1_000_000
        return lengths

    def wall(self) -> list[float]:
        """On the wall clock, for which the document has no code."""
        lengths = self._lengths
        for i in range(len(lengths)):
            sent_time = time.time_ns()
            received_time = time.time_ns()
            latency_ns = received_time - sent_time
            lengths[i] = latency_ns / 1_000_000
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


def beside(given: spec.Beside) -> beside_.Intervals:
    """Beside threads that compute."""
    return beside_.Intervals(given, _interval_ms)


def machine_code(_given: None) -> Code:
    """What the interpreter is told to do."""
    return Code(_interval_ms)


def _interval_ms() -> float:
    sent_time = time.perf_counter_ns()
    received_time = time.perf_counter_ns()
    latency_ns = received_time - sent_time
    return latency_ns / 1_000_000
