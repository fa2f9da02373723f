import os
import subprocess
import sys
import time

import pytest

from benchmarks.launcher.residents import Residents, resident

MIB = 1 << 20
HOLD = "import sys; held = bytearray(int(sys.argv[1]) << 20); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def holding():
    """Start a process that holds so many MiB, under a shell where asked."""
    started = []

    def start(mib, *, under_a_shell=False):
        words = [sys.executable, "-S", "-c", HOLD, str(mib)]
        if under_a_shell:
            words = ["sh", "-c", '"$@"; true', "sh", *words]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"held\n"
        started.append(process)
        return process

    yield start
    for process in started:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def test_what_a_process_holds_is_resident(holding):
    assert 40 * MIB <= resident(holding(40).pid) <= 70 * MIB


def test_what_it_started_counts(holding):
    assert resident(holding(40, under_a_shell=True).pid) >= 40 * MIB


def test_who_is_gone_holds_nothing():
    gone = subprocess.Popen(["true"])
    gone.wait()
    assert resident(gone.pid) == 0


def test_every_role_is_sampled_in_turn_and_late_comers_from_when_they_come():
    pids = {"client": os.getpid()}
    with Residents(lambda: dict(pids), every_s=0.02) as found:
        time.sleep(0.1)
        pids["late"] = os.getpid()
        time.sleep(0.1)
    client, late = found.series()
    assert ["client", "late"] == [client["role"], late["role"]]
    assert len(client["values"]) > len(late["values"]) >= 2
    assert client["window"][0] == 20_000_000
    assert late["window"][0] > 80_000_000
    assert client["window"][1] - client["window"][0] == (len(client["values"]) - 1) * 20_000_000
    assert min(client["values"]) > 10 * MIB
    assert ("resident", "B") == (client["metric"], client["unit"])


def test_a_short_measure_has_no_sample():
    with Residents(lambda: {"client": os.getpid()}) as found:
        pass
    assert found.series() == []
