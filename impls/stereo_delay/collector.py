"""What CPython's collector does to a processor: pauses, and cycles that stay where it is off."""

from __future__ import annotations

import gc
import time
import weakref
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from impls.contract import Series, values
from impls.stereo_delay.settings import Settings

__all__ = ["Cycles", "Pauses"]

_PAIRS = 20
_LIVE = 200_000  # containers that an application around the processor holds
_BLOCKS = 1_000
_GARBAGE = 200  # cycles that each block leaves behind


class _Effect:
    """A processor in a chain that knows its neighbour, as a graphical host links them."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.processor, self.neighbour = make(), self


class Cycles:
    """Effects that refer to each other are let go while the collector is off."""

    ops = 1

    def __init__(self, make: Callable[[Settings, int], Any]) -> None:
        self._make = lambda: make(Settings(), 8_000)
        self._left = 0

    def run(self) -> dict[str, int]:
        """How many of them are gone after a collection; readings say how many were still there before it."""
        gc.collect()
        gc.disable()
        try:
            seen = [self._pair() for _ in range(_PAIRS)]
            self._left = sum(there() is not None for there in seen)
        finally:
            gc.enable()
        gc.collect()
        return {"gone": sum(there() is None for there in seen)}

    def readings(self) -> list[Series]:
        """Whether they stayed."""
        text = f"{self._left} of {_PAIRS} pairs were still there after the last name for them had gone"
        return [values("holds", "bool", [float(self._left == _PAIRS)], text)]

    def _pair(self) -> weakref.ref[_Effect]:
        first, second = _Effect(self._make), _Effect(self._make)
        first.neighbour, second.neighbour = second, first
        return weakref.ref(first)


class Pauses:
    """Blocks are processed in an application that holds many containers and leaves cycles behind."""

    ops = _BLOCKS

    def __init__(self, make: Callable[[Settings, int], Any], *, lists: bool = False) -> None:
        self._processor = make(Settings(), 8_000)
        self._block: Any = np.zeros((2, 64), np.float32)
        self._out: Any = np.zeros((2, 64), np.float32)
        if lists:
            self._block, self._out = self._block.tolist(), self._out.tolist()
        self._pauses: list[int] = []
        self._began = 0

    def run(self) -> dict[str, bool]:
        """Note when the collector begins and ends."""
        live = [[i] for i in range(_LIVE)]
        self._pauses.clear()
        gc.callbacks.append(self._note)
        try:
            for _ in range(_BLOCKS):
                self._processor.process(self._block, self._out, 64)
                for _ in range(_GARBAGE):
                    cycle: list[Any] = []
                    cycle.append(cycle)
        finally:
            gc.callbacks.remove(self._note)
        return {"paused": len(self._pauses) > 0, "held": len(live) == _LIVE}

    def readings(self) -> list[Series]:
        """Every pause, and whether the longest was more than twice the median."""
        longest, usual = max(self._pauses), median(self._pauses)
        text = f"{len(self._pauses)} pauses, median {usual:.0f} ns, longest {longest} ns"
        return [
            values("pause", "ns", [float(ns) for ns in self._pauses]),
            values("holds", "bool", [float(longest > 2 * usual)], text),
        ]

    def _note(self, phase: str, _info: object) -> None:
        if phase == "start":
            self._began = time.perf_counter_ns()
        else:
            self._pauses.append(time.perf_counter_ns() - self._began)
