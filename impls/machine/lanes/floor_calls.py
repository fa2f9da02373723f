"""The same from Python, by the standard library's own calls: what any Python lane pays for them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial

LANE = {"kind": "floor", "label": "called from Python", "operations": ["clock", "syscall", "scan", "utf8"]}

__all__ = ["LANE", "Look", "clock", "scan", "syscall", "utf8"]

ABSENT = b"\0"  # no byte of the given


def clock(_given: bytes) -> Callable[[], int]:
    """The clock that the worker itself reads."""
    return time.perf_counter_ns


def syscall(_given: bytes) -> Callable[[], int]:
    """The parent's id: the kernel is asked each time, nothing keeps it."""
    return os.getppid


class Look:
    """One call over a buffer; an operation is a byte of it."""

    def __init__(self, buffer: bytes, call: Callable[[], object]) -> None:
        self.ops = len(buffer)
        self.run = call


def scan(given: bytes) -> Look:
    """The first byte that is not there."""
    return Look(given, partial(given.find, ABSENT))


def utf8(given: bytes) -> Look:
    """Decoded: validated, and text made of it, which is how Python has it."""
    return Look(given, given.decode)
