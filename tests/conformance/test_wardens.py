"""What the wardens do beside the protocol that all workers speak: start programs, watch them, end them."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

CARGO = pytest.mark.cargo


def command(*words, **more):
    return {"options": {"command": list(words), **more}}


def python(code, **more):
    return command(sys.executable, "-I", "-S", "-c", code, **more)


def shell(code):
    return command("sh", "-c", code)


def running(mark):
    """Command lines of the processes that have it in theirs."""
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return [line for line in lines if mark in line]


def test_a_program_is_started_once_a_sample(warden, tmp_path):
    runs = tmp_path / "runs"
    warden.open("any", **python(f"open({str(runs)!r}, 'a').write('x'); print('hello'); print('[1]'); print('bye')"))
    checked, blob = warden.check()
    assert [1] == json.loads(blob)
    series, done = warden.measure(how="batch", loops=7, samples=3, warmup=2)
    assert "x" * 6 == runs.read_text()
    loops = series["time"][0]["loops"]
    assert (1, 1, 2, 3) == (loops["loops"], loops["ops"], loops["warmup"], len(loops["totals"]))
    for metric in ("startup", "cpu", "resident_peak", "resident_sum"):
        assert 3 == len([v for v in series[metric][0]["values"] if v > 0]), metric
    apart = zip(*(series[metric][0]["values"] for metric in ("cpu_user", "cpu_system")), strict=True)
    assert series["cpu"][0]["values"] == [user + system for user, system in apart]
    assert all(a <= b for a, b in zip(series["startup"][0]["values"], loops["totals"], strict=True))
    assert [checked["sha256"], False] == [done["sha256"], done["partial"]]
    assert series["resident_peak"][0]["values"][-1] == done["usage"]["vm_hwm_bytes"]


def test_a_program_that_says_nothing_has_no_start_and_no_answer(warden):
    warden.open("any", **command("true"))
    assert "startup" not in warden.measure(how="batch", once=True)[0]
    assert b"null" == warden.check()[1]


def test_a_program_hears_nothing_of_the_conversation(warden):
    code = "import json, os, sys; print(json.dumps([sys.stdin.read(), os.environ.get('TANDEM_REPLY')]))"
    warden.open("any", **python(code))
    assert ["", None] == json.loads(warden.check()[1])


def test_a_program_inherits_no_descriptor_but_its_streams(warden):
    warden.open("any", **python("import json, os; print(json.dumps(sorted(os.listdir('/proc/self/fd'))))"))
    assert ["0", "1", "2", "3"] == json.loads(warden.check()[1])  # 3 is the folder that it lists


def test_a_program_that_ignores_no_signal_is_ended_by_a_broken_pipe(warden):
    warden.open("any", **shell("yes | head -n 1; echo 5"))
    assert b"5" == warden.check()[1]


def test_a_program_starts_where_it_is_told(warden, tmp_path):
    warden.open("any", **python("import os, json; print(json.dumps(os.getcwd()))", cwd=str(tmp_path)))
    assert str(tmp_path.resolve()) == json.loads(warden.check()[1])


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; sys.exit('it is broken')", "exit status 1: it is broken"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "ended by signal 11"),
    ],
)
def test_a_program_that_ends_badly_is_an_error(warden, code, said):
    warden.open("any", **python(code))
    reply = warden.measure(how="batch", once=True)[1]
    assert "lane" == reply["kind"]
    assert said in reply["message"]


def test_a_program_that_is_not_there_is_unavailable(warden):
    assert "unavailable" == warden.open("any", **command("no-such-program"))["kind"]


def test_a_file_that_is_no_program_is_unavailable(warden, tmp_path):
    (tmp_path / "broken").write_text("no magic number, no line that names an interpreter")
    (tmp_path / "broken").chmod(0o755)
    warden.open("any", **command(str(tmp_path / "broken")))
    assert "unavailable" == warden.check()[0]["kind"]


@pytest.mark.parametrize("options", [{}, {"command": []}, {"command": "true"}])
def test_a_command_that_is_no_list_of_words_is_told(warden, options):
    assert "command" in warden.open("any", options=options)["message"]


def test_another_exit_status_is_no_failure_where_any_will_do(warden):
    warden.open("any", **command("sh", "-c", "echo 7; exit 3", any_status=True))
    assert b"7" == warden.check()[1]


def test_a_signal_is_a_failure_whatever_status_will_do(warden):
    warden.open("any", **command("sh", "-c", "kill -9 $$", any_status=True))
    assert "ended by signal 9" in warden.measure(how="batch", once=True)[1]["message"]


def test_what_goes_before_a_start_is_run_before_each_and_is_not_timed(warden, tmp_path):
    say = f"echo {{}} >> {tmp_path}/log"
    before = ["sh", "-c", say.format("before") + "; sleep 0.2"]
    warden.open("any", **command("sh", "-c", say.format("start"), prepare=before, warmup=1))
    series = warden.measure(how="batch", once=True)[0]
    assert ["before", "start"] * 2 == (tmp_path / "log").read_text().split()
    assert max(series["time"][0]["loops"]["totals"]) < 200_000_000


def test_what_goes_before_a_start_and_fails_is_told_as_such(warden):
    warden.open("any", **command("true", prepare=["sh", "-c", "echo no room >&2; exit 4"]))
    reply = warden.measure(how="batch", once=True)[1]
    assert "the prepare command: the program ended with exit status 4: no room" == reply["message"]


def test_what_goes_before_a_start_and_is_not_there_is_unavailable(warden):
    reply = warden.open("any", **command("true", prepare=["no-such-program"]))
    assert ("unavailable", "no-such-program: no such program") == (reply["kind"], reply["message"])


@pytest.mark.parametrize("kind", ["warden-python", pytest.param("warden-rust", marks=CARGO)])
def test_a_program_has_the_environment_it_is_given_and_the_trials_padding(start, kind):
    warden = start(kind, TANDEM_PAD="xx")
    code = "import json, os; print(json.dumps([os.environ.get(n) for n in ('A', 'PATH', 'TANDEM_PAD')]))"
    warden.open("any", **python(code, env={"A": "1", "TANDEM_PAD": "its own"}))
    assert ["1", None, "xx"] == json.loads(warden.check()[1])


def test_a_program_has_no_operations_of_its_own(warden):
    warden.open("any", **command("true"))
    assert "unsupported" == warden.measure(how="each", count=1)[1]["kind"]


@pytest.mark.parametrize("end", ["stop", "end of the requests"])
def test_stop_ends_a_program_and_all_it_started(warden, tmp_path, end):
    mark = f"31536{os.getpid()}"
    warden.open("any", **shell(f"sleep {mark} & setsid sleep {mark} & touch {tmp_path}/begun; sleep {mark}"))
    warden.say(do="measure", id=3, how="batch", samples=5)
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    if end == "stop":
        warden.say(do="stop")
    else:
        warden.process.stdin.close()
    assert warden.rest()[1]["partial"]
    assert [] == running(mark)


def test_what_is_left_of_a_program_is_ended(warden):
    mark = f"31537{os.getpid()}"
    warden.open("any", **shell(f"(sleep {mark} &) ; setsid sleep {mark} & echo 1"))
    assert 3 == len(warden.measure(how="batch", samples=3)[0]["time"][0]["loops"]["totals"])
    assert [] == running(mark)


def test_a_warden_that_is_killed_leaves_nothing(warden, tmp_path):
    mark = f"31538{os.getpid()}"
    warden.open("any", **shell(f"setsid sleep {mark} & touch {tmp_path}/begun; sleep {mark}"))
    warden.say(do="measure", id=3, how="batch")
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    warden.process.kill()
    warden.exit()
    until = time.monotonic() + 10
    while running(mark) and time.monotonic() < until:
        time.sleep(0.01)
    assert [] == running(mark)


def test_signals_reach_the_program(warden):
    stopped = "sleep 0.05 & P=$!; kill -STOP $P; sleep 0.1; kill -CONT $P; wait $P"
    warden.open("any", **shell(f"trap 'A=2' USR1; kill -USR1 $$; {stopped}; echo $A"))
    assert b"2" == warden.check()[1]


TREE = """
import os, subprocess, threading, time
big = bytearray(64 << 20)
for i in range(0, len(big), 4096):
    big[i] = 1
