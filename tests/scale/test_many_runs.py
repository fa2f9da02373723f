"""Years of stored runs: 200 of them, 500 measurements each, as a page and as a history, in seconds and in memory."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import many_runs
import pytest

ROOT = Path(__file__).parents[2]
RUNS, MEASUREMENTS = 200, 500
MOST_S, MOST_MB = 30, 1000
MEASURED = """
import resource, sys, time
from tandem.__main__ import main
began = time.perf_counter()
status = main(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"took {time.perf_counter() - began:.1f} s, {time.process_time():.1f} s of a core, {peak} MB", file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    assert many_runs.write(folder, RUNS, MEASUREMENTS) >= MEASUREMENTS
    return folder


def took(*words):
    """Standard output, seconds of a core and megabytes of a command in a process of its own, and prints them."""
    command = [sys.executable, "-c", MEASURED, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said = done.stderr.splitlines()[-1]
    sys.stdout.write(f"{words[0]}: {said}\n")
    core_s, peak = re.search(r"([\d.]+) s of a core, (\d+) MB", said).groups()
    return done.stdout, float(core_s), int(peak)


@pytest.mark.slow
def test_a_report_of_two_hundred_runs(data, tmp_path):
    _, core_s, peak = took("report", "--data", data, "--out", tmp_path / "out")
    assert core_s < MOST_S
    assert peak < MOST_MB
    assert f"and {RUNS - 1} more" in (tmp_path / "out" / "index.html").read_text()


@pytest.mark.slow
def test_a_history_of_two_hundred_runs(data):
    said, core_s, peak = took("trend", "--data", data)
    assert f"over {RUNS} runs" in said
    assert core_s < MOST_S
    assert peak < MOST_MB


@pytest.mark.slow
def test_two_of_two_hundred_runs_are_compared_without_reading_the_others(data):
    first, second = (path.stem for path in sorted(data.glob("*/*.jsonl"))[:2])
    said, core_s, _ = took("compare", first, second, "--data", data)
    assert "unresolved" in said
    assert core_s < MOST_S / 3
