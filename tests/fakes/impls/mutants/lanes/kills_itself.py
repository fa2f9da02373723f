"""Passes the gate, then is ended by the system in the middle of a timed run."""

import os
import signal

from impls.mutants.lanes.python import in_cents
from impls.mutants.started import started

LANE = {"kind": "own", "label": "kills itself"}
GATE_PROCESSES = 2
timed = started("kills_itself") > GATE_PROCESSES


def prepare(given):
    runs = 0

    def run():
        nonlocal runs
        runs += 1
        if timed and runs == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return [in_cents(line) for line in given]

    return run
