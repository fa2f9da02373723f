"""Every operation timed alone, several in flight: the ``astep`` of a job, on an event loop kept between measures.

The loop is asyncio's, or what the job's ``new_event_loop`` makes (uvloop). Its timer is about a millisecond late, so
the last two before an intended start are spent turning the loop.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from benchmarks.worker.asked import Each
from benchmarks.worker.batch import Clocks
from benchmarks.worker.channel import Stop
from benchmarks.worker.steps import LEAD_NS, SPIN_NS, Ended, Logs, Progress, Say, arrivals, refuse, schedule_ends
from benchmarks.worker.work import Work

__all__ = ["Flights"]


class Flights:
    """Times the ``astep`` of one job."""

    def __init__(self, work: Work, clocks: Clocks, stop: Stop) -> None:
        self._work, self._clocks, self._stop = work, clocks, stop
        self._runner = asyncio.Runner(loop_factory=work.new_event_loop)
        self.first_ns: int | None = None

    def each(self, asked: Each, say: Say) -> Ended:
        """Do the operations and send their latencies. Raises `Failure` (unsupported)."""
        refuse(self._work, asked)
        return self._runner.run(_Measure(self, asked, say).all())

    def run(self, awaitable: Awaitable[Any]) -> Any:
        """Wait for something of the job's on its own loop."""

        async def wait() -> Any:
            return await awaitable

        return self._runner.run(wait())

    def close(self) -> None:
        """Close the loop."""
        self._runner.close()

    @property
    def parts(self) -> tuple[Work, Clocks, Stop]:
        """What a measure works with."""
        return self._work, self._clocks, self._stop


class _Measure:
    """One measure; its operations share the progress and the logs."""

    def __init__(self, flights: Flights, asked: Each, say: Say) -> None:
        self.flights = flights
        self.work, self.clocks, self.stop = flights.parts
        self.asked, self.say = asked, say
        self.progress = Progress(self.work)
        self.wanted = asked.operations(self.progress.ops)
        self.started = self.lost = 0
        self.logs: Logs | None = None  # while warming up nothing is kept

    async def all(self) -> Ended:
        """Warm up, do all operations, send."""
        assert self.work.astep is not None  # noqa: S101 - `refuse` has seen to it
        self.astep: Callable[[int], Awaitable[Any]] = self.work.astep
        leading = asyncio.ensure_future(self._lead())
        loop = asyncio.get_running_loop()
        self.stop.listen(lambda: loop.call_soon_threadsafe(leading.cancel))
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await leading
        finally:
            self.stop.listen(None)
        if self.logs is None:
            self._begin(0)
        assert self.logs is not None  # noqa: S101
        lost = {"lost": self.lost} if self.lost else {}
        self.logs.end(self.clocks.wall(), failed=self.progress.failed, **lost)
        partial = self.progress.hopeless or (self.stop.raised and (self.started < self.wanted or self.lost > 0))
        return Ended(partial, self.progress.whole and not partial)

    async def _lead(self) -> None:
        await self._warm_up()
        if self.asked.rate:
            await self._open()
        else:
            await self._closed()

    def _begin(self, lead_ns: int) -> int:
        """The load begins; when, in ns."""
        began = self.clocks.wall() + lead_ns
        self.logs = Logs(self.asked, self.wanted, began, self.say)
        return began

    async def _warm_up(self) -> None:
        clock, began, done = self.clocks.wall, self.clocks.wall(), 0
        while done < self.asked.warmup or clock() - began < self.asked.warmup_ns:
            self.progress.ready()
            await self._one(self.progress.take())
            done += 1
        self.progress.restart()

    async def _closed(self) -> None:
        """So many runners as may be in flight, each starting its next operation when one is answered."""
        began = self._begin(0)
        runners = [asyncio.ensure_future(self._runner(began)) for _ in range(max(self.asked.in_flight, 1))]
        try:
            await asyncio.gather(*runners)
        except asyncio.CancelledError:
            await self._drop(runners)
            raise

    async def _runner(self, began: int) -> None:
        assert self.logs is not None  # noqa: S101
        batch, filled, total, good = max(self.asked.batch, 1), 0, 0, True
        while self.started < self.wanted and not self.progress.hopeless:
            if 0 < self.asked.budget_ns <= self.clocks.wall() - began:
                return
            self.progress.ready()
            self.started += 1
            start, end, failed = await self._one(self.progress.take())
            filled, total, good = filled + 1, total + end - start, good and not failed
            if filled == batch:
                self._keep(end, good, total)
                filled, total, good = 0, 0, True
            self.logs.send_closed(float("inf"))

    async def _open(self) -> None:
        began = self._begin(LEAD_NS)
        assert self.logs is not None  # noqa: S101
        seats = asyncio.Semaphore(max(self.asked.in_flight, 1))
        flying: set[asyncio.Future[None]] = set()

        def landed(task: asyncio.Future[None]) -> None:
            flying.discard(task)
            seats.release()

        try:
            for after in arrivals(self.asked):
                if schedule_ends(self.asked, self.started, self.wanted, after) or self.progress.hopeless:
                    break
                due = began + after
                self.logs.send_closed(due - self.clocks.wall() - SPIN_NS)
                await self._wait_until(due)
                await seats.acquire()
                self.progress.ready()
                self.started += 1
                task = asyncio.ensure_future(self._due(self.progress.take(), due))
                flying.add(task)
                task.add_done_callback(landed)
            while flying:
                await asyncio.wait(flying)
        except asyncio.CancelledError:
            await self._drop(list(flying))
            raise

    async def _due(self, index: int, due: int) -> None:
        """One operation of an open loop, from its start and from when it was due."""
        start, end, failed = await self._one(index)
        self._keep(end, not failed, end - start, end - due)

    def _keep(self, end: int, good: bool, *latencies: int) -> None:  # noqa: FBT001 - private, and read at once
        assert self.logs is not None  # noqa: S101
        self.logs.make_room()
        if good:
            self.logs.add(end, *latencies)
        else:
            self.logs.passed(end)

    async def _one(self, index: int) -> tuple[int, int, int]:
        """One operation; start, end, and how many failed."""
        clock, failed = self.clocks.wall, 0
        start = clock()
        try:
            await self.astep(index)
            end = clock()
        except asyncio.CancelledError:
            self.lost += 1
            raise
        except Exception:  # noqa: BLE001 - a failed operation is counted
            end, failed = clock(), 1
        if self.flights.first_ns is None:
            self.flights.first_ns = end - start
        self.progress.note(failed, 1)
        return start, end, failed

    async def _drop(self, tasks: Sequence[asyncio.Future[None]]) -> None:
        """What is still in flight will never be answered."""
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _wait_until(self, due: int) -> None:
        clock = self.clocks.wall
        while (left := due - clock()) > 0:  # noqa: ASYNC110 - it waits for the clock, not for an event
            await asyncio.sleep((left - SPIN_NS) / 1e9 if left > SPIN_NS else 0)
