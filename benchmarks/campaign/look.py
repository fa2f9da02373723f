"""A first look at an arm, untimed by the schedule: its answers for the gate, and how long a run takes for the plan."""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.core.asked import Pilot, calibrating
from benchmarks.core.errors import WorkerDiedError, WorkerRefusedError
from benchmarks.core.gate import GATED, KEPT_SUSPICIOUS, Answered, answer_of
from benchmarks.core.givens import Given
from benchmarks.core.model import Arm, RunOptions
from benchmarks.launcher.cast import Cast, Found, Party, Scene
from benchmarks.launcher.trial import play, scene_of
from benchmarks.launcher.worker import kill_all
from benchmarks.launcher.workshop import Workshop
from impls.contract import Case, How

__all__ = ["Look", "Looker", "Twice"]

MS = 1_000_000
FURTHER = 4  # runs, where a second one was suspiciously short: a busy machine makes one of microseconds twice as long


@dataclass(slots=True)
class Look:
    """What was seen of an arm on the case's own given."""

    answered: Answered | None  # None for a floor or a limit: they do other work, on purpose
    pilot: Pilot
    hellos: dict[str, dict[str, Any]] = field(default_factory=dict)
    timed: dict[str, str | None] = field(default_factory=dict)  # by role, the digest of the last timed run's answer


@dataclass(slots=True)
class Twice:
    """Answers on further givens, and the ns of a first and a second run on each where they were seen."""

    answers: list[Any]
    runs: list[tuple[int, int]] = field(default_factory=list)
    fresh: bool = False  # the first runs were also the process's first: cold code is in them


class Looker:
    """Starts the processes of the gate; may be used from several threads at once."""

    def __init__(self, workshop: Workshop, options: RunOptions, patience_s: float) -> None:
        self._workshop, self._options, self._patience_s = workshop, options, patience_s
        self._interrupted = threading.Event()

    def interrupt(self) -> None:
        """End every process at once and start no more: the threads that look then come to their end."""
        self._interrupted.set()
        kill_all()

    def look(self, arm: Arm, given: Given) -> Look:
        """Answer and pilot. Raises `WorkerError` and `RuntimeUnavailableError`."""
        began = time.perf_counter_ns()
        gated = arm.lane.kind in GATED
        if len(arm.case.cast) > 1:
            return self._look_at_cast(arm, given, began, gated)
        cast = self._cast(scene_of(self._workshop, arm, given.path, self._options.seed))
        with cast:
            cast.open()
            start_ns = time.perf_counter_ns() - began
            answered = cast.check() if gated else None
            found = cast.measure([calibrating(how) for how in arm.case.how])
            cast.leave()
        return Look(answered, _pilot(arm.case, found, start_ns, self._options), _hellos(found), _digests(found))

    def again(self, arm: Arm, givens: Sequence[Given]) -> Twice:
        """Answers on further givens. Raises as `look` does."""
        runtime = self._workshop.runtimes[arm.runtime]
        if len(arm.case.cast) == 1 and runtime.kind == "python":
            return self._anew(arm, givens)
        timed = len(arm.case.cast) == 1 and runtime.kind == "cargo"
        seen = [self._once(arm, given, timed=timed) for given in givens]
        return Twice([answer for answer, _ in seen], [runs for _, runs in seen if runs], fresh=True)

    def _cast(self, scene: Scene, times: int = 1) -> Cast:
        if self._interrupted.is_set():
            raise WorkerDiedError(scene.case.operation, "was not started: the run is being interrupted")
        return Cast(scene, self._patience_s * times)

    def _look_at_cast(self, arm: Arm, given: Given, began: int, gated: bool) -> Look:  # noqa: FBT001
        scene = scene_of(self._workshop, arm, given.path, self._options.seed)
        answered, found = None, Found()
        if gated:
            cast = self._cast(scene)
            with cast:
                cast.open()
                answered = cast.check()
                cast.leave()
            found = cast.found
        wall_ns = time.perf_counter_ns() - began
        if all(how.once for how in arm.case.how) and gated:
            return Look(answered, Pilot(wall_ns, None, wall_ns), _hellos(found))
        trial = play(scene, [calibrating(how) for how in arm.case.how], self._patience_s)
        if trial.error:
            raise trial.error
        pilot = _pilot(arm.case, trial.found, trial.wall_ns, self._options)
        return Look(answered, pilot, _hellos(trial.found), _digests(trial.found))

    def _once(self, arm: Arm, given: Given, *, timed: bool) -> tuple[Any, tuple[int, int] | None]:
        cast = self._cast(scene_of(self._workshop, arm, given.path, self._options.seed))
        runs = None
        with cast:
            cast.open()
            if timed:
                runs = _two_runs(cast)
            answered = cast.check()
            cast.leave()
        return answer_of(arm.case, answered.answers), runs

    def _anew(self, arm: Arm, givens: Sequence[Given]) -> Twice:
        """Python: all givens in one process, by the gate's own lane (impls/_gate)."""
        party = self._workshop.parties(arm)[0]
        asked = {
            "component": arm.component,
            "lane": arm.lane.name,
            "operation": arm.case.operation,
            "params": dict(arm.case.params),
            "options": dict(party.options),
            "givens": [str(given.path) for given in givens],
            "suspicious": KEPT_SUSPICIOUS,
            "further": FURTHER,
        }
        with tempfile.NamedTemporaryFile("w", suffix=".json", prefix="tandem-look-") as file:
            json.dump(asked, file)
            file.flush()
            main = Party(role="main", component="_gate", lane="anew", command=party.command)
            lasts = How(once=True, seconds=2 * len(givens) * arm.case.lasts_s)
            case = Case(operation=arm.case.operation, params=arm.case.params, how=(lasts,))
            scene = Scene(component=arm.component, case=case, parties=(main,), given=Path(file.name), seed=0)
            cast = self._cast(scene, len(givens))
            with cast:
                cast.open()
                seen = cast.check().answers["main"]
                cast.leave()
        answers = [bytes.fromhex(a["hex"]) if "hex" in a else a["json"] for a in seen["answers"]]
        return Twice(answers, [(first, second) for first, second in seen["runs"]])


