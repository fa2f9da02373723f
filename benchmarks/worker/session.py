"""A Python lane, opened and ready to be driven."""

from __future__ import annotations

import inspect
import time
from typing import TYPE_CHECKING, Any

from benchmarks.worker.altered import alike
from benchmarks.worker.answer import sha256
from benchmarks.worker.asked import Batch, Each
from benchmarks.worker.batch import Clocks, Timer
from benchmarks.worker.identity import extension
from benchmarks.worker.lane import Asked, Prepared, prepare
from benchmarks.worker.server import Done, Say
from benchmarks.worker.steps import Steps
from benchmarks.worker.usage import usage
from benchmarks.worker.work import Work

if TYPE_CHECKING:
    from benchmarks.worker.channel import Stop
    from benchmarks.worker.flight import Flights

__all__ = ["ALTERED", "Session", "opened"]

ALTERED = "altered"  # stands where the given's digest would, and equals none


def opened(request: dict[str, Any], stop: Stop) -> Session:
    """Open what the request names. Raises `Failure`, and whatever the lane raises."""
    clocks = Clocks(time.perf_counter_ns, time.process_time_ns, time.sleep)
    return Session(prepare(Asked.of(request), stop, clocks.wall), clocks, stop)


class Session:
    """One prepared lane in this process."""

    def __init__(self, prepared: Prepared, clocks: Clocks, stop: Stop) -> None:
        self._prepared, self._clocks, self._stop = prepared, clocks, stop
        self._work = Work(prepared.job)
        self._timer = Timer(self._work, clocks, stop)
        self._flights: Flights | None = None
        self._first_ns: int | None = None
        self.ready: dict[str, Any] = {
            "offers": prepared.offers,
            "steps": self._work.steps,
            "ops": self._work.ops,
            "prepare_ns": prepared.prepare_ns,
            "extension": extension(),
        }

    def check(self) -> tuple[bytes, str, str]:
        """Run once: the answer, its form, and the digest of the given, or `ALTERED` where the lane wrote into it."""
        _, found = self._timer.kept(1)
        blob, form = self._work.rendered(found)
        untouched = alike(self._prepared.read(), self._prepared.given)
        return blob, form, sha256(self._prepared.blob) if untouched else ALTERED

    def batch(self, asked: Batch, say: Say) -> Done:
        """Time many runs as one."""
        found = self._timer.batch(asked)
        used = usage()
        loops = {"loops": found.loops, "ops": self._work.ops, "warmup": found.warmup, "totals": found.totals}
        say({"metric": "time", "unit": "ns", "loops": loops})
        operations = len(found.totals) * found.loops * max(self._work.ops, 1)
        say({"metric": "cpu", "unit": "ns", "values": [found.cpu_ns / operations]})
        self._say_readings(say)
        answer = None if found.partial else self._work.rendered(found.result)[0]
        return Done(answer, self._first(self._timer.first_ns), found.partial, used)

    def each(self, asked: Each, say: Say) -> Done:
        """Time every operation alone."""
        driver: Steps | Flights
        if self._work.astep and (asked.in_flight > 1 or self._work.step is None):
            driver = self._on_a_loop()
        else:
            driver = Steps(self._work, self._clocks, self._stop)
        ended = driver.each(asked, say)
        used = usage()
        self._say_readings(say)
        answer = self._work.answered() if ended.whole else None
        return Done(answer, self._first(driver.first_ns), ended.partial, used)

    def close(self) -> None:
        """Close the job, on its own loop where its ``close`` is asynchronous; then the loop."""
        closing = self._work.close()
        if inspect.isawaitable(closing):
            self._on_a_loop().run(closing)
        if self._flights:
            self._flights.close()

    def _on_a_loop(self) -> Flights:
        if self._flights is None:
            from benchmarks.worker.flight import Flights  # noqa: PLC0415 - asyncio costs a start 25 ms

            self._flights = Flights(self._work, self._clocks, self._stop)
        return self._flights

    def _first(self, seen_ns: int | None) -> int | None:
        """The first run or step of this process, whichever request it was for."""
        if self._first_ns is None:
            self._first_ns = self._timer.first_ns if self._timer.first_ns is not None else seen_ns
        return self._first_ns

    def _say_readings(self, say: Say) -> None:
        for series in self._work.readings():
            say(series)
