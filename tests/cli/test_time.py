"""``tandem time`` from the outside: honest memory, interleaving, what it prints, how it refuses, how it ends."""

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from statistics import median

import pytest

SYSTEM = "/usr/local/bin:/usr/bin:/bin"
MIB = 1 << 20
LARGE = """
import sys
held = bytearray(b"x") * (400 << 20)
from tandem.__main__ import main
status = main(sys.argv[1:])
assert len(held) == 400 << 20
sys.exit(status)
"""


def touching(mib):
    """A command that allocates and touches so much, beside what an interpreter takes."""
    code = f"b'x' * ({mib} << 20)"
    return shlex.join([sys.executable, "-I", "-S", "-c", code])


@pytest.fixture(scope="module")
def timed(tandem_in, tmp_path_factory):
    """Two commands, timed once: the JSON, the records, and the folder of what was exported."""
    folder = tmp_path_factory.mktemp("timed")
    tandem = tandem_in(folder)
    exports = [word for name in ("a.json", "a.csv", "a.md") for word in ("--export", folder / name)]
    words = ("time", "sleep 0.05", "true", "--name", "nap", "--blocks", "4", "--data", tandem.data, *exports, "--json")
    done = tandem(*words, PATH=SYSTEM)
    return json.loads(done.stdout), tandem.records(), folder


@pytest.fixture
def time_(tandem):
    def run(*words, status=0, **env):
        return tandem("time", *words, "--data", tandem.data, status=status, **{"PATH": SYSTEM, **env})

    return run


def peaks(tandem, commands, path=SYSTEM):
    """Peak of memory in MiB of each command, timed from a process that holds 400 MiB."""
    words = ["time", *commands, "--blocks", "1", "--json", "--data", str(tandem.data)]
    argv = [sys.executable, "-c", LARGE, *words]
    env = {**tandem.env, "PATH": path}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return [result["memory"]["value"] / MIB for result in json.loads(done.stdout)["results"]]


def test_memory_is_the_commands_own_under_a_process_that_holds_400_mib(tandem):
    small, first, large, last, base = peaks(tandem, ["true", *map(touching, (14, 313, 14, 0))])
    assert small < 4
    assert base < 30
    assert [14, 313, 14] == [round(peak - base) for peak in (first, large, last)]


@pytest.mark.cargo
def test_the_rust_warden_is_as_honest(tandem):
    last, large, base, first, small = peaks(tandem, [*map(touching, (14, 313, 0, 14)), "true"], os.environ["PATH"])
    assert small < 4
    assert [14, 313, 14] == [round(peak - base) for peak in (first, large, last)]


def test_commands_take_turns_in_mirrored_blocks(timed):
    _, records, _ = timed
    trials = [r for r in records if r["is"] == "trial"]
    for number in range(4):
        slots = sorted((r for r in trials if r["block"] == number), key=lambda r: r["slot"])
        lanes = [r["lane"] for r in slots]
        assert [0, 1, 2, 3, 4, 5] == [r["slot"] for r in slots]
        assert lanes[:2] == lanes[2:4][::-1]
        assert ["command-1", "command-2"] == sorted(lanes[4:])
    assert sorted(r["started"] for r in trials) == [r["started"] for r in trials]
    assert all(len(s["loops"]["totals"]) == 1 for r in trials for s in r["series"] if s["metric"] == "time")


def test_the_json_says_what_each_command_took(timed):
    found, records, _ = timed
    assert (1, "complete") == (found["schema"], found["ended"])
    nap, true = found["results"]
    assert ["nap", "sleep 0.05", 12] == [nap[key] for key in ("name", "command", "starts")]
    assert 50e6 < nap["shortest"] <= nap["time"]["value"] <= nap["longest"]
    assert nap["time"]["low"] < nap["time"]["value"] < nap["time"]["high"]
    assert nap["ratio"] is None
    assert ("faster", "command-1") == (true["ratio"]["outcome"], true["ratio"]["baseline"])
    assert true["ratio"]["low"] < true["ratio"]["value"] < true["ratio"]["high"]
    for result in found["results"]:
        blocks = {}
        for r in records:
            if r["is"] == "trial" and r["lane"] == result["lane"]:
                values = {s["metric"]: s["values"][0] for s in r["series"] if "values" in s}
                assert values["cpu"] == values["cpu_user"] + values["cpu_system"]
                blocks.setdefault(r["block"], []).append(values["resident_peak"])
        assert min(map(median, blocks.values())) <= result["memory"]["value"] <= max(map(median, blocks.values()))


def test_the_run_keeps_all_that_the_doctor_saw(timed):
    found, records, _ = timed
    (host,) = (r for r in records if r["is"] == "host")
    assert {"busy_cores", "governor", "aslr", "cpu_quota", "clocksource"} <= {f["code"] for f in host["findings"]}
    bad = [f["code"] for f in host["findings"] if f["grade"] == "bad"]
    assert bad == [doubt["code"] for doubt in host["doctor"]]
    assert host["findings"] == found["machine"]["findings"]


def test_exports_say_the_same(timed):
    found, _, folder = timed
    assert found == json.loads((folder / "a.json").read_text())
    rows = list(csv.DictReader(io.StringIO((folder / "a.csv").read_text())))
    assert [str(r["time"]["value"]) for r in found["results"]] == [row["time_value"] for row in rows]
    assert ["", "faster"] == [row["outcome"] for row in rows]
    table = (folder / "a.md").read_text().splitlines()
    assert table[0].startswith("| command | time |")
    assert table[2].startswith("| `nap` |")
    assert table[3].endswith("| faster |")