threads = [threading.Thread(target=time.sleep, args=(0.01,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
subprocess.run(["true"], check=True)
if os.fork() == 0:
    end = time.process_time() + 0.15
    while time.process_time() < end:
        pass
    os._exit(0)
os.wait()
os.execv("/bin/sh", ["sh", "-c", "echo 1"])
"""


def test_the_whole_tree_of_a_program_is_watched(warden):
    warden.open("any", **python(TREE))
    series = warden.measure(how="batch", once=True)[0]
    assert series["cpu"][0]["values"][0] >= 150_000_000
    peak, total = (series[m][0]["values"][0] for m in ("resident_peak", "resident_sum"))
    assert 64 << 20 <= peak < 110 << 20  # the forked child's, which still has the parent's memory
    assert total > peak


def test_the_cpu_of_an_orphan_counts_too(warden):
    burn = "import time\nend = time.process_time() + 0.15\nwhile time.process_time() < end: pass"
    twice = f"if os.fork() == 0:\n  if os.fork() == 0:\n    exec({burn!r})\n  os._exit(0)"
    code = f"import os\nr, w = os.pipe()\n{twice}\nos.wait(); os.close(w); os.read(r, 1)"  # until the orphan has ended
    warden.open("any", **python(code))
    assert warden.measure(how="batch", once=True)[0]["cpu"][0]["values"][0] >= 150_000_000


def test_memory_is_the_programs_own_however_large_its_launcher(warden):
    held = bytearray(b"x") * (400 << 20)
    warden.open("any", **command("true"))
    found = warden.measure(how="batch", samples=3)[0]["resident_peak"][0]["values"]
    assert len(held) > 100 * max(found)
    assert max(found) < 4 << 20


@CARGO
def test_a_small_rust_program_is_small_under_a_large_launcher(warden, built):
    held = bytearray(b"x") * (400 << 20)
    warden.open("any", **command(built["tandem-hello"]))
    found = warden.measure(how="batch", samples=3)[0]["resident_peak"][0]["values"]
    assert len(held) > 100 * max(found)
    assert max(found) < 4 << 20


@CARGO
def test_memory_of_one_start_is_not_that_of_the_one_before(start, built, tmp_path):
    sizes = []
    for mib in (0, 64, 0):
        warden = start("warden-rust")
        warden.open("any", **python(f"bytearray(b'x') * ({mib} << 20)"))
        sizes.append(warden.measure(how="batch", once=True)[0]["resident_peak"][0]["values"][0])
    assert abs(sizes[0] - sizes[2]) < 1 << 20
    assert sizes[1] - sizes[0] >= 63 << 20
