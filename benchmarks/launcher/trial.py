"""One trial: a cast started, measured and ended, and what came of it as a raw record has it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.core.errors import WorkerError
from benchmarks.core.model import Arm
from benchmarks.core.places import plain
from benchmarks.launcher.cast import GENERATOR, Cast, Found, Scene
from benchmarks.launcher.worker import Message
from benchmarks.launcher.workshop import Workshop

__all__ = ["Trial", "play", "scene_of"]

STUBBORN = {
    "code": "stubborn",
    "saw": "a process did not leave when told to, and was ended",
    "advice": "its last figures may lack what it did after its answer",
}


@dataclass(slots=True)
class Trial:
    """What a trial brought in. ``why`` says what went wrong where ``ended`` is not ok or partial."""

    started: str
    wall_ns: int = 0
    ended: str = "ok"
    why: str = ""
    error: WorkerError | None = None
    found: Found = field(default_factory=Found)
    log: str = ""

    @property
    def hellos(self) -> dict[str, Message]:
        """What each role's process said of what it runs in."""
        return {role: said["hello"]["runtime"] for role, said in self.found.roles.items() if "hello" in said}

    def record(self) -> dict[str, Any]:
        """The trial's own part of a raw record."""
        kept = {"open_ns", "prepare_ns", "first_ns", "sha256", "usage", "exit", "language"}
        ordered = sorted(self.found.roles, key=lambda role: role != GENERATOR)  # the last role is the one that leads
        roles = {role: {k: v for k, v in self.found.roles[role].items() if k in kept} for role in ordered}
        stubborn = self.ended in {"ok", "partial"} and any(
            said.get("exit") == -9 for role, said in roles.items() if role != GENERATOR
        )
        killed = {fault["role"] for fault in self.found.faults}
        odd = stubborn and not any(roles[role].get("exit") == -9 for role in killed)
        return {
            "started": self.started,
            "wall_ns": self.wall_ns,
            "ended": self.ended,
            "faults": self.found.faults,
            "doubts": [*self.found.doubts, *([STUBBORN] if odd else [])],
            "refused": self.found.refused,
            "log": plain(f"{self.why}\n{self.log}".strip()) if self.why else "",
            "roles": roles,
            "series": self.found.series,
        }


def scene_of(workshop: Workshop, arm: Arm, given: Path, seed: int, prefix: Sequence[str] = ()) -> Scene:
    """The scene of an arm; ``prefix`` is an instrument's command line before those of the lane under test."""
    parties = workshop.parties(arm)
    if prefix:
        parties = tuple(
            replace(p, command=replace(p.command, prefix=tuple(prefix))) if p.tested else p for p in parties
        )
    paced = any(how.rate for how in arm.case.how)
    return Scene(
        component=arm.component, case=arm.case, parties=parties, given=given, seed=seed,
        generator=workshop.generator(arm) if paced else None,
    )  # fmt: skip


def play(scene: Scene, requests: Sequence[Mapping[str, Any]], patience_s: float) -> Trial:
    """Run a trial to its end. What goes wrong in a worker is part of the result; what came before it is kept."""
    trial = Trial(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    began = time.perf_counter_ns()
    cast = Cast(scene, patience_s)
    trial.found = cast.found
    try:
        with cast:
            cast.open()
            cast.measure(requests)
            cast.leave()
    except WorkerError as error:
        trial.ended, trial.why, trial.error = error.ended, error.wrong, error
    trial.wall_ns, trial.log = time.perf_counter_ns() - began, cast.log
    if trial.ended == "ok" and trial.found.partial:
        trial.ended = "partial"
    return trial
