"""The warden where there is no cargo: ``python -S -m benchmarks.worker.warden`` speaks the protocol for a program.

It is larger than the Rust one, which does not show in what it measures: a program's ``VmHWM`` begins anew at its exec.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.worker.answer import sha256, to_bytes
from benchmarks.worker.asked import Batch, Each
from benchmarks.worker.channel import Stop
from benchmarks.worker.failure import Failure
from benchmarks.worker.identity import python
from benchmarks.worker.program import Command, Running, Start, command_of, start
from benchmarks.worker.server import Done, Say, serve

__all__ = ["Program", "opened"]


def opened(request: Mapping[str, Any], stop: Stop) -> Program:
    """Open the program that the options name. Raises `Failure`."""
    given = request.get("given") or ""
    try:
        blob = Path(given).read_bytes() if given else b""
    except OSError as error:
        raise Failure("given", f"{given}: {error.strerror}") from error
    options = request.get("options") or {}
    before = command_of(options, "prepare") if options.get("prepare") else None
    warmup = int(options.get("warmup") or 0)
    return Program(command_of(options), sha256(blob), stop, time.perf_counter_ns, before=before, warmup=warmup)


class Program:
    """One program, to be started as often as asked.

    ``before``: a program that is run, untimed, before every start; ``warmup``: untimed starts before every sample.
    """

    def __init__(
        self, command: Command, given: str, stop: Stop, clock: Callable[[], int], *, before: Command | None, warmup: int
    ) -> None:
        self._command, self._given, self._clock = command, given, clock
        self._before, self._warmup = before, warmup
        self._running = Running()
        stop.listen(self._running.kill_all)
        self._first_ns: int | None = None
        self.ready: dict[str, Any] = {"offers": {}, "steps": False, "ops": 1, "prepare_ns": 0}

    def check(self) -> tuple[bytes, str, str]:
        """Start it once; its answer is the last line of its stdout that is JSON."""
        found = self._sample()
        return to_bytes(found.answer if found else None), "json", self._given

    def batch(self, asked: Batch, say: Say) -> Done:
        """A start a sample."""
        warmup = 0 if asked.once else self._warm_up(asked)
        wanted = 1 if asked.once else max(asked.samples, 1)
        began, starts = self._clock(), list[Start]()
        while len(starts) < wanted and (found := self._sample()):
            starts.append(found)
            if 0 < asked.budget_ns <= self._clock() - began:
                break
        partial = self._running.stopped
        if not starts:
            return Done(None, self._first_ns, partial, {})
        _tell(starts, warmup, say)
        last = starts[-1]
        return Done(None if partial else to_bytes(last.answer), self._first_ns, partial, _usage(last))

    def each(self, asked: Each, say: Say) -> Done:  # noqa: ARG002
        """A program has no operations of its own."""
        raise Failure("unsupported", "how: each: a program is measured whole")

    def close(self) -> None:
        """Nothing is left of it."""

    def _sample(self) -> Start | None:
        """The start that counts, after what is to be done before it."""
        for _ in range(self._warmup):
            self._start()
        return self._start()

    def _start(self) -> Start | None:
        if self._running.stopped or not self._prepared():
            return None
        found = start(self._command, self._running, self._clock)
        if found and self._first_ns is None:
            self._first_ns = found.wall_ns
        return found

    def _prepared(self) -> bool:
        """Run what goes before a start; whether it was not stopped."""
        if self._before is None:
            return True
        try:
            return start(self._before, self._running, self._clock) is not None
        except Failure as failure:
            raise Failure(failure.kind, f"the prepare command: {failure.message}", failure.detail) from failure

    def _warm_up(self, asked: Batch) -> int:
        began, taken = self._clock(), 0
        while (taken < asked.warmup or self._clock() - began < asked.warmup_ns) and self._sample():
            taken += 1
        return taken


def _tell(starts: Sequence[Start], warmup: int, say: Say) -> None:
    totals = [found.wall_ns for found in starts]
    say({"metric": "time", "unit": "ns", "loops": {"loops": 1, "ops": 1, "warmup": warmup, "totals": totals}})
    startups = [found.startup_ns for found in starts if found.startup_ns is not None]
    if len(startups) == len(starts):
        say({"metric": "startup", "unit": "ns", "values": startups})
    say({"metric": "cpu", "unit": "ns", "values": [found.cpu_user_ns + found.cpu_system_ns for found in starts]})
    say({"metric": "cpu_user", "unit": "ns", "values": [found.cpu_user_ns for found in starts]})
    say({"metric": "cpu_system", "unit": "ns", "values": [found.cpu_system_ns for found in starts]})
    unknown = next((found.why or "no process could be read as it ended" for found in starts if not found.peaks), None)
    if unknown:
        say({"metric": "resident_peak", "unit": "B", "values": [], "evidence": f"n/a: {unknown}"})
    else:
        say({"metric": "resident_peak", "unit": "B", "values": [max(found.peaks.values()) for found in starts]})
        say({"metric": "resident_sum", "unit": "B", "values": [sum(found.peaks.values()) for found in starts]})


def _usage(found: Start) -> dict[str, int]:
    """As a worker would say it of itself: the largest process, and the CPU of all."""
    return {
        "vm_hwm_bytes": max(found.peaks.values(), default=0),
        "cpu_user_ns": found.cpu_user_ns,
        "cpu_system_ns": found.cpu_system_ns,
        "switched_out": found.switched_out,
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns of forks beside threads; the child only execs
    sys.exit(serve("warden", {**python(), "language": "program"}, opened))
