import os
import signal
import subprocess
import sys
import time

import pytest

from benchmarks.core.places import ROOT

BEGIN = """
import subprocess, sys, time
from benchmarks.launcher import sentinel
running = [subprocess.Popen(["sleep", "60"], start_new_session=True) for _ in range(4)]
for process in running:
    sentinel.watch(process.pid)
for process in running[1:3]:
    sentinel.forget(process.pid)
print(*(process.pid for process in running), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def launcher():
    """A process that watches the first and the last of four, and the ids of all."""
    with subprocess.Popen(
        [sys.executable, "-c", BEGIN], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        pids = [int(word) for word in process.stdout.readline().split()]
        yield process, pids
        process.kill()
    for pid in pids:
        if runs(pid):
            os.kill(pid, signal.SIGKILL)


def runs(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_what_a_killed_launcher_watched_is_ended_and_nothing_else(launcher):
    process, pids = launcher
    assert all(map(runs, pids))
    process.kill()
    assert until(lambda: not runs(pids[0]) and not runs(pids[3]))
    assert runs(pids[1])
    assert runs(pids[2])
