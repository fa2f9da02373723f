"""Each stopwatch asked for one figure: nanoseconds a run of one subject, at the tool's own defaults."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.core.errors import WorkerError
from benchmarks.core.places import ROOT
from benchmarks.harnesses.asv_classes import class_name
from benchmarks.harnesses.subject import Subject, calibrated

__all__ = ["STOPWATCHES", "Stopwatch"]

SAMPLE_NS = 5_000_000
SAMPLES = 30


class Stopwatch(NamedTuple):
    """One harness: why it does not apply to a subject (or None), and what it measures in ns a run."""

    applies: Callable[[Subject], str | None]
    measure: Callable[[Subject], float]


def _ours(subject: Subject) -> float:
    with subject.session() as session:
        loops, _ = calibrated(session, SAMPLE_NS)
        return median(session.sample(loops) for _ in range(SAMPLES)) / loops


def _pyperf(subject: Subject) -> float:
    import pyperf  # noqa: PLC0415  (a harness's tool is imported where it is used)

    with tempfile.TemporaryDirectory(prefix="tandem-pyperf-") as folder:
        file = Path(folder, "found.json")
        module = [sys.executable, "-m", "benchmarks.harnesses.pyperf_"]
        _run(subject, "pyperf", [*module, subject.arm.case_id, "--lane", subject.arm.name, "-q", "-o", str(file)])
        return float(pyperf.Benchmark.load(str(file)).median()) * 1e9


def _pytest(subject: Subject) -> float:
    with tempfile.TemporaryDirectory(prefix="tandem-pytest-") as folder:
        file = Path(folder, "found.json")
        test = f"benchmarks/pytest_suite/test_lanes.py::test_lane[{subject.name}]"
        options = ["--benchmark-only", f"--benchmark-json={file}", "-q", "-p", "no:cacheprovider"]
        options.append("--confcutdir=benchmarks/pytest_suite")  # the tests' own conftest needs more than is installed
        _run(subject, "pytest-benchmark", [sys.executable, "-m", "pytest", test, *options])
        (found,) = json.loads(file.read_text(encoding="utf-8"))["benchmarks"]
        return float(found["stats"]["median"]) * 1e9


def _asv(subject: Subject) -> float:
    """``time_run`` where the lane is Python, ``track_time`` elsewhere; read from what ``asv run`` prints."""
    import asv_runner  # noqa: F401, PLC0415  (asked for here, so that a missing asv is an ImportError)

    method = "time_run" if subject.in_process else "track_time"
    name = class_name(subject.arm.case_id) + ("" if subject.in_process else "Any")
    bench = rf"^lanes\.{name}\.{method}\('{re.escape(subject.arm.name)}'\)$"
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory(prefix="tandem-asv-") as folder:
        config = json.loads((ROOT / "asv.conf.json").read_text(encoding="utf-8"))
        config |= {"repo": str(ROOT), "benchmark_dir": str(ROOT / config["benchmark_dir"])}
        config |= {"results_dir": f"{folder}/results", "env_dir": f"{folder}/env", "html_dir": f"{folder}/html"}
        file = Path(folder, "asv.conf.json")
        file.write_text(json.dumps(config), encoding="utf-8")
        asv = [sys.executable, "-m", "asv", "--config", str(file)]
        here = ["--machine", "here"]
        _run(subject, "asv", [*asv, "machine", "--yes", *here])
        existing = ["-E", f"existing:{sys.executable}", "--set-commit-hash", commit.stdout.strip()]
        _run(subject, "asv", [*asv, "run", *here, *existing, "--bench", bench])
        return _asv_value(Path(folder, "results"), method, subject)


def _asv_value(results: Path, method: str, subject: Subject) -> float:
    (file,) = (p for p in results.glob("here/*.json") if p.name != "machine.json")
    stored = json.loads(file.read_text(encoding="utf-8"))
    columns = stored["result_columns"]
    (row,) = stored["results"].values()
    found = dict(zip(columns, row, strict=False))
    lanes = [lane.strip("'") for lane in found["params"][0]]
    value = found["result"][lanes.index(subject.arm.name)]
    return float(value) * (1e9 if method == "time_run" else 1.0)


def _run(subject: Subject, tool: str, command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise WorkerError(f"{subject.name} by {tool}", last, f"run it alone: nox -s {tool.replace('-', '_')}")


def _always(_subject: Subject) -> str | None:
    return None


def _in_process_only(subject: Subject) -> str | None:
    return None if subject.in_process else "times calls in its own process only"


STOPWATCHES: dict[str, Stopwatch] = {
    "tandem": Stopwatch(_always, _ours),
    "pyperf": Stopwatch(_always, _pyperf),
    "asv": Stopwatch(_always, _asv),
    "pytest-benchmark": Stopwatch(_in_process_only, _pytest),
}
