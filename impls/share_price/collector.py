"""The collector's cases in Python: pairs of containers that hold each other, which only the collector frees."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from impls.contract import Json, Series, values
from impls.share_price.given import Heap

__all__ = ["Automatic", "Bystander", "Collect", "collector", "pairs"]


@contextmanager
def collector(*, on: bool) -> Iterator[None]:
    """The automatic collector on or off, and afterwards as it was."""
    was = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if was else gc.disable)()


def pairs(count: int) -> list[list[Any]]:
    """As many pairs of lists that hold each other; the collector is kept off meanwhile."""
    with collector(on=False):
        return [_pair() for _ in range(count)]


def _pair() -> list[Any]:
    first: list[Any] = [None]
    first[0] = [first]
    return first


class _Living:
    """A heap on which so many containers live, frozen or not; ``_pauses`` are those of the last run, in ns."""

    def __init__(self, given: Heap, *, freeze: bool) -> None:
        self._given = given
        gc.collect()
        self._live = pairs(given.live // 2)
        if freeze:
            gc.freeze()
        self._pauses: list[int] = []

    def close(self) -> None:
        """What was frozen is the collector's again."""
        gc.unfreeze()


class Collect(_Living):
    """Rounds of garbage, each collected by one call; ``pause`` is how long the call took."""

    def __init__(self, given: Heap, *, freeze: bool) -> None:
        super().__init__(given, freeze=freeze)
        self._freed = 0

    def run(self) -> int:
        """The containers that were freed."""
        freed = 0
        self._pauses = []
        for _ in range(self._given.rounds):
            garbage = pairs(self._given.pairs)
            del garbage
            start = time.perf_counter_ns()
            freed += gc.collect()
            self._pauses.append(time.perf_counter_ns() - start)
        self._freed = freed
        return freed

    def render(self, freed: int) -> Json:
        """That all garbage was freed, by whatever else the process had to free beside it."""
        wanted = 2 * self._given.pairs * self._given.rounds
        return {"live": 2 * len(self._live), "freed": min(wanted, freed)}

    def readings(self) -> list[Series]:
        """Every pause of the last run; ``holds``: containers that hold each other were freed."""
        wanted = 2 * self._given.pairs * self._given.rounds
        text = f"{self._freed} containers were freed, {wanted} of which only held each other"
        return [values("pause", "ns", self._pauses), values("holds", "bool", [self._freed >= wanted], text)]


class Automatic(_Living):
    """A stream of pairs, each in the place of an older one; ``pause`` is how long the collector held it up.

    Where nothing lives a pair is garbage as soon as it is made.
    """

    def run(self) -> int:
        """The pairs that were made."""
        began = 0
        pauses: list[int] = []

        def noted(phase: str, _: dict[str, int]) -> None:
            nonlocal began
            now = time.perf_counter_ns()
            if phase == "start":
                began = now
            else:
                pauses.append(now - began)

        live = self._live
        gc.callbacks.append(noted)
        try:
            with collector(on=True):
                for i in range(self._given.pairs):
                    made = _pair()
                    if live:
                        live[i % len(live)] = made
        finally:
            gc.callbacks.remove(noted)
        self._pauses = pauses
        return self._given.pairs

    def render(self, made: int) -> Json:
        """What lives and what was made."""
        return {"live": 2 * len(self._live), "made": made}

    def readings(self) -> list[Series]:
        """Every pause of the last run; 0 where the collector never came."""
        return [values("pause", "ns", self._pauses or [0])]


class Bystander:
    """A thread that only reads the clock while another frees garbage; ``pause`` is the longest it had to wait.

    ``holds``: it stood still for most of the time that the freeing took, so the pause stops the world.
    """

    def __init__(self, given: Heap, *, freeze: bool) -> None:
        self._inner = Collect(given, freeze=freeze)
        self._gap = 0

    def run(self) -> int:
        """The containers that were freed meanwhile."""
        over, ready = threading.Event(), threading.Event()
        watcher = threading.Thread(target=self._watch, args=(ready.set, over.is_set))
        watcher.start()
        ready.wait()
        try:
            return self._inner.run()
        finally:
            over.set()
            watcher.join()

    def _watch(self, ready: Callable[[], object], over: Callable[[], bool]) -> None:
        clock = time.perf_counter_ns
        longest, last = 0, clock()
        ready()
        while not over():
            now = clock()
            longest = max(longest, now - last)
            last = now
        self._gap = longest

    def render(self, freed: int) -> Json:
        """As of the freeing alone."""
        return self._inner.render(freed)

    def readings(self) -> list[Series]:
        """The longest wait, and whether it was the collector's."""
        longest = max(values_of(self._inner.readings()[:1]))
        stood = self._gap >= longest / 2
        text = f"the longest collection took {longest} ns, the thread beside it stood still for {self._gap} ns"
        return [values("pause", "ns", [self._gap]), values("holds", "bool", [stood], text)]

    def close(self) -> None:
        """As of the freeing alone."""
        self._inner.close()


def values_of(series: list[Series]) -> list[float]:
    """The values of the first series."""
    found: list[float] = series[0]["values"]
    return found
