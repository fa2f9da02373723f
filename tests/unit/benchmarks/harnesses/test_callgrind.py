"""Instructions: what the tools leave is read, the worker's own cancel, and what cannot be counted says why."""

import os
import shutil

import pytest

from benchmarks.core.model import Arm, Lane
from benchmarks.core.selection import arms, cases
from benchmarks.harnesses import callgrind_, pilot
from benchmarks.launcher.trial import Trial
from benchmarks.launcher.workshop import Workshop
from impls.contract import Case, How, Role


def arm(lane="python", runtime="cpython", **case):
    stated = Lane(component="sums", name=lane, kind="own", label="", runtime=runtime)
    return Arm("sums", Case(operation="sums", **case), stated, runtime)


def test_the_total_of_a_callgrind_file_is_read(tmp_path):
    file = tmp_path / "counts"
    file.write_text("version: 1\nevents: Ir\nfn=(1)\n16 400\nsummary: 190\ntotals: 207430\n")
    assert 207430 == callgrind_.read_callgrind(file)
    file.write_text("version: 1\n")
    assert callgrind_.read_callgrind(file) is None
    assert callgrind_.read_callgrind(tmp_path / "none") is None


def test_the_count_of_a_perf_file_is_read(tmp_path):
    file = tmp_path / "counts"
    file.write_text("# started\n\n207430,,instructions:u,1042000,100.00,,\n")
    assert 207430 == callgrind_.read_perf(file)
    file.write_text("<not supported>,,instructions:u,0,100.00,,\n")
    assert callgrind_.read_perf(file) is None
    assert callgrind_.read_perf(tmp_path / "none") is None


def test_what_two_processes_have_in_common_cancels():
    assert 25.0 == callgrind_.per_operation(1_000_000, 1_050_000, 2000)


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (arm(cast=(Role("server"), Role("client"))), "several processes"),
        (arm(cast=(Role(core=-1),)), "wait for each other"),
        (arm(how=(How(once=True),)), "no difference"),
        (arm(runtime="program"), "warden"),
        (arm(runtime="native-debug"), "not the lane's own"),
    ],
)
def test_what_cannot_be_counted_says_why(odd, said):
    assert said in callgrind_.applies(odd)


def test_a_machine_without_a_counter_says_what_to_install(monkeypatch):
    monkeypatch.setattr(callgrind_, "counter", lambda: None)
    assert "apt-get install valgrind" in callgrind_.applies(arm())


def test_perf_is_taken_where_it_counts_and_valgrind_where_it_does_not(tmp_path, monkeypatch):
    for name in ("perf", "valgrind"):
        (tmp_path / name).write_text(
            '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\necho "$SAYS,,instructions:u" > "$2"\n'
        )
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    found = []
    for says in ("99", "<not supported>"):
        monkeypatch.setenv("SAYS", says)
        callgrind_.counter.cache_clear()
        found.append(callgrind_.counter().name)
    callgrind_.counter.cache_clear()
    assert ["perf", "callgrind"] == found


class Played:
    """Stands for the processes: a run has 70 instructions in each of its 10 operations, starting has a million."""

    def __init__(self, monkeypatch, *, resets=False, prepare_ns=0):
        self.asked, self.loops = [], 0
        self.resets, self.prepare_ns = resets, prepare_ns
        tool = callgrind_.Counter("made", lambda _: ("made",), lambda _: 1_000_000 + 700 * self.loops, 60)
        monkeypatch.setattr(callgrind_, "counter", lambda: tool)
        for module in (callgrind_, pilot):
            monkeypatch.setattr(module, "scene_of", lambda *_: None)
            monkeypatch.setattr(module, "play", self.play)

    def play(self, _scene, requests, _patience_s):
        trial = Trial("2026-11-21T00:00:00Z")
        trial.found.roles["main"] = {"prepare_ns": self.prepare_ns}
        for request in requests:
            self.loops = 1 if self.resets else request["loops"] or 1000
            self.asked.append(self.loops)
            loops = {"loops": self.loops, "ops": 10, "warmup": 0, "totals": [2000 * self.loops]}
            trial.found.series.append({"role": "main", "metric": "time", "unit": "ns", "loops": loops})
        return trial


def test_the_difference_of_two_loop_counts_is_taken(monkeypatch, tmp_path):
    played = Played(monkeypatch)
    trial, (found,) = callgrind_.measure(None, arm(), tmp_path)
    assert ("ok", [70.0], "count") == (trial.ended, found["values"], found["unit"])
    assert [2, 1000, 2, 10_002] == played.asked
    assert "10002 runs against 2" in found["evidence"]


@pytest.mark.parametrize(
    ("how", "said"), [({"resets": True}, "reset between runs"), ({"prepare_ns": 2_000_000_000}, "would take 120 s")]
)
def test_what_no_difference_can_be_taken_of_says_why(monkeypatch, tmp_path, how, said):
    Played(monkeypatch, **how)
    _, (found,) = callgrind_.measure(None, arm(), tmp_path)
    assert [] == found["values"]
    assert said in found["evidence"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("valgrind") is None, reason="needs valgrind")
def test_ten_times_the_numbers_take_ten_times_the_instructions(fakes, tmp_path):
    found = {}
    workshop = Workshop(list(fakes.values()))
    for n in (200, 2000):
        chosen = arms(cases(list(fakes.values()), [f"sums/sums[n={n}]v1"]), ["python"], workshop.kinds)
        given = tmp_path / f"{n}.json"
        given.write_text(str(list(range(n))))
        trial, series = callgrind_.measure(workshop, chosen[0], given)
        assert "ok" == trial.ended, trial.why
        found[n] = series[0]["values"][0]
    assert 8 < found[2000] / found[200] < 12
