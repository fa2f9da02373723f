"""Loads of orders on one lane, played as a run plays them, at rates that no case states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from benchmarks.core.asked import requests
from benchmarks.core.discovery import components
from benchmarks.core.givens import Givens
from benchmarks.core.model import Arm
from benchmarks.core.plan import LEVELS
from benchmarks.launcher.trial import play, scene_of
from benchmarks.launcher.workshop import Workshop
from benchmarks.stats.intervals import of_values
from benchmarks.stats.load import Seen, load, seen
from benchmarks.stats.quantiles import Sparse

FIRST = 1000.0  # a rate that every lane holds
TRIES = 6
HALVINGS = 4  # of the span between the highest rate held and the lowest not held


class Ends(NamedTuple):
    """A percentile and its 95 % interval, in ms."""

    low: float
    value: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


class Played(NamedTuple):
    """What came of a load, and the generator's 99th percentile of lateness: how much the machine stood still."""

    seen: Seen
    late_ns: float


class Loads:
    """One lane that places orders; ``at`` offers it a load."""

    def __init__(self, lane: str) -> None:
        (self._exchange, self._component) = components(select=["order_placement"])
        self._lane = next(x for x in self._component.lanes if x.name == lane)
        self._case = next(c for c in self._component.cases if c.operation == "open_loop")
        self._workshop = Workshop([self._exchange, self._component])
        arm = self._arm(FIRST, 1.0)
        for part in self._workshop.parts(arm):
            self._workshop.build(part)
        self._given = Givens([self._exchange, self._component], seed=1).of("order_placement", self._case)

    def at(self, rate: float, seconds: float) -> Played:
        """What came of a load of so many orders a second."""
        arm = self._arm(rate, seconds)
        scene = scene_of(self._workshop, arm, self._given.path, seed=1)
        trial = play(scene, requests(arm.case, LEVELS["default"], 0.0), patience_s=60)
        assert "ok" == trial.ended, trial.why
        record = trial.record()
        found = seen(record, {"client"})
        assert found is not None
        (late,) = (Sparse.of(s["histogram"]["counts"]) for s in record["series"] if s["metric"] == "lateness")
        return Played(found, late.quantile(0.99))

    def held(self, seconds: float = 6.0) -> float:
        """The highest rate that is held, found by doubling and halving, a sixteenth too low at most.

        Near it some 50 ms of starts wait at any moment, which of a shorter load would be more than the 1 % that may.
        """
        low, high = FIRST, 2 * FIRST
        while self._holds(high, seconds):
            low, high = high, 2 * high
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self._holds(middle, seconds) else (low, middle)
        return low

    def _holds(self, rate: float, seconds: float) -> bool:
        """Whether one of some tries holds: what else runs here can make a held rate look lost, never the other way."""
        return any(not load(rate, [self.at(rate, seconds).seen]).wrong for _ in range(TRIES))

    def _arm(self, rate: float, seconds: float) -> Arm:
        (how,) = self._case.how
        case = replace(self._case, how=(how._replace(rate=rate, seconds=seconds),))
        return Arm("order_placement", case, self._lane, self._lane.runtime)


def percentile(found: Sequence[Sparse], q: float = 0.99) -> Ends:
    """A percentile of latencies over several loads, each of which is one value: a t interval on their logs."""
    at = of_values([histogram.quantile(q) / 1e6 for histogram in found], logs=True).interval()
    return Ends(at.low, at.value, at.high)