def test_stored_timings_are_runs_like_others(tandem, time_):
    time_("true", "--blocks", "1", "--quick")
    listed = json.loads(tandem("runs", "--data", tandem.data, "list", "--json").stdout)["runs"]
    assert [["true"]] == [run["selection"] for run in listed]
    assert "_command/" in tandem("runs", "--data", tandem.data, "show").stdout


def test_commands_are_started_one_at_a_time_where_they_are_told_with_what_goes_before(tandem, time_, tmp_path):
    log = tmp_path / "log"
    command = f"sh -c 'echo begin >> {log}; sleep 0.02; echo end >> {log}; pwd; echo \"$HTTPS_PROXY $PYTHONPATH\"'"
    more = ("--prepare", f"sh -c 'echo before >> {log}'", "--warmup", "1", "--blocks", "1")
    out = time_(command, command, *more, HTTPS_PROXY="kept", PYTHONPATH="own").stdout
    said = log.read_text().split()
    assert ["before", "begin", "end"] * (2 * 2 * (1 + 3)) == said  # a first start, and three that count, of two
    assert "1 block, 3 starts of each" in out


def test_memory_of_all_processes_has_a_column_where_there_are_several(time_):
    out = time_("sh -c '/bin/true; /bin/true'", "--blocks", "1").stdout
    assert "memory sum" in out
    assert "memory sum" not in time_("true", "--blocks", "1").stdout


def test_values_of_a_parameter_are_compared(time_):
    done = time_("sleep 0.0{n}", "--parameter", "n=1,9", "--blocks", "2", "--json")
    first, second = json.loads(done.stdout)["results"]
    assert ["sleep 0.01", "sleep 0.09"] == [first["name"], second["name"]]
    assert first["ratio"] is None
    assert second["ratio"]["value"] < 1


def test_braces_and_a_pipe_reach_the_shell_as_they_are(time_, tmp_path):
    time_(f"echo '{{root}} {{peer:a.b}}' | tee {tmp_path}/seen", "--shell", "--blocks", "1")
    assert "{root} {peer:a.b}\n" == (tmp_path / "seen").read_text()


def test_a_table_in_a_pipe_is_plain(time_):
    out = time_("sleep 0.03", "true", "--blocks", "2").stdout
    assert "\x1b" not in out
    assert "against the first" in out
    assert "as fast as sleep 0.03" in out or "cannot be told apart from sleep 0.03" in out
    assert "6 starts of each" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("false",), "false: ended with exit status 1; --ignore-failure takes any exit status"),
        (("sh -c 'echo no room >&2; exit 4'",), "ended with exit status 4: no room"),
        (("no-such-program",), "there is no program no-such-program"),
        (("",), "command 1: is empty"),
        (("sleep 30", "--patience", "1s"), "sleep 30: did not end in 1 s; --patience 1h waits longer"),
        (("true", "--prepare", "false"), "the prepare command: ended with exit status 1"),
        (("true", "--export", "times.xls"), "is of no known kind; end it in .json, .csv, .md"),
        (("true", "--parameter", "n=1"), "{n} stands in no command"),
    ],
)
def test_what_goes_wrong_is_one_line(time_, words, said):
    done = time_(*words, status=2)
    assert said in done.stderr.splitlines()[-1]
    assert done.stderr.splitlines()[-1].startswith("tandem: ")
    assert "" == done.stdout


def test_any_exit_status_will_do_where_failure_is_ignored(time_):
    found = json.loads(time_("false", "--ignore-failure", "--blocks", "1", "--json").stdout)
    assert 3 == found["results"][0]["starts"]


def test_a_command_that_fails_later_ends_it_after_what_was_measured(time_, tmp_path):
    count = f"sh -c 'echo x >> {tmp_path}/count; test $(wc -l < {tmp_path}/count) -lt 6'"
    done = time_(count, "--blocks", "4", status=2)
    assert "ended with exit status 1" in done.stderr.splitlines()[-1]
    assert "a command failed" in done.stdout


def test_ctrl_c_prints_what_was_measured(tandem, tmp_path):
    words = ["time", f"sh -c 'echo x >> {tmp_path}/count; sleep 0.05'", "--blocks", "1000", "--data", tandem.data]
    process = tandem.start(*words, PATH=SYSTEM)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if (tmp_path / "count").exists() and len((tmp_path / "count").read_text()) > 20:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert 130 == process.returncode, err
    assert "interrupted" in out
    assert " starts of each" in out
    assert "Traceback" not in err
    assert "interrupted" == tandem.records()[-1]["ended"]


def test_no_place_of_a_person_is_kept_or_printed(tandem, tmp_path):
    home = tmp_path / "home"
    (home / "bin").mkdir(parents=True)
    (home / "bin" / "mine").write_text("#!/bin/sh\n")
    (home / "bin" / "mine").chmod(0o755)
    words = ("time", f"{home}/bin/mine", "--blocks", "1", "--data", tandem.data)
    assert "~/bin/mine" in tandem(*words, PATH=SYSTEM, HOME=str(home)).stdout
    assert str(home) not in json.dumps(tandem.records())
    assert f"{home}/bin/mine" in tandem(*words, "--identify", "--json", PATH=SYSTEM, HOME=str(home)).stdout
