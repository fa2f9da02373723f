"""Intended starts of an open loop, as the generator hands them to a worker: records of sixteen bytes in a FIFO.

A record is two little-endian 64-bit numbers. First (count, began) and (0, last): how many starts there will be, when
the load begins, when the last one is due; then (index, due) as each is due. Times are ns of CLOCK_MONOTONIC, which is
what ``time.perf_counter_ns`` reads on Linux. impls/_kit/rust/src/starts.rs is its twin.
"""

from __future__ import annotations

import os
import select
import sys
from array import array
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from benchmarks.worker.failure import Failure

__all__ = ["PATIENCE_NS", "Plan", "Starts", "record"]

PATIENCE_NS = 10_000_000_000  # without a reply so long after its intended start an operation is lost; later, it is late
_NAP_MS = 50  # longest wait between two looks at the stop flag
_RECORD = 16
_PIECE = 1 << 14


class Plan(NamedTuple):
    """What a load will be, told before its first start."""

    starts: int
    began_ns: int
    last_ns: int

    @property
    def header(self) -> bytes:
        """The two records that a stream begins with."""
        return record(self.starts, self.began_ns) + record(0, self.last_ns)


def record(index: int, at_ns: int) -> bytes:
    """One record."""
    return index.to_bytes(8, "little") + at_ns.to_bytes(8, "little")


class Starts:
    """A worker's end of the stream. The generator waits until it is opened. Raises `Failure` (protocol)."""

    def __init__(self, path: str) -> None:
        try:
            self._fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise Failure("protocol", f"starts: {path}: {error.strerror}") from error
        self._held = b""  # less than a record
        self._due: deque[int] = deque()
        self._given = 0
        self._ended = False
        self._plan: Plan | None = None
        self._began: tuple[int, int] | None = None  # the header's first record, until the second has come

    def plan(self, stopped: Callable[[], bool]) -> Plan | None:
        """Wait for the plan; None where the end, or the stop, comes before it."""
        while self._plan is None and not self._ended and not stopped():
            self._wait()
        return self._plan

    def wait(self, stopped: Callable[[], bool]) -> int | None:
        """When the next operation is due, waiting for it; None after the last one, or at the stop."""
        while not stopped():
            if (due := self.next()) is not None:
                return due
            if self.over:
                return None
            self._wait()
        return None

    def next(self) -> int | None:
        """When the next operation is due, of those that have been pulled."""
        if not self._due:
            return None
        self._given += 1
        return self._due.popleft()

    def pull(self) -> None:
        """Take what the stream holds, without waiting."""
        while not self._ended:
            try:
                found = os.read(self._fd, _PIECE)
            except BlockingIOError:
                return
            if not found:  # or nobody has come to write yet
                self._ended = self._plan is not None
                return
            self._take(found)
            if len(found) < _PIECE:  # that was all: to ask again would cost the start its time
                return

    @property
    def idle(self) -> bool:
        """Whether no start is waiting to be taken."""
        if not self._due:
            self.pull()
        return not self._due

    @property
    def over(self) -> bool:
        """Whether no further start can come."""
        return not self._due and (self._ended or (self._plan is not None and self._given == self._plan.starts))

    @property
    def cut(self) -> bool:
        """Whether the stream ended before all starts had come."""
        return self._ended and (self._plan is None or self._given + len(self._due) < self._plan.starts)

    def fileno(self) -> int:
        """What is readable when a start has come."""
        return self._fd

    def close(self) -> None:
        """The generator need not go on."""
        os.close(self._fd)

    def _wait(self) -> None:
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        if poll.poll(_NAP_MS):
            had = self._plan, len(self._due), len(self._held)
            self.pull()
            self._ended |= had == (self._plan, len(self._due), len(self._held))  # readable, and nothing in it: hung up

    def _take(self, found: bytes) -> None:
        held = self._held + found
        whole = len(held) // _RECORD * _RECORD
        self._held = held[whole:]
        words = array("Q", held[:whole])
        if sys.byteorder == "big":
            words.byteswap()
        for first, at_ns in zip(words[::2], words[1::2], strict=True):
            if self._plan is not None:
                self._due.append(at_ns)
            elif self._began is None:
                self._began = first, at_ns
            else:
                self._plan = Plan(*self._began, at_ns)
