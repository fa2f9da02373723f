"""An exchange that is killed in the middle of a load: the run says so, keeps what was measured, and goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CRASH = "order_placement/crash[rate=500,orders=2000]v1"
pytestmark = [pytest.mark.slow, pytest.mark.cargo]


def command(data, *more):
    lanes = ["--lanes", "python-best,rust", "--no-memory", "--data", str(data)]
    return [sys.executable, "-m", "tandem", "run", CRASH, "--quick", *lanes, *more]


def records(data):
    lines = [line for path in data.rglob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def trials(data):
    return [record for record in records(data) if record["is"] == "trial"]


def test_a_killed_exchange_is_said_and_what_was_measured_is_kept(tmp_path):
    done = subprocess.run(command(tmp_path, "--budget", "20s", "--json"), cwd=ROOT, capture_output=True, check=False)
    assert 0 == done.returncode, done.stderr.decode()
    found = trials(tmp_path)
    assert {"python-best", "rust"} == {trial["lane"] for trial in found}
    for trial in found:
        assert "partial" == trial["ended"]
        assert [{"role": "exchange", "after_s": 0.5, "stall_s": None}] == trial["faults"]
        assert -signal.SIGKILL == trial["roles"]["exchange"]["exit"]
        kept = sum(s["histogram"]["count"] for s in trial["series"] if s["metric"] == "latency")
        failed = sum(sum(s["values"]) for s in trial["series"] if s["metric"] == "failed")
        assert kept > 50, "orders from before the crash"
        assert failed >= 100, "and as many failures as end a measure"
    measured = json.loads(done.stdout)["measurements"]
    assert {"python-best", "rust"} <= {m["lane"] for m in measured if m["metric"] == "latency_p50"}


def test_a_run_that_is_killed_itself_goes_on_where_it_stopped(tmp_path):
    with subprocess.Popen(command(tmp_path, "--budget", "30s"), cwd=ROOT, stderr=subprocess.DEVNULL) as first:
        until = time.monotonic() + 120
        while len(trials(tmp_path)) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        os.kill(first.pid, signal.SIGKILL)
    before = [trial["id"] for trial in trials(tmp_path)]
    subprocess.run(command(tmp_path, "--budget", "30s"), cwd=ROOT, capture_output=True, check=True)
    after = [trial["id"] for trial in trials(tmp_path)]
    assert before == after[: len(before)]
    assert len(set(after)) == len(after) > len(before)
