"""Every operation timed alone, in this thread: closed (one after the other) and open (at intended times).

Only raw nanoseconds are kept while operations run; what costs time (binning, sending) is done between them, and in an
open loop only where the next intended start is far enough away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from benchmarks.worker.asked import MOST_FAILURES, Each
from benchmarks.worker.batch import Clocks
from benchmarks.worker.failure import Failure
from benchmarks.worker.load import Load
from benchmarks.worker.recorder import Log, histogram
from benchmarks.worker.starts import Starts
from benchmarks.worker.work import Work

__all__ = ["Ended", "Logs", "Progress", "Steps", "refuse"]

_BIN_NS = 1_000  # what binning one value costs at most, with room to spare

Say = Callable[[dict[str, Any]], object]


class Ended(NamedTuple):
    """How the operations ended."""

    partial: bool  # less was done than was asked
    whole: bool  # the last one ended a run and none failed, so there is an answer to compare


class Progress:
    """Where the operations of a job stand.

    Where a run has several operations the index starts anew after each run, with a reset before; else it counts on.
    """

    def __init__(self, work: Work) -> None:
        self.ops = max(work.ops, 1)
        self.next = 0
        self.failed = 0
        self.in_a_row = 0
        self._reset = work.reset

    def ready(self) -> None:
        """Untimed: a run's first operation needs the state that a run begins with."""
        if self._reset and (self.next == 0 or self.ops == 1):
            self._reset()

    def room(self) -> float:
        """Operations until the next reset."""
        if not self._reset:
            return float("inf")
        return self.ops - (0 if self.ops == 1 else self.next)

    def take(self) -> int:
        """The index of the next operation."""
        index = self.next
        self.next = index + 1 if self.ops == 1 or index + 1 < self.ops else 0
        return index

    def note(self, failed: int, size: int) -> None:
        """Count what failed of the last ``size`` operations."""
        self.failed += failed
        self.in_a_row = self.in_a_row + size if failed == size else 0

    def restart(self) -> None:
        """What was done so far was warm-up."""
        self.next = self.failed = self.in_a_row = 0

    @property
    def hopeless(self) -> bool:
        """Whether so many failed in a row that there is no sense in going on."""
        return self.in_a_row >= MOST_FAILURES

    @property
    def whole(self) -> bool:
        """Whether the last operation ended a run, and none failed."""
        return self.failed == 0 and (self.next == 0 or self.ops == 1)


class Logs:
    """The latencies of one measure, sent window by window."""

    def __init__(self, asked: Each, wanted: float, began_ns: int, say: Say) -> None:
        names = (("latency_naive", "start"), ("latency", "intended")) if asked.rate else (("latency", "start"),)
        self._logs = [(Log(wanted), metric, origin) for metric, origin in names]
        self._batch, self._length, self._say = asked.batch, asked.window_ns, say
        self._began = self._opened = began_ns
        self._sent = 0
        self._closed: list[tuple[int, int, int]] = []  # (opened, closed, values before its end)

    def make_room(self) -> None:
        """Untimed, before every operation."""
        for log, _, _ in self._logs:
            log.make_room()

    def add(self, end_ns: int, *latencies: int) -> None:
        """Keep what an operation that ended then took, from each origin."""
        for (log, _, _), latency in zip(self._logs, latencies, strict=True):
            log.add(latency)
        self._turn(end_ns, 1)

    def passed(self, end_ns: int) -> None:
        """An operation ended then, and is not kept."""
        self._turn(end_ns, 0)

    def send_closed(self, free_ns: float) -> None:
        """Send what belongs to windows that have closed, as far as there is time for it."""
        while self._closed and (self._closed[0][2] - self._sent) * _BIN_NS * len(self._logs) < free_ns:
            self._send(*self._closed.pop(0))

    def end(self, at_ns: int, failed: int, lost: int = 0) -> None:
        """Send the rest, and what was counted; ``lost`` is what the stop left unanswered in a closed loop."""
        self.send_closed(float("inf"))
        self._send(self._opened, max(at_ns, self._opened), self._logs[0][0].used)
        self._say({"metric": "failed", "unit": "count", "values": [failed]})
        if lost:
            self._say({"metric": "lost", "unit": "count", "values": [lost]})

    def end_load(self, at_ns: int, failed: int, load: Load) -> None:
        """The same of an open loop."""
        self.end(at_ns, failed)
        for series in load.series(failed):
            self._say(series)

    def _turn(self, at_ns: int, kept: int) -> None:
        if self._length and at_ns >= self._opened + self._length:
            self._closed.append((self._opened, self._opened + self._length, self._logs[0][0].used - kept))
            self._opened += (at_ns - self._opened) // self._length * self._length

    def _send(self, opened: int, closed: int, used: int) -> None:
        for log, metric, origin in self._logs:
            series: dict[str, Any] = {"metric": metric, "unit": "ns", "from": origin}
            series["histogram"] = histogram(log.between(self._sent, used), self._batch)
            if self._length:
                series["window"] = [opened - self._began, closed - self._began]
            self._say(series)
        self._sent = used


