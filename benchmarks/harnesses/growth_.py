"""How much of the heap each operation of a Python lane keeps: ``python -m benchmarks.harnesses.growth_ [SELECT...]``.

An instrument, by memray: two stretches of runs, the second twice as long, and how much more is left after that one.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.core.model import Arm
from benchmarks.harnesses import memray_, pilot
from benchmarks.harnesses.growth_worker import FIRST, SECOND, WARM
from benchmarks.harnesses.rows import command
from benchmarks.harnesses.subject import Subject
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop
from impls.contract import Series, values

__all__ = ["NAME", "applies", "main", "measure", "read"]

NAME = "memray-growth"
PATIENCE_S = 120.0
MOST = 32  # runs of the first stretch
STRETCH_NS = 100_000_000  # that they take alone; memray makes them slower


def applies(arm: Arm) -> str | None:
    """Why growth is not seen in an arm; None where it is."""
    if any(how.once for how in arm.case.how):
        return "one run a process: nothing can grow"
    return memray_.applies(arm)


def measure(workshop: Workshop, arm: Arm, given: Path, seed: int = 0) -> tuple[Trial, list[Series]]:
    """A trial alone that shows how long a run takes, one under memray: that one, and ``growth`` in bytes an operation.

    Without values, with the reason as evidence, where a run takes too long to see many, or is reset before the next.
    """
    trial, found = pilot.fly(workshop, arm, given, seed, PATIENCE_S)
    if found is None:
        return trial, []
    runs = min(MOST, round(STRETCH_NS / max(found.run_ns, 1.0)))
    if found.resets or runs < 1:
        reason = "its state is set anew before every run" if found.resets else "a run takes too long to see many"
        return trial, [values("growth", "B", [], evidence=f"n/a: {reason}")]
    request = {"how": "batch", "loops": WARM + 3 * runs + 1, "samples": 1, "warmup": 0}
    with tempfile.TemporaryDirectory(prefix="tandem-growth-") as folder:
        tracker = (sys.executable, "-m", "benchmarks.harnesses.growth_worker", folder, str(runs), "--")
        scene = scene_of(workshop, arm, given, seed, (*memray_.PLAIN_HEAP, *tracker))
        trial = play(scene, [request], PATIENCE_S)
        return trial, read(Path(folder), found.ops) if trial.ended == "ok" else []


def read(folder: Path, ops: int) -> list[Series]:
    """``growth`` from what a worker left in a folder; ``ops`` operations a run."""
    left = [_left(folder, name) for name in (FIRST, SECOND)]
    if None in left:
        return [values("growth", "B", [], evidence="n/a: the runs ended before both stretches did")]
    (runs, few), (more, many) = (pair for pair in left if pair)
    evidence = f"memray, {more} runs against {runs}"
    return [values("growth", "B", [(many - few) / ((more - runs) * ops)], evidence=evidence)]


def _left(folder: Path, name: str) -> tuple[int, int] | None:
    """Runs of a stretch, and the bytes that were in use after it and not before; None where it was not finished."""
    import memray  # noqa: PLC0415  (a harness's tool is imported where it is used)

    for file in folder.glob(f"{name}-*"):
        with memray.FileReader(file) as reader:
            records = reader.get_leaked_allocation_records(merge_threads=True)
            return int(file.name.rpartition("-")[2]), sum(record.size for record in records)
    return None


def _row(subject: Subject) -> str:
    subject.build()
    trial, series = measure(subject.workshop, subject.arm, subject.given)
    if not series:
        return f"failed: {trial.why}"
    (found,) = series
    return f"{found['values'][0]:,.3f} B kept by an operation" if found["values"] else str(found["evidence"])


main = command(NAME, "What each operation of Python lanes keeps of the heap.", lambda s: applies(s.arm), _row)

if __name__ == "__main__":
    main()
