"""One arm as a harness sees it: a closure to call in this process, a session with a worker, or why neither."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.core.discovery import components
from benchmarks.core.givens import Givens
from benchmarks.core.model import Arm, RunOptions
from benchmarks.core.selection import arms, cases
from benchmarks.launcher.session import Session
from benchmarks.launcher.workshop import Workshop
from benchmarks.worker.channel import Stop
from benchmarks.worker.lane import Asked, prepare
from benchmarks.worker.work import Work

__all__ = ["Subject", "calibrated", "chosen_outside", "subjects"]

PYTHON, CARGO = "cpython", "native"


@dataclass(frozen=True)
class Subject:
    """An arm with the file of its given. ``work`` is prepared once, when it is first asked for."""

    arm: Arm
    given: Path
    workshop: Workshop

    @property
    def name(self) -> str:
        """``case lane``, the name under which every harness reports it."""
        return f"{self.arm.case_id} {self.arm.name}"

    @property
    def component(self) -> Path:
        """The folder of the lane's component."""
        return self.arm.lane.path.parents[1]

    @property
    def in_process(self) -> bool:
        """Whether a harness may call it in its own interpreter."""
        return self.arm.runtime == PYTHON

    def build(self) -> None:
        """Build what the arm runs in. Raises `RuntimeUnavailableError`."""
        for part in self.workshop.parts(self.arm):
            self.workshop.build(part)

    def session(self) -> Session:
        """A worker held open on this arm: a context manager."""
        return Session(self.workshop, self.arm, self.given)

    def not_applicable(self) -> str | None:
        """Why no stopwatch can loop over this arm; None where one can."""
        if len(self.arm.case.cast) > 1:
            return "a case of several processes: a stopwatch holds one"
        if all(how.kind != "batch" or how.once for how in self.arm.case.how):
            return "one run a process: there is nothing to loop over"
        if self.arm.runtime not in (PYTHON, CARGO):
            return f"runtime {self.arm.runtime}: only whole processes can be timed"
        return self.workshop.unavailable(self.arm)

    @cached_property
    def work(self) -> Work:
        """The lane, opened in this process on the case's given."""
        case = self.arm.case
        asked = Asked(
            component=self.arm.component,
            operation=case.operation,
            lane=self.arm.lane.name,
            params=dict(case.params),
            options=dict(self.arm.lane.options),
            given=str(self.given),
        )
        return Work(prepare(asked, Stop(), time.perf_counter_ns).job)

    @property
    def call(self) -> Callable[[], Any]:
        """What is timed. A job that must be reset before every run is reset inside, and says so in ``resets``."""
        work = self.work
        if work.reset is None:
            return work.run

        def reset_and_run(reset: Callable[[], object] = work.reset, run: Callable[[], Any] = work.run) -> Any:
            reset()
            return run()

        return reset_and_run


def calibrated(session: Session, least_ns: int) -> tuple[int, int]:
    """Loops that take at least ``least_ns``, and the ns that they took."""
    loops, taken = 1, session.sample(1)
    while taken < least_ns:
        loops = max(loops + 1, int(loops * min(10.0, 1.1 * least_ns / max(taken, 1))))
        taken = session.sample(loops)
    return loops, taken


def chosen_outside() -> list[str]:
    """The words of ``TANDEM_SELECT``: a selection for tools that look for benchmarks before they read our options."""
    return os.environ.get("TANDEM_SELECT", "").split()


def subjects(select: Sequence[str] = (), lanes: Sequence[str] = ()) -> list[Subject]:
    """The selected arms in their lanes' own runtimes; without a selection those of the cases that a quick run has.

    Raises `SelectionError` for what is unknown.
    """
    known = components()
    chosen = [one for one in cases(known, select) if select or one[1].quick]
    givens = Givens(known, RunOptions().seed)
    workshop = Workshop(known)
    return [
        Subject(arm, givens.of(arm.component, arm.case).path, workshop)
        for arm in arms(chosen, lanes)
        if arm.runtime == arm.lane.runtime
    ]