def refuse(work: Work, asked: Each) -> None:
    """Raises `Failure` (unsupported) where the job cannot be timed as asked."""
    ops = max(work.ops, 1)
    if not work.steps:
        why = "this lane has no step: its operations cannot be timed one by one"
    elif asked.in_flight > 1 and work.astep is None:
        why = f"in_flight {asked.in_flight}: this lane has no astep, its operations are answered before they return"
    elif asked.batch > 1 and (asked.rate or asked.in_flight > 1):
        why = f"batch {asked.batch}: an open loop, like one with several in flight, records every operation"
    elif work.reset and asked.in_flight > 1 and asked.operations(ops) > ops:
        why = f"in_flight {asked.in_flight}: this lane starts anew after {ops} operations, when none may be under way"
    elif asked.rate and not asked.starts:
        why = "rate: an open loop needs starts, the FIFO that a generator hands them over in"
    else:
        return
    raise Failure("unsupported", why)


class Steps:
    """Times the ``step`` of one job."""

    def __init__(
        self, work: Work, clocks: Clocks, stopped: Callable[[], bool], hear: Callable[[str], Starts] = Starts
    ) -> None:
        self._work, self._clocks, self._stopped, self._hear = work, clocks, stopped, hear
        self.first_ns: int | None = None

    def each(self, asked: Each, say: Say) -> Ended:
        """Do the operations and send their latencies. Raises `Failure` (unsupported)."""
        refuse(self._work, asked)
        progress = Progress(self._work)
        self._warm_up(progress, asked)
        return self._open(progress, asked, say) if asked.rate else self._closed(progress, asked, say)

    def _go(self, progress: Progress, size: int) -> tuple[int, int, int]:
        """Do ``size`` operations; start, end, and how many failed."""
        assert self._work.step is not None  # noqa: S101 - `refuse` has seen to it
        step, clock, failed = self._work.step, self._clocks.wall, 0
        if size == 1:
            index = progress.take()
            start = clock()
            try:
                step(index)
                end = clock()
            except Exception:  # noqa: BLE001 - a failed operation is counted
                end, failed = clock(), 1
        else:
            indices = iter([progress.take() for _ in range(size)])
            start = clock()
            failed = _all(step, indices)
            end = clock()
        if self.first_ns is None:
            self.first_ns = (end - start) // size
        progress.note(failed, size)
        return start, end, failed

    def _warm_up(self, progress: Progress, asked: Each) -> None:
        clock, began, done = self._clocks.wall, self._clocks.wall(), 0
        while not self._stopped() and (done < asked.warmup or clock() - began < asked.warmup_ns):
            progress.ready()
            self._go(progress, 1)
            done += 1
        progress.restart()

    def _closed(self, progress: Progress, asked: Each, say: Say) -> Ended:
        wanted, batch = asked.operations(progress.ops), max(asked.batch, 1)
        began = self._clocks.wall()
        logs = Logs(asked, wanted, began, say)
        done, end, filled, total, good = 0, began, 0, 0, True
        while done < wanted and not self._stopped() and not progress.hopeless:
            if 0 < asked.budget_ns <= end - began:
                break
            progress.ready()
            logs.make_room()
            size = int(min(batch - filled, wanted - done, progress.room()))
            start, end, failed = self._go(progress, size)
            done, filled, total, good = done + size, filled + size, total + end - start, good and not failed
            if filled < batch:  # a batch that goes over the end of a run leaves the reset between out
                continue
            if good:
                logs.add(end, total)
            else:
                logs.passed(end)
            filled, total, good = 0, 0, True
            logs.send_closed(float("inf"))
        logs.end(self._clocks.wall(), failed=progress.failed)
        return self._ended(progress, done < wanted)

    def _open(self, progress: Progress, asked: Each, say: Say) -> Ended:
        starts = self._hear(asked.starts)
        try:
            plan = starts.plan(self._stopped)
            return self._paced(progress, asked, say, starts, Load(plan)) if plan else Ended(partial=True, whole=False)
        finally:
            starts.close()

    def _paced(self, progress: Progress, asked: Each, say: Say, starts: Starts, load: Load) -> Ended:
        """Operations one after the other, none before it is due.

        Who is behind takes the next at once: its wait shows in the latency from the intended start.
        """
        clock, due = self._clocks.wall, load.plan.began_ns
        logs = Logs(asked, load.plan.starts, due, say)
        while not progress.hopeless:
            progress.ready()
            logs.make_room()
            if starts.idle:
                logs.send_closed(due + load.gap_ns - clock())
            next_due = starts.wait(self._stopped)
            if next_due is None or clock() > load.gives_up_ns:
                break
            due = next_due
            load.start(due)
            start, end, failed = self._go(progress, 1)
            if failed:
                logs.passed(end)
            else:
                logs.add(end, end - start, end - due)
                load.answer(due, end)
        logs.end_load(clock(), progress.failed, load)
        lost = load.lost(progress.failed) > 0
        partial = progress.hopeless or (lost and (self._stopped() or starts.cut))
        return Ended(partial, progress.whole and not lost)

    def _ended(self, progress: Progress, less: bool) -> Ended:  # noqa: FBT001 - private, and read at once
        partial = progress.hopeless or (self._stopped() and less)
        return Ended(partial, progress.whole and not partial)


def _all(step: Callable[[int], Any], indices: Iterator[int]) -> int:
    """Do all of them, whichever fail; how many did."""
    failed = 0
    while True:
        try:
            for index in indices:
                step(index)
        except Exception:  # noqa: BLE001
            failed += 1
        else:
            return failed
