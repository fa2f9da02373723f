"""Says when each operation of an open loop should start: one process for the lanes of every language.

This is the one for machines without cargo, ``python -S -m benchmarks.worker.generator``; impls/_kit's is a few
microseconds nearer to each start. Both speak the worker protocol and measure their own lateness.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, takewhile
from typing import Any

from benchmarks.worker.answer import sha256, to_bytes
from benchmarks.worker.arrivals import constant, poisson
from benchmarks.worker.asked import Batch, Each
from benchmarks.worker.channel import Stop
from benchmarks.worker.failure import Failure
from benchmarks.worker.feed import Feed
from benchmarks.worker.identity import python
from benchmarks.worker.recorder import Log, histogram
from benchmarks.worker.server import Done, Say, serve
from benchmarks.worker.starts import Plan, record
from benchmarks.worker.usage import usage

__all__ = ["LEAD_NS", "SPIN_NS", "Generator", "ends", "opened"]

LEAD_NS = 1_000_000  # from the worker's readiness to the beginning of the load
SPIN_NS = 2_000_000  # before an intended start it spins this long: a sleep may wake late by about as much


def opened(request: Mapping[str, Any], stop: Stop) -> Generator:  # noqa: ARG001 - whatever is opened, it does the same
    """The generator, as the server drives it."""
    return Generator(stop, time.perf_counter_ns)


class Generator:
    """One load after another."""

    def __init__(self, stop: Callable[[], bool], clock: Callable[[], int]) -> None:
        self._stopped, self._clock = stop, clock
        self.ready: dict[str, Any] = {"offers": {}, "steps": False, "ops": 1, "prepare_ns": 0}

    def check(self) -> tuple[bytes, str, str]:
        """It answers nothing."""
        return to_bytes(None), "json", sha256(b"")

    def batch(self, asked: Batch, say: Say) -> Done:  # noqa: ARG002
        """It runs nothing."""
        raise Failure("unsupported", "how: batch: a generator only says when to start")

    def each(self, asked: Each, say: Say) -> Done:
        """Wait for the worker, then for each intended start; its lateness is from there to the handing over."""
        found = ends(asked)
        if found is None:
            raise Failure("protocol", "measure: an open loop needs a rate, and a count or a budget_ns")
        lateness = Log(found[0])
        feed = Feed.opened(asked.starts, self._stopped)
        if feed:
            self._load(asked, feed, found, lateness)
            feed.close()
        seen = histogram(lateness.between(0, lateness.used))
        say({"metric": "lateness", "unit": "ns", "from": "intended", "histogram": seen})
        return Done(None, None, lateness.used < found[0], usage())

    def close(self) -> None:
        """Nothing is left of it."""

    def _load(self, asked: Each, feed: Feed, found: tuple[int, int], lateness: Log) -> None:
        count, last_ns = found
        began = self._clock() + LEAD_NS
        feed.write(Plan(count, began, began + last_ns).header)
        for index, after in enumerate(islice(_arrivals(asked), count)):
            due = began + after
            lateness.make_room()
            if not self._wait_until(due, feed):
                break
            lateness.add(self._clock() - due)
            feed.write(record(index, due))
        while feed.behind and not self._stopped():
            feed.rest()

    def _wait_until(self, due: int, feed: Feed) -> bool:
        """False where nobody waits for the start any more. Spinning gives way to the parties of the case each turn."""
        while (left := due - self._clock()) > 0:
            if left <= SPIN_NS:
                os.sched_yield()
            elif feed.gone or self._stopped():
                return False
            else:
                feed.rest((left - SPIN_NS) / 1e9)
        return not feed.gone and not self._stopped()


def ends(asked: Each) -> tuple[int, int] | None:
    """How many starts there are and when the last is due, after the beginning; None where they never end."""
    if not asked.rate or not (asked.count or asked.budget_ns):
        return None
    within: Iterator[int] = islice(_arrivals(asked), asked.count or None)
    if asked.budget_ns:
        within = takewhile(lambda at: at < asked.budget_ns, within)
    count = last = 0
    for last in within:  # noqa: B007 - the last one is what is asked for
        count += 1
    return count, last


def _arrivals(asked: Each) -> Iterator[int]:
    return constant(asked.rate) if asked.arrivals == "constant" else poisson(asked.rate, asked.seed)


if __name__ == "__main__":
    sys.exit(serve("generator", python(), opened))
