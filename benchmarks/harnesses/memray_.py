"""Heap of Python lanes by memray: ``python -m benchmarks.harnesses.memray_ [SELECT...] [--lane L]``.

An instrument: a prefix of the worker's command line, and a reader of what it leaves.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.core.model import Arm
from benchmarks.core.needs import missing
from benchmarks.core.profiled import frame
from benchmarks.harnesses.rows import command
from benchmarks.harnesses.subject import PYTHON, Subject
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop
from impls.contract import Series, values

__all__ = ["NAME", "PLAIN_HEAP", "applies", "heap", "main", "measure", "prefix", "read", "record", "shares"]

NAME = "memray"
PATIENCE_S = 120.0
PLAIN_HEAP = ("env", "PYTHONMALLOC=malloc")


def applies(arm: Arm) -> str | None:
    """Why memray says nothing of an arm; None where it does."""
    if arm.runtime != PYTHON:
        return f"runtime {arm.runtime}: memray sees what lives in Python"
    if sum(not role.lane for role in arm.case.cast) > 1:
        return "several processes of one lane: whose heap is it?"
    return missing("module:memray")


def prefix(arm: Arm, file: Path) -> tuple[str, ...]:
    """What stands before the worker's command line.

    The second run is tracked: the first may still load and grow. Python's own pools of small objects are switched off
    (``PYTHONMALLOC=malloc``), since memray would see the pools and not what is in them.
    """
    which = 1 if any(how.once for how in arm.case.how) else 2
    return (*PLAIN_HEAP, sys.executable, "-m", "benchmarks.harnesses.memray_worker", str(file), str(which), "--")


def read(file: Path) -> list[Series]:
    """``peak_heap`` and ``allocations`` of the tracked run."""
    import memray  # noqa: PLC0415  (a harness's tool is imported where it is used)

    with memray.FileReader(file) as reader:
        found = reader.metadata
    return [
        values("peak_heap", "B", [found.peak_memory], evidence="memray, one run"),
        values("allocations", "count", [found.total_allocations], evidence="memray, one run"),
    ]


def shares(file: Path, component: Path) -> dict[str, float]:
    """Of the bytes that a tracked run allocated: the share of each innermost Python function, by ``file:function``.

    Only what was allocated below a function of the component, whose folder is given, counts.
    """
    import memray  # noqa: PLC0415  (a harness's tool is imported where it is used)

    found: Counter[str] = Counter()
    with memray.FileReader(file) as reader:
        for record in reader.get_allocation_records():
            if not record.size:
                continue
            stack = record.stack_trace()
            if any(component in Path(where).parents for _, where, _ in stack):
                function, where, _ = stack[0]
                found[f"{Path(where).name}:{function}"] += record.size
    total = sum(found.values())
    return {name: size / total for name, size in found.most_common()}


def heap(file: Path, component: Path) -> dict[str, int]:
    """Bytes at the highest mark of a tracked run by stack, from the component's outermost function on."""
    import memray  # noqa: PLC0415  (a harness's tool is imported where it is used)

    found: Counter[str] = Counter()
    with memray.FileReader(file) as reader:
        for record in reader.get_high_watermark_allocation_records(merge_threads=True):
            stack = [(function, where) for function, where, _ in reversed(record.stack_trace())]
            begins = next((i for i, (_, where) in enumerate(stack) if component in Path(where).parents), len(stack))
            if record.size and stack[begins:]:
                found[";".join(frame(*one) for one in stack[begins:])] += record.size
    return dict(found.most_common())


def record(workshop: Workshop, arm: Arm, given: Path, file: Path, seed: int = 0) -> Trial:
    """One trial with one run tracked into ``file``, which is not there where the trial failed before that run."""
    once = any(how.once for how in arm.case.how)
    request: dict[str, Any] = {"how": "batch", "once": once, "loops": 1, "samples": 1 if once else 2, "warmup": 0}
    return play(scene_of(workshop, arm, given, seed, prefix(arm, file)), [request], PATIENCE_S)


def measure(workshop: Workshop, arm: Arm, given: Path, seed: int = 0) -> tuple[Trial, list[Series]]:
    """One trial under memray, and what memray saw; no series where the trial failed."""
    with tempfile.TemporaryDirectory(prefix="tandem-memray-") as folder:
        file = Path(folder, "run.bin")
        trial = record(workshop, arm, given, file, seed)
        return trial, read(file) if file.exists() and trial.ended == "ok" else []


def _row(subject: Subject) -> str:
    subject.build()
    trial, series = measure(subject.workshop, subject.arm, subject.given)
    if not series:
        return f"failed: {trial.why}"
    found = {s["metric"]: s["values"][0] for s in series}
    return f"peak heap {found['peak_heap']:,} B, {found['allocations']:,} allocations in one run"


main = command(NAME, "Heap peak and allocations of Python lanes.", lambda subject: applies(subject.arm), _row)

if __name__ == "__main__":
    main()
