import json
import os
import signal
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

from benchmarks.core.errors import WorkerDiedError, WorkerRefusedError, WorkerSilentError
from benchmarks.launcher.worker import Command, Worker, environment, kill_all, tail

PREAMBLE = """
import json, os, signal, subprocess, sys, time
reply = open(os.environ["TANDEM_REPLY"], "wb", buffering=0)
def say(**m): reply.write(json.dumps(m).encode() + b"\\n")
def hear(): return json.loads(sys.stdin.readline())
def hello(major=1): say(**{"is": "hello", "tandem": major, "runtime": {}})
"""


@pytest.fixture
def start(tmp_path):
    started = []

    def begin(body, seed=1, **more):
        log = (tmp_path / f"log{len(started)}").open("wb")
        command = Command(argv=(sys.executable, "-c", PREAMBLE + dedent(body)), **more)
        worker = Worker(f"w{len(started)}", command, log, seed)
        started.append((worker, log))
        return worker

    yield begin
    for worker, log in started:
        worker.kill()
        log.close()


def test_a_conversation(start):
    worker = start("hello()\nsay(**{'is': 'ready', 'id': hear()['id']})\nassert hear()['do'] == 'close'")
    assert worker.greet(20)["tandem"] == 1
    worker.send(do="open", id=4)
    assert worker.expect("ready", 20) == {"is": "ready", "id": 4}
    assert worker.close()
    assert worker.exit_code() == 0


def test_who_has_closed_need_not_be_waited_for(start):
    worker = start("hello()\nassert hear()['do'] == 'close'\nsay(**{'is': 'closed'})\ntime.sleep(60)")
    worker.greet(20)
    assert worker.close()
    assert worker.exit_code() == 0


def test_under_an_instrument_the_exit_is_waited_for(start, tmp_path):
    left = tmp_path / "left"
    worker = start(
        f"hello()\nhear()\nsay(**{{'is': 'closed'}})\ntime.sleep(0.2)\nopen({str(left)!r}, 'w').write('x')",
        prefix=("env", "X=1"),
    )
    worker.greet(20)
    assert worker.close()
    assert left.read_text() == "x"


def test_several_replies_and_halves_of_one_are_lines(start):
    worker = start("""
        hello()
        reply.write(b'{"is":"a"}\\n{"is":"b"}\\n{"is"')
        time.sleep(0.05)
        reply.write(b':"c"}\\n')
        sys.stdin.read()
    """)
    assert ["hello", "a", "b", "c"] == [worker.read(20)["is"] for _ in range(4)]


def test_another_major_version_makes_it_unavailable(start):
    with pytest.raises(WorkerRefusedError, match="speaks protocol 2, this launcher 1") as caught:
        start("hello(2)").greet(20)
    assert caught.value.kind == "unavailable"


def test_a_process_that_says_nothing_is_silent(start):
    worker = start("hello()\ntime.sleep(60)")
    worker.greet(20)
    with pytest.raises(WorkerSilentError, match=r"said nothing for 0\.2 s"):
        worker.read(0.2)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "was ended by SIGKILL"),
        ("os._exit(7)", "ended by itself with exit status 7"),
        ("os.abort()", "was ended by SIGABRT"),
    ],
)
def test_a_process_that_ends_has_died(start, body, said):
    worker = start(f"hello()\n{body}")
    worker.greet(20)
    with pytest.raises(WorkerDiedError, match=said):
        worker.read(20)


def test_what_it_said_before_it_died_is_heard_first(start):
    worker = start("hello()\nsay(**{'is': 'series'})\nos._exit(1)")
    worker.greet(20)
    assert worker.read(20)["is"] == "series"
    with pytest.raises(WorkerDiedError):
        worker.read(20)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="without pidfd a child may hide the death of its parent")
def test_a_child_that_holds_the_pipe_does_not_hide_the_death(start):
    worker = start("hello()\nsubprocess.Popen(['sleep', '60'], close_fds=False)\nos._exit(3)")
    worker.greet(20)
    with pytest.raises(WorkerDiedError, match="exit status 3"):
        worker.read(20)


@pytest.mark.parametrize("rubbish", [b"rubbish\n", b"[1]\n", b'{"no":"is"}\n', b"\xff\xfe\n"])
def test_rubbish_is_a_breach_of_the_protocol(start, rubbish):
    worker = start(f"hello()\nreply.write({rubbish!r})\nsys.stdin.read()")
    worker.greet(20)
    with pytest.raises(WorkerRefusedError, match="a reply should be a JSON object"):
        worker.read(20)


