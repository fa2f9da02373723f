"""What an instrument must know of an arm before it asks for many runs: how long one takes, and whether it resets."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.core.model import Arm
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop

__all__ = ["Pilot", "fly", "seen"]

REQUESTS: tuple[dict[str, Any], ...] = (
    {"how": "batch", "loops": 2, "samples": 1, "warmup": 0},  # one run a sample where the job resets in between
    {"how": "batch", "loops": 0, "min_ns": 2_000_000, "samples": 1, "warmup": 0},
)


class Pilot(NamedTuple):
    """What a trial without the instrument showed."""

    resets: bool  # its state is set anew before every run
    ops: int  # operations in a run
    run_ns: float
    prepare_ns: int


def fly(workshop: Workshop, arm: Arm, given: Path, seed: int, patience_s: float) -> tuple[Trial, Pilot | None]:
    """One trial of an arm with one role, and what it showed; None where it failed."""
    trial = play(scene_of(workshop, arm, given, seed), REQUESTS, patience_s)
    return trial, seen(trial) if trial.ended == "ok" else None


def seen(trial: Trial) -> Pilot | None:
    """What the trial showed; None where it did not answer every request."""
    found = [s["loops"] for s in trial.found.series if s["metric"] == "time" and "loops" in s]
    if len(found) != len(REQUESTS):
        return None
    pair, last = found
    prepare_ns = max(int(role.get("prepare_ns") or 0) for role in trial.found.roles.values())
    return Pilot(pair["loops"] == 1, int(last["ops"]), last["totals"][-1] / last["loops"], prepare_ns)
