"""Every operation timed alone, several in flight: the ``astep`` of a job, on an event loop kept between measures.

The loop is asyncio's, or what the job's ``new_event_loop`` makes (uvloop). Its timer is about a millisecond late, so no
start waits for it: starts come as bytes do, from the generator, and wake the loop as a reply does.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from benchmarks.worker.asked import Each
from benchmarks.worker.batch import Clocks
from benchmarks.worker.channel import Stop
from benchmarks.worker.load import Load
from benchmarks.worker.starts import Starts
from benchmarks.worker.steps import Ended, Logs, Progress, Say, refuse
from benchmarks.worker.work import Work

__all__ = ["Flights"]


class Flights:
    """Times the ``astep`` of one job."""

    def __init__(self, work: Work, clocks: Clocks, stop: Stop, hear: Callable[[str], Starts] = Starts) -> None:
        self._work, self._clocks, self._stop, self.hear = work, clocks, stop, hear
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
        self.starts: Starts | None = None
        self.load: Load | None = None

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
        return self._ended()

    def _ended(self) -> Ended:
        """Send what is left to send, and say how it ended."""
        failed, starts, load = self.progress.failed, self.starts, self.load
        if self.asked.rate and load is None:  # ended before the load began
            return Ended(partial=True, whole=False)
        logs = self.logs or self._begin(self.clocks.wall())
        if load and starts:
            logs.end_load(self.clocks.wall(), failed, load)
            lost, cut = load.lost(failed) > 0, self.stop.raised or starts.cut
        else:
            logs.end(self.clocks.wall(), failed, self.lost)
            lost, cut = self.started < self.wanted or self.lost > 0, self.stop.raised
        partial = self.progress.hopeless or (lost and cut)
        return Ended(partial, self.progress.whole and not partial and not (load and lost))

    async def _lead(self) -> None:
        await self._warm_up()
        if self.asked.rate:
            await self._open()
        else:
            await self._closed()

    def _begin(self, began_ns: int) -> Logs:
        """What counts begins then."""
        self.logs = Logs(self.asked, self.load.plan.starts if self.load else self.wanted, began_ns, self.say)
        return self.logs

    async def _warm_up(self) -> None:
        clock, began, done = self.clocks.wall, self.clocks.wall(), 0
        while done < self.asked.warmup or clock() - began < self.asked.warmup_ns:
            self.progress.ready()
            await self.one(self.progress.take())
            done += 1
        self.progress.restart()

    async def _closed(self) -> None:
        """So many runners as may be in flight, each starting its next operation when one is answered."""
        began = self.clocks.wall()
        self._begin(began)
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
            start, end, failed = await self.one(self.progress.take())
            filled, total, good = filled + 1, total + end - start, good and not failed
            if filled == batch:
                self.keep(end, good, total)
                filled, total, good = 0, 0, True
            self.logs.send_closed(float("inf"))

    async def _open(self) -> None:
        """A start for which there is no seat waits, and its wait shows in the latency from the intended start."""
        self.starts = starts = self.flights.hear(self.asked.starts)
        plan = starts.plan(self.stop)  # nothing is under way that could be kept waiting
        if plan is None:
            starts.close()
            return
        self.load = Load(plan)
        paced = _Paced(self, starts, self.load, self._begin(plan.began_ns))
        try:
            await paced.all()
        finally:
            starts.close()
            await self._drop(list(paced.flying))

    def keep(self, end: int, good: bool, *latencies: int) -> None:  # noqa: FBT001 - read at once
        """An operation ended then, and took so long from each origin."""
        assert self.logs is not None  # noqa: S101
        self.logs.make_room()
        if good:
            self.logs.add(end, *latencies)
        else:
            self.logs.passed(end)

    async def one(self, index: int) -> tuple[int, int, int]:
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


class _Paced:
    """An open loop's operations: begun when a start comes and there is a seat, or when a seat is left for one."""

    def __init__(self, measure: _Measure, starts: Starts, load: Load, logs: Logs) -> None:
        self.measure, self.starts, self.load, self.logs = measure, starts, load, logs
        self.flying: set[asyncio.Future[None]] = set()
        self._seats = max(measure.asked.in_flight, 1)
        self._loop = asyncio.get_running_loop()
        self._over = self._loop.create_future()

    async def all(self) -> None:
        """Until all are answered, or nothing is waited for any more."""
        left_s = (self.load.gives_up_ns - self.measure.clocks.wall()) / 1e9
        timer = self._loop.call_later(max(left_s, 0), self._end)
        self._loop.add_reader(self.starts.fileno(), self._heard)
        try:
            self._fill()  # what came with the plan
            await self._over
        finally:
            self._loop.remove_reader(self.starts.fileno())
            timer.cancel()

    def _heard(self) -> None:
        self.starts.pull()
        if self.starts.over or self.starts.cut:
            self._loop.remove_reader(self.starts.fileno())  # its end would be readable for ever
        self._fill()

    def _fill(self) -> None:
        while len(self.flying) < self._seats and not self.measure.progress.hopeless and not self._over.done():
            due = self.starts.next()
            if due is None:
                break
            self.load.start(due)
            self.measure.progress.ready()
            task = asyncio.ensure_future(self._fly(self.measure.progress.take(), due))
            self.flying.add(task)
            task.add_done_callback(self._landed)
        if not self.flying and (self.starts.over or self.measure.progress.hopeless):
            self._end()

    async def _fly(self, index: int, due: int) -> None:
        """One operation, from its start and from when it was due."""
        start, end, failed = await self.measure.one(index)
        self.measure.keep(end, not failed, end - start, end - due)
        if not failed:
            self.load.answer(due, end)
        if self.starts.idle:
            self.logs.send_closed(due + self.load.gap_ns - end)

    def _landed(self, task: asyncio.Future[None]) -> None:
        self.flying.discard(task)
        if self.measure.progress.hopeless:
            self._end()
        else:
            self._fill()

    def _end(self) -> None:
        if not self._over.done():
            self._over.set_result(None)
