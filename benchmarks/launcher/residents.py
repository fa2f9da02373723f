"""Resident sizes of running processes, looked at once a second from outside: no cooperation needed."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

__all__ = ["Residents", "resident"]

_PROC = Path("/proc")


class Residents:
    """A context manager: meanwhile every role's resident size is sampled. ``pids`` says who runs, role to process."""

    def __init__(self, pids: Callable[[], Mapping[str, int]], every_s: float = 1.0) -> None:
        self._pids, self._every_s = pids, every_s
        self._seen: dict[str, list[int]] = {}
        self._first_ns: dict[str, int] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="residents", daemon=True)
        self._began_ns = 0

    def __enter__(self) -> Self:
        self._began_ns = time.perf_counter_ns()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()

    def series(self) -> list[dict[str, Any]]:
        """A role's sizes in bytes, in order; ``window``: from the first sample to the last, ns since the beginning."""
        every_ns = round(self._every_s * 1e9)
        return [
            {
                "role": role,
                "metric": "resident",
                "unit": "B",
                "values": sizes,
                "window": [self._first_ns[role], self._first_ns[role] + (len(sizes) - 1) * every_ns],
                "evidence": f"one value each {self._every_s:g} s, with all that the role started",
            }
            for role, sizes in self._seen.items()
        ]

    def _watch(self) -> None:
        turn = 1
        while not self._end.wait(self._began_ns / 1e9 + turn * self._every_s - time.perf_counter()):
            for role, pid in self._pids().items():
                if size := resident(pid):
                    self._first_ns.setdefault(role, round(turn * self._every_s * 1e9))
                    self._seen.setdefault(role, []).append(size)
            turn += 1


def resident(pid: int) -> int:
    """Bytes that a process and all that it started hold in memory, pages they share counted for each; 0: it is gone."""
    size = 0
    with contextlib.suppress(OSError, ValueError, IndexError):
        size = int((_PROC / str(pid) / "statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        for task in (_PROC / str(pid) / "task").iterdir():
            size += sum(resident(int(child)) for child in (task / "children").read_bytes().split())
    return size