def _two_runs(cast: Cast) -> tuple[int, int] | None:
    """Nanoseconds of a first and a second run; a second that is suspiciously short is repeated, the shortest counts."""
    first, *second = _totals(cast, 2) or (0,)
    if not second:
        return None
    again = _totals(cast, FURTHER) if second[0] * KEPT_SUSPICIOUS < first else []
    return first, min([*second, *again])


def _totals(cast: Cast, samples: int) -> list[int]:
    asked = {"how": "batch", "loops": 1, "samples": samples, "warmup": 0}
    series = len(cast.found.series)
    found = cast.measure([asked]).series[series:]
    return [total for s in found if s["metric"] == "time" for total in s.get("loops", {}).get("totals", ())]


def _hellos(found: Found) -> dict[str, dict[str, Any]]:
    return {role: said["hello"].get("runtime", {}) for role, said in found.roles.items() if "hello" in said}


def _digests(found: Found) -> dict[str, str | None]:
    return {role: said.get("sha256") for role, said in found.roles.items()}


def _pilot(case: Case, found: Found, start_ns: int, options: RunOptions) -> Pilot:
    """Run and step times from the calibrating series, and from them how long a trial will take."""
    run_ns = min((_per_run(s) for s in found.series if s["metric"] == "time" and "loops" in s), default=None)
    step_ns = min(
        (_median(s) for s in found.series if s["metric"].startswith("latency") and "histogram" in s), default=None
    )
    if run_ns is None and step_ns is None and not found.series:
        message = found.refused[0] if found.refused else "the worker sent no series"
        raise WorkerRefusedError(case.operation, "unsupported", message)
    share = len(case.how)
    working = 0.0
    for how in case.how:
        if how.once:
            working += run_ns or 0.0
        elif how.rate:
            working += 1e9
        else:
            timed, warm = (options.timed_ms * MS / share, options.warm_ms * MS / share)
            working += max(timed, run_ns or 0.0) + max(warm, run_ns or 0.0)
    return Pilot(run_ns or 0.0, step_ns, int(start_ns + working))


def _per_run(series: Mapping[str, Any]) -> float:
    loops = series["loops"]
    return float(min(loops["totals"]) / loops["loops"])


def _median(series: Mapping[str, Any]) -> float:
    counts = series["histogram"]["counts"]
    total, seen = sum(n for _, n in counts), 0
    for value, n in counts:
        seen += n
        if 2 * seen >= total:
            return float(value)
    return 0.0
