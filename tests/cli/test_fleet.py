"""Two machines behind a Dask scheduler: this one by two loopback addresses, each with a cache of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
FAKES = ROOT / "tests" / "fakes" / "impls"
RUN = (
    "sums/sums[n=200]v1",
    "--impls",
    FAKES,
    "--lanes",
    "python,python-best",
    "--budget",
    "4s",
    "--no-memory",
    "--seed",
    "5",
)


class Fleet:
    """A scheduler and its workers."""

    def __init__(self, folder, env):
        self.folder, self.env = folder, env
        self.started = []
        self.address = self._scheduler()

    def dask(self, *words, cwd=ROOT, **env):
        argv = [sys.executable, "-m", "dask", *map(str, words)]
        with (self.folder / f"dask-{len(self.started)}.log").open("wb") as log:
            self.started.append(subprocess.Popen(argv, cwd=cwd, env={**self.env, **env}, stdout=log, stderr=log))
        return self.started[-1]

    def worker(self, host, cache, **env):
        return self.dask(
            "worker", self.address, "--host", host, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            TANDEM_CACHE=str(cache), **env,
        )  # fmt: skip

    def close(self):
        for process in self.started:
            process.kill()
            process.wait()

    def _scheduler(self):
        file = self.folder / "scheduler.json"
        self.dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file)
        wait(lambda: file.exists() and file.read_text().strip().endswith("}"))
        return json.loads(file.read_text())["address"]


def wait(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited a minute"
        time.sleep(0.05)


@pytest.fixture
def fleet(tmp_path, tandem):
    started = Fleet(tmp_path, tandem.env)
    yield started
    started.close()


def machines(tandem, fleet, count):
    """The list of the fleet's machines, once there are so many workers."""
    found = []

    def there():
        done = subprocess.run(
            tandem.argv("fleet", "list", fleet.address, "--json"), cwd=ROOT, env=tandem.env, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        found[:] = json.loads(done.stdout)["machines"] if done.returncode == 0 else []
        return len(found) >= count

    wait(there)
    return found


def ran(tandem, fleet, *words, status=0):
    return tandem("fleet", "run", fleet.address, *(words or RUN), "--data", tandem.data, status=status)


def test_each_machine_measures_and_its_runs_come_home(tandem, fleet, tmp_path):
    assert "has no machine yet" in tandem("fleet", "list", fleet.address, status=2).stderr
    for host in ("127.0.0.1", "127.0.0.2"):
        fleet.worker(host, tmp_path / host)
    assert [None, None] == [row["wrong"] for row in machines(tandem, fleet, 2)]
    assert "127.0.0" not in json.dumps(machines(tandem, fleet, 2))

    done = ran(tandem, fleet)
    assert "2 of 2 machines measured" in done.stdout
    assert "gate" in done.stderr or "measuring" in done.stderr
    runs = json.loads(tandem("runs", "--data", tandem.data, "list", "--json").stdout)["runs"]
    assert 2 == len({run["id"] for run in runs}) == len({run["name"] for run in runs})
    assert all(run["trials"] for run in runs)
    assert {"budget"} >= {run["ended"] for run in runs} - {"complete"}
    wait(lambda: not list(tmp_path.glob("127*/fleet/*/*.jsonl")))  # they are here now
    assert "python-best" in tandem("fleet", "show", "--data", tandem.data).stdout


def test_a_machine_that_cannot_measure_is_left_out_with_the_reason(tandem, fleet, tmp_path):
    fleet.worker("127.0.0.1", tmp_path / "one")
    fleet.worker("127.0.0.2", tmp_path / "two", cwd=tmp_path, PYTHONPATH="")  # not in a checkout
    rows = machines(tandem, fleet, 2)
    assert {True, False} == {row["wrong"] is None for row in rows}
    done = ran(tandem, fleet)
    assert "left out: cannot be asked" in done.stderr
    assert "start it with nox -s dask -- worker" in done.stderr
    assert "1 of 2 machines measured" in done.stdout


def test_where_none_measures_it_is_said_why(tandem, fleet, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    (full / "fleet").write_text("no folder")
    fleet.worker("127.0.0.1", full)
    machines(tandem, fleet, 1)
    said = ran(tandem, fleet, status=2).stderr
    assert "none of 1 machine measured" in said
    assert "FileExistsError" in said


def test_a_machine_that_dies_is_told_and_the_others_are_kept(tandem, fleet, tmp_path):
    fleet.worker("127.0.0.1", tmp_path / "one")
    dies = fleet.worker("127.0.0.2", tmp_path / "two")
    machines(tandem, fleet, 2)
    process = tandem.start("fleet", "run", fleet.address, *RUN, "--data", tandem.data)
    wait(lambda: list((tmp_path / "two").glob("fleet/*/*.jsonl")))
    dies.kill()
    out, err = process.communicate(timeout=120)
    assert 0 == process.returncode, err
    assert "left the fleet; what it measured is kept there" in err
    assert "1 of 2 machines measured" in out


def test_where_the_scheduler_dies_it_is_said_and_what_was_measured_stays(tandem, fleet, tmp_path):
    fleet.worker("127.0.0.1", tmp_path / "one")
    machines(tandem, fleet, 1)
    process = tandem.start("fleet", "run", fleet.address, *RUN, "--data", tandem.data)
    wait(lambda: list((tmp_path / "one").glob("fleet/*/*.jsonl")))
    fleet.started[0].kill()
    _, err = process.communicate(timeout=120)
    assert 2 == process.returncode, err
    assert "the scheduler has left; what machines measured is kept on them" in err
    assert "Traceback" not in err


def test_ctrl_c_interrupts_the_machines_and_the_same_command_goes_on(tandem, fleet, tmp_path):
    fleet.worker("127.0.0.1", tmp_path / "one")
    machines(tandem, fleet, 1)
    words = ("fleet", "run", fleet.address, *RUN, "--budget", "60s", "--data", tandem.data)
    process = tandem.start(*words)
    there = tmp_path / "one" / "fleet"
    wait(lambda: any('"is":"trial"' in path.read_text() for path in there.glob("*/*.jsonl")))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert 130 == process.returncode, err
    (path,) = there.glob("*/*.jsonl")
    wait(lambda: '"ended":"interrupted"' in path.read_text())
    again = tandem.start(*words)
    told = next(line for line in again.stderr if "going on with" in line)
    again.send_signal(signal.SIGINT)
    again.communicate(timeout=60)
    assert "trials are there" in told


def test_a_worker_under_a_nanny_measures_without_what_the_nanny_sets(monkeypatch):
    from benchmarks.fleet import there  # noqa: PLC0415  (needs Dask, a second to import)

    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    for nanny, expected in ((None, "1"), ("tcp://127.0.0.1:1", None)):
        assert expected == there._environment(SimpleNamespace(nanny=nanny)).get("OMP_NUM_THREADS")
    assert "OMP_NUM_THREADS" in os.environ