def test_an_error_is_raised_with_its_kind_and_detail(start):
    error = {"is": "error", "kind": "lane", "message": "ValueError: x", "detail": "trace"}
    worker = start(f"hello()\nreply.write({json.dumps(error).encode()!r} + b'\\n')\nsys.stdin.read()")
    worker.greet(20)
    with pytest.raises(WorkerRefusedError, match="lane: ValueError: x") as caught:
        worker.expect("ready", 20)
    assert ("lane", "trace") == (caught.value.kind, caught.value.detail)


def test_another_reply_than_expected_is_a_breach(start):
    worker = start("hello()\nsay(**{'is': 'done'})\nsys.stdin.read()")
    worker.greet(20)
    with pytest.raises(WorkerRefusedError, match="should say ready, said done"):
        worker.expect("ready", 20)


def test_the_death_of_another_party_ends_the_waiting(start):
    lead, other = start("hello()\ntime.sleep(60)"), start("hello()\nhear()\nos._exit(9)")
    lead.greet(20)
    other.greet(20)
    other.send(do="stop")
    with pytest.raises(WorkerDiedError, match="w1: ended by itself with exit status 9"):
        lead.read(20, [other])


def test_the_error_of_another_party_ends_the_waiting(start):
    lead = start("hello()\ntime.sleep(60)")
    other = start("hello()\nsay(**{'is': 'error', 'kind': 'lane', 'message': 'no port'})\nsys.stdin.read()")
    lead.greet(20)
    other.greet(20)
    with pytest.raises(WorkerRefusedError, match="w1: lane: no port"):
        lead.read(20, [other])


def test_what_does_not_leave_is_ended_with_all_it_started(start, tmp_path):
    worker = start(f"""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen(["sleep", "60"])
        open({str(tmp_path / "child")!r}, "w").write(str(child.pid))
        hello()
        time.sleep(60)
    """)
    worker.greet(20)
    assert not worker.close(0.1)
    child = Path("/proc", (tmp_path / "child").read_text(), "stat")
    until = time.monotonic() + 10
    while child.exists() and child.read_text().split()[2] != "Z" and time.monotonic() < until:
        time.sleep(0.01)
    assert not child.exists() or child.read_text().split()[2] == "Z"
    assert worker.exit_code() == -signal.SIGKILL


def test_all_that_runs_can_be_ended_at_once(start):
    workers = [start("hello()\ntime.sleep(60)") for _ in range(2)]
    for worker in workers:
        worker.greet(20)
    kill_all()
    for worker in workers:
        with pytest.raises(WorkerDiedError, match="SIGKILL"):
            worker.read(20)


def test_a_program_that_is_not_there_cannot_be_started(tmp_path):
    with (tmp_path / "log").open("wb") as log, pytest.raises(WorkerDiedError, match="cannot be started: No such file"):
        Worker("w", Command(argv=("/no/such/program",)), log, 1)


def test_speaking_to_the_dead_is_no_error(start):
    worker = start("hello()\nos._exit(0)")
    worker.greet(20)
    assert worker.exit_code(20) == 0
    worker.send(do="measure", long="x" * 100_000)


def test_a_prefix_stands_before_the_command(start):
    worker = start("hello()\nsys.stdin.read()", prefix=("env", "SEEN=1"))
    worker.greet(20)
    assert b"SEEN=1" in Path("/proc", str(worker.pid), "environ").read_bytes()


def test_printing_goes_to_the_log(start, tmp_path):
    worker = start("print('hello there')\nhello()\nhear()")
    worker.greet(20)
    worker.close()
    assert "hello there" in tail(tmp_path / "log0")


def test_a_worker_runs_where_it_is_put(start):
    cpu = min(os.sched_getaffinity(0))
    worker = start("hello()\nsay(**{'is': 'cpus', 'cpus': sorted(os.sched_getaffinity(0))})", cpus=frozenset({cpu}))
    worker.greet(20)
    assert worker.read(20)["cpus"] == [cpu]


def test_the_environment_follows_from_the_seed_and_has_no_proxy(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")
    monkeypatch.setenv("http_proxy", "http://proxy")
    found = environment(5)
    assert found == environment(5)
    assert not {"HTTPS_PROXY", "http_proxy"} & found.keys()
    assert len({len(environment(seed)["TANDEM_PAD"]) for seed in range(20)}) > 15
    assert len({environment(seed)["PYTHONHASHSEED"] for seed in range(20)}) == 20
    assert 0 <= int(found["PYTHONHASHSEED"]) < 2**32


def test_the_tail_of_a_log_is_its_end(tmp_path):
    (tmp_path / "log").write_bytes(b"x" * 5000 + b"end")
    assert tail(tmp_path / "log", 10) == "x" * 7 + "end"
