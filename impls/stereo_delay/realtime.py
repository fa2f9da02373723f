"""Blocks against their deadline: a thread that sleeps until each block is due, as a sound card would wake it.

Two things can go wrong and are counted apart. *Wake late*: the thread came so late that the block's own deadline, one
period after it was due, had already gone; an empty processor in the same run shows how often the machine does that.
*Process over deadline*: the call itself took longer than a period (``late_blocks``). The call's time is a histogram.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from impls.contract import Series, values
from impls.stereo_delay.given import Audio
from impls.stereo_delay.play import Play, Processor

__all__ = ["Realtime", "series"]

_DIGITS = 3
_SUB_BITS = 11  # as HDR histograms of three digits bin: 2048 values of width 1, then 1024 for each doubling


class Realtime:
    """Plays the given round and round for so many seconds; the answer is its last time through."""

    def __init__(self, given: Audio, play: Play, seconds: int) -> None:
        self.ops = len(given.sizes) * seconds
        self._steps = play.steps
        self._processor: Processor = play.processor
        self._period_ns = given.sizes[0] * 1_000_000_000 // given.rate
        self._rounds = seconds
        self._wake = [0] * self.ops
        self._call = [0] * self.ops
        self.reset, self.render = play.reset, play.render

    def run(self) -> None:
        """Wait for each block, process it, note both times."""
        wake, call, process, period = self._wake, self._call, self._processor.process, self._period_ns
        clock, sleep = time.perf_counter_ns, time.sleep
        due, i = clock(), 0
        for _ in range(self._rounds):
            for _, block, out, frames in self._steps:
                due += period
                ahead = due - clock()
                if ahead > 0:
                    sleep(ahead / 1e9)
                woke = clock()
                process(block, out, frames)
                call[i] = clock() - woke
                wake[i] = woke - due
                i += 1

    def readings(self) -> list[Series]:
        """What the last run saw."""
        return series(self._wake, self._call, self._period_ns)


def series(wake: Iterable[int], call: list[int], period_ns: int) -> list[Series]:
    """``latency`` of the calls, ``wake_late``, ``late_blocks``, and whether every block was processed in time."""
    late = sum(ns > period_ns for ns in call)
    woken = sum(ns > period_ns for ns in wake)
    text = f"{late} of {len(call)} calls over {period_ns} ns, {woken} woken after it"
    return [
        {"metric": "latency", "unit": "ns", "from": "start", "histogram": _histogram(call)},
        values("wake_late", "count", [woken]),
        values("late_blocks", "count", [late]),
        values("holds", "bool", [float(late == 0)], text),
    ]


def _histogram(found: list[int]) -> dict[str, Any]:
    counts: Counter[int] = Counter()
    for value in found:
        shift = max(value.bit_length() - _SUB_BITS, 0)
        counts[value >> shift << shift] += 1
    most, least = max(found, default=0), min(found, default=0)
    return {
        "digits": _DIGITS,
        "count": len(found),
        "min": least,
        "max": most,
        "counts": [[value, counts[value]] for value in sorted(counts)],
    }
