"""Machine instructions of one operation: ``python -m benchmarks.harnesses.callgrind_ [SELECT...] [--lane L]``.

An instrument: the worker under ``perf stat`` where this machine's counters work, else under valgrind's callgrind, which
counts every instruction and needs no counter. Two processes with the same seed differ only in how many runs they do, so
in the difference all that a worker does besides cancels. Noise does not touch it, nor do caches and clock speed: it is
no time, and says nothing of waiting.

Valgrind knows no AVX-512 and tells programs so: what looks at run time for the widest registers takes AVX2 there, so a
lane may do more, and narrower, instructions than it does alone; a build for this very processor may end with SIGILL.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.core.model import Arm
from benchmarks.harnesses import pilot
from benchmarks.harnesses.pilot import Pilot
from benchmarks.harnesses.rows import command
from benchmarks.harnesses.subject import CARGO, PYTHON, Subject
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop
from impls.contract import Series, values

__all__ = ["NAME", "Counter", "applies", "counter", "main", "measure", "per_operation", "read_callgrind", "read_perf"]

NAME = "callgrind"
PATIENCE_S = 300.0
SLOWER = 60  # than alone, at most, under callgrind
MOST_S = 60.0  # that one process may take
FEW = 2  # runs of the first process: its very first run is a sample of its own, in both
MOST_RUNS = 100_000
RUNS_NS = {PYTHON: 20_000_000, CARGO: 5_000_000}  # that the further runs of the second process take alone


class Counter(NamedTuple):
    """A tool that counts instructions."""

    name: str
    prefix: Callable[[Path], tuple[str, ...]]  # what stands before the worker's command line
    read: Callable[[Path], int | None]  # what it left
    slower: int


def read_callgrind(file: Path) -> int | None:
    """Instructions of the whole process from callgrind's file; None where it left none."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []
    totals = [line.partition(":")[2] for line in lines if line.startswith(("totals:", "summary:"))]
    return int(totals[-1].split()[0]) if totals else None


def read_perf(file: Path) -> int | None:
    """Instructions in user mode from the file of ``perf stat -x,``; None where they were not counted."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []
    counts = [line.split(",")[0] for line in lines if "instructions" in line]
    return int(counts[-1]) if counts and counts[-1].isdigit() else None


def _perf(file: Path) -> tuple[str, ...]:
    return ("perf", "stat", "-x,", "-e", "instructions:u", "-o", str(file), "--")


def _valgrind(file: Path) -> tuple[str, ...]:
    return ("valgrind", "-q", "--vgdb=no", "--tool=callgrind", f"--callgrind-out-file={file}")


PERF = Counter("perf", _perf, read_perf, 1)
VALGRIND = Counter("callgrind", _valgrind, read_callgrind, SLOWER)


@cache
def counter() -> Counter | None:
    """The counter that works here, the quicker one first; None: neither does."""
    if shutil.which("perf"):
        with tempfile.TemporaryDirectory(prefix="tandem-perf-") as folder:
            file = Path(folder, "counts")
            tried = subprocess.run([*PERF.prefix(file), "true"], capture_output=True, check=False)
            if tried.returncode == 0 and read_perf(file):
                return PERF
    return VALGRIND if shutil.which("valgrind") else None


def applies(arm: Arm) -> str | None:
    """Why instructions of an arm are not counted; None where they are."""
    if len(arm.case.cast) > 1:
        return "a case of several processes: what one does depends on the others"
    if arm.case.cast[0].core == -1:
        return "its threads wait for each other, and callgrind runs one at a time"
    if any(how.once for how in arm.case.how):
        return "one run a process: there is no difference to take"
    if arm.runtime not in RUNS_NS:
        return f"runtime {arm.runtime}: its command is started by the warden, or its build is not the lane's own"
    return None if counter() else "needs valgrind: apt-get install valgrind (this machine's own counters do not work)"


def measure(workshop: Workshop, arm: Arm, given: Path, seed: int = 0) -> tuple[Trial, list[Series]]:
    """Three trials: one alone that shows how long a run takes, two under the counter; the last, and ``instructions``.

    No values, with the reason as evidence, where a run takes too long or its state has to be reset in between. The
    trial is the one that failed where one did, and there are no series.
    """
    tool = counter()
    if tool is None:
        raise RuntimeError("instructions of an arm should be counted where applies() says None")
    trial, found = pilot.fly(workshop, arm, given, seed, PATIENCE_S)
    if found is None:
        return trial, []
    if reason := _why_not(tool, found):
        return trial, [values("instructions", "count", [], evidence=f"n/a: {reason}")]
    runs = max(1, min(MOST_RUNS, round(RUNS_NS[arm.runtime] / max(found.run_ns, 1.0))))
    counts: list[int] = []
    for loops in (FEW, FEW + runs):
        with tempfile.TemporaryDirectory(prefix="tandem-callgrind-") as folder:
            file = Path(folder, "counts")
            request = {"how": "batch", "loops": loops, "samples": 1, "warmup": 0}
            trial = play(scene_of(workshop, arm, given, seed, tool.prefix(file)), [request], PATIENCE_S)
            count = tool.read(file)
        if trial.ended == "ok" and count is None:
            trial.ended, trial.why = "died", f"{tool.name} left no count"
        if trial.ended != "ok" or count is None:
            return trial, []
        counts.append(count)
    each = per_operation(counts[0], counts[1], runs * found.ops)
    return trial, [values("instructions", "count", [each], evidence=f"{tool.name}, {FEW + runs} runs against {FEW}")]


def per_operation(few: int, many: int, operations: int) -> float:
    """Instructions of one operation, from the counts of two processes of which one did so many operations more."""
    return (many - few) / operations


def _why_not(tool: Counter, found: Pilot) -> str:
    """Why no difference can be taken; empty where it can."""
    if found.resets:
        return "a reset between runs would be counted"
    takes_s = tool.slower * (found.prepare_ns + (FEW + 2) * found.run_ns) / 1e9
    return f"one process would take {takes_s:.0f} s under {tool.name}" if takes_s > MOST_S else ""


def _row(subject: Subject) -> str:
    subject.build()
    trial, series = measure(subject.workshop, subject.arm, subject.given)
    if not series:
        return f"failed: {trial.why}"
    (found,) = series
    if not found["values"]:
        return str(found["evidence"])
    return f"{found['values'][0]:,.2f} instructions an operation ({found['evidence']})"


main = command(NAME, "Machine instructions of an operation.", lambda subject: applies(subject.arm), _row)

if __name__ == "__main__":
    main()
