"""Where Python lanes spend their time, by py-spy: ``python -m benchmarks.harnesses.pyspy_ [SELECT...] [--lane L]``.

An instrument: py-spy samples the worker's stacks from outside while it runs the job for a second or so.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.core.model import Arm
from benchmarks.core.profiled import frame
from benchmarks.harnesses.rows import command
from benchmarks.harnesses.subject import PYTHON, Subject
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop

__all__ = ["NAME", "applies", "folded", "main", "prefix", "profile", "read", "record", "shares", "tool"]

NAME = "py-spy"
PATIENCE_S = 120.0
RATE = 500
_FRAME = re.compile(r"^(?P<function>.+) \((?P<file>[^()]+?)(?::(?P<line>\d+))?\)$")


def applies(arm: Arm) -> str | None:
    """Why py-spy says nothing of an arm; None where it does."""
    if arm.runtime != PYTHON:
        return f"runtime {arm.runtime}: py-spy sees Python frames"
    if any(how.once for how in arm.case.how):
        return "one run a process: too short to sample"
    return None if tool() else "needs py-spy: python -m pip install py-spy"


def tool() -> str | None:
    """The py-spy of this environment, or of the path."""
    beside = Path(sys.executable).parent / "py-spy"
    return str(beside) if beside.exists() else shutil.which("py-spy")


def prefix(file: Path) -> tuple[str, ...]:
    """What stands before the worker's command line."""
    command = (tool() or "py-spy", "record", "--format", "raw", "--rate", str(RATE), "--full-filenames")
    return (*command, "--output", str(file), "--")


def record(workshop: Workshop, arm: Arm, given: Path, seconds: float = 1.0) -> tuple[Trial, dict[str, int]]:
    """One trial under py-spy; samples by stack (frames from outermost, joined by ``;``), empty where it failed."""
    request = {"how": "batch", "loops": 0, "min_ns": 5_000_000, "samples": 10**6, "warmup": 0}
    with tempfile.TemporaryDirectory(prefix="tandem-pyspy-") as folder:
        file = Path(folder, "stacks.txt")
        asked = {**request, "budget_ns": round(seconds * 1e9)}
        trial = play(scene_of(workshop, arm, given, 0, prefix(file)), [asked], PATIENCE_S)
        return trial, read(file) if trial.ended == "ok" else {}


def profile(workshop: Workshop, arm: Arm, given: Path, seconds: float = 1.0) -> dict[str, int]:
    """Samples by stack while the job ran. Empty where the trial failed."""
    return record(workshop, arm, given, seconds)[1]


def read(file: Path) -> dict[str, int]:
    """Samples by stack from py-spy's raw format; empty where it left no file."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    stacks: Counter[str] = Counter()
    for line in text.splitlines():
        stack, _, count = line.rpartition(" ")
        stacks[stack] += int(count)
    return dict(stacks)


def shares(stacks: dict[str, int], component: Path) -> dict[str, float]:
    """Of the samples taken inside a component's functions: the share of each innermost one, by ``file:function``.

    ``component`` is its folder. What runs while its modules are loaded does not count.
    """
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        frames = [m for text in stack.split(";") if (m := _FRAME.match(text))]
        inside = [m["function"] for m in frames if component in Path(m["file"]).parents]
        if inside and "<module>" not in inside:
            found[f"{Path(frames[-1]['file']).name}:{frames[-1]['function']}"] += count
    total = sum(found.values())
    return {name: count / total for name, count in found.most_common()}


def folded(stacks: dict[str, int], component: Path) -> dict[str, int]:
    """Stacks from the component's outermost function on, lines of one function together, no path in them.

    As in `shares`, what runs while modules are loaded does not count.
    """
    found: Counter[str] = Counter()
    for stack, count in stacks.items():
        frames = [m for text in stack.split(";") if (m := _FRAME.match(text))]
        begins = next((i for i, m in enumerate(frames) if component in Path(m["file"]).parents), len(frames))
        rest = frames[begins:]
        if rest and "<module>" not in {m["function"] for m in rest if component in Path(m["file"]).parents}:
            found[";".join(frame(m["function"], m["file"]) for m in rest)] += count
    return dict(found.most_common())


def _row(subject: Subject) -> str:
    subject.build()
    found = shares(profile(subject.workshop, subject.arm, subject.given), subject.component)
    if not found:
        return "failed: no sample of the lane's functions"
    return ", ".join(f"{share:.0%} {name}" for name, share in list(found.items())[:4])


main = command(NAME, "Where Python lanes spend their time.", lambda subject: applies(subject.arm), _row)

if __name__ == "__main__":
    main()
