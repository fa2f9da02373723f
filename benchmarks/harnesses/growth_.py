"""How much of the heap each operation of a Python lane keeps: ``python -m benchmarks.harnesses.growth_ [SELECT...]``.

An instrument, by memray: two stretches of runs, the second twice as long, and how much more is left after that one.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.core.model import Arm
from benchmarks.harnesses import memray_
from benchmarks.harnesses.growth_worker import FIRST, MOST, SECOND
from benchmarks.harnesses.rows import command
from benchmarks.harnesses.subject import Subject
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop
from impls.contract import Series, values

__all__ = ["NAME", "applies", "main", "measure", "read"]

NAME = "memray-growth"
PATIENCE_S = 120.0
BUDGET_NS = 3_000_000_000


def applies(arm: Arm) -> str | None:
    """Why growth is not seen in an arm; None where it is."""
    if any(how.once for how in arm.case.how):
        return "one run a process: nothing can grow"
    return memray_.applies(arm)


def measure(workshop: Workshop, arm: Arm, given: Path, seed: int = 0) -> tuple[Trial, list[Series]]:
    """One trial under memray, and ``growth`` in bytes an operation; without values where the runs were too few."""
    request: dict[str, Any] = {"how": "batch", "loops": 1, "samples": 3 * MOST + 4, "warmup": 0, "budget_ns": BUDGET_NS}
    with tempfile.TemporaryDirectory(prefix="tandem-growth-") as folder:
        tracker = (sys.executable, "-m", "benchmarks.harnesses.growth_worker", folder, "--")
        scene = scene_of(workshop, arm, given, seed, (*memray_.PLAIN_HEAP, *tracker))
        trial = play(scene, [request], PATIENCE_S)
        ops = [s["loops"]["ops"] for s in trial.found.series if s["metric"] == "time" and "loops" in s]
        return trial, read(Path(folder), int(ops[-1])) if ops and trial.ended == "ok" else []


def read(folder: Path, ops: int) -> list[Series]:
    """``growth`` from what a worker left in a folder; ``ops`` operations a run."""
    left = [_left(folder, name) for name in (FIRST, SECOND)]
    if None in left:
        return [values("growth", "B", [], evidence="n/a: a run takes too long to see many")]
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
