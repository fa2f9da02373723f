"""``tandem run`` from the outside: what it prints, what it keeps, how it goes on, how it fails."""

import json
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from impls.exchange import capture, market

SMALL = ("sums/sums[n=200]v1", "--quick", "--no-memory")
LANES = ("--lanes", "python,python-best,empty")
START_S = 0.6  # before that a run has hardly begun


def trials(records):
    return [r for r in records if r["is"] == "trial"]


@pytest.fixture(scope="module")
def finished(tandem_in, tmp_path_factory):
    """One finished run: its JSON, its records, and the command line it was made by."""
    tandem = tandem_in(tmp_path_factory.mktemp("finished"))
    found = tandem.run(*SMALL, *LANES, "--budget", "5s")
    return found, tandem.records(), tandem


def test_a_run_prints_ratios_outcomes_and_refusals(tandem):
    done = tandem("run", *SMALL, "--budget", "3s", "--impls", tandem.fakes, "--data", tandem.data)
    assert "sums/sums[n=200]v1" in done.stdout
    assert "python-best" in done.stdout
    assert "absent: unavailable: needs the Python module no_such_module_anywhere" in done.stdout
    assert "rust: unavailable: not built: sums has no rust/Cargo.toml" in done.stdout
    assert "measuring" in done.stderr


def test_the_json_of_a_run_is_the_documented_one(finished):
    found, _, _ = finished
    assert {"schema", "machine", "build", "aa", "measurements", "ratios", "gate"} <= found.keys()
    assert found["schema"] == 1
    time_of = {m["lane"]: m["value"] for m in found["measurements"] if m["metric"] == "time"}
    assert {"python", "python-best", "empty"} == time_of.keys()
    assert {"python", "python-best", "empty"} == {row["lane"] for row in found["gate"] if row["passed"]}


def test_first_call_cold_and_warm_classes_and_the_split_of_time_are_told(finished):
    found, records, _ = finished
    told = {(m["lane"], m["metric"]): m for m in found["measurements"]}
    for lane in ("python", "python-best"):
        assert told[lane, "cold"]["value"] > told[lane, "first_call"]["value"] > 0
        assert told[lane, "first_call"]["low"] is not None
    rows = {row["lane"]: row for row in found["settled"]}
    assert {"python", "python-best", "empty"} == rows.keys()
    assert all(sum(row["classes"].values()) == row["processes"] for row in rows.values())
    (split,) = found["splits"]
    assert ("sums/sums[n=200]v1", True) == (split["unit"], split["timed_ms"] in {12.5, 25, 50})
    last = [r for r in trials(records) if r["schedule"] == trials(records)[-1]["schedule"]]
    assert {split["timed_ms"] * 1e6} == {r["asked"][0]["budget_ns"] for r in last}


def test_what_is_kept_names_no_place_of_a_person(finished):
    _, records, tandem = finished
    text = json.dumps([{k: v for k, v in r.items() if k != "command"} for r in records])
    assert str(Path.home()) not in text
    assert str(tandem.data.parent) not in text


def test_every_block_is_mirrored_with_one_twin_and_every_trial_has_its_seed(finished):
    _, records, _ = finished
    first = [r for r in trials(records) if r["block"] == 0]
    lanes = [(r["lane"], r.get("twin", False)) for r in sorted(first, key=lambda r: r["slot"])]
    count = len(lanes) // 3
    assert count == 4
    assert lanes[:count] == lanes[count : 2 * count][::-1]
    assert sorted(lanes[2 * count :]) == sorted(lanes[:count])
    assert sum(twin for _, twin in lanes[:count]) == 1
    assert len({r["seed"] for r in first}) == len(first)


def test_a_finished_run_is_not_gone_on_with(finished):
    _, records, tandem = finished
    tandem.run(*SMALL, *LANES, "--budget", "5s", "--fresh")
    assert len(list(tandem.data.glob("*/*.jsonl"))) == 2
    assert records[-1]["ended"] in {"budget", "complete"}


def test_an_operation_shorter_than_twenty_clock_reads_is_a_mean_of_a_power_of_two(tandem):
    tandem.run("sums/stepwise*", "--quick", "--no-memory", "--budget", "3s", "--lanes", "python")
    asked = {json.dumps(r["asked"]) for r in trials(tandem.records())}
    assert len(asked) == 1
    batch = json.loads(asked.pop())[0]["batch"]
    assert batch & (batch - 1) == 0
    assert batch > 1


def test_a_cast_is_measured_whole(tandem):
    found = tandem.run("relay", "--quick", "--no-memory", "--budget", "6s")
    assert {"relay/ask[n=20]v1", "relay/orphaned[n=20]v1"} == {m["case"] for m in found["measurements"]}
    roles = {role for r in trials(tandem.records()) for role in r["roles"]}
    assert {"server", "client"} == roles


def test_a_capture_replaces_the_seed_where_a_component_can_take_it(tandem, tmp_path):
    feed = tmp_path / "feed.jsonl"
    capture.write(feed, ((i, m.decode()) for i, m in enumerate(market.messages(20, 1))))
    found = tandem.run("sums", "relay", "--quick", "--no-memory", "--budget", "2s", "--input", feed)
    assert {"sums"} == {row["case"].partition("/")[0] for row in found["gate"]}
    feed.write_bytes(feed.read_bytes()[:-40])
    done = tandem.run("sums", "--input", feed, status=2)
    assert done.stderr.startswith(f"tandem: --input {feed}: ")
    assert 1 == len(done.stderr.splitlines())


def test_without_cargo_python_lanes_run_and_rust_rows_say_why(tandem, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(shutil.which("git"))
    found = tandem.run(*SMALL, "--budget", "2s", PATH=str(tmp_path / "bin"))
    rows = {row["lane"]: row for row in found["gate"]}
    assert rows["python"]["passed"]
    assert ("unavailable", "not built: install Rust (rustup)") == (rows["rust"]["status"], rows["rust"]["difference"])


def test_a_dry_run_starts_nothing(tandem):
    done = tandem("run", *SMALL, "--impls", tandem.fakes, "--data", tandem.data, "--dry-run", "--json")
    (case,) = json.loads(done.stdout)["cases"]
    assert ("sums/sums[n=200]v1", 3, 9, [36, 54]) == (
        case["case"], case["lanes"], case["processes_a_block"], case["processes"],
    )  # fmt: skip
    assert case["minutes"][0] > 0
    assert not tandem.data.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sums/sumz",), "case sums/sumz: there is no such case; did you mean sums/sums"),
        (("sums", "--lanes", "pyton"), "lane pyton: there is no such lane; did you mean python"),
        (("sums", "--budget", "soon"), "budget soon: should be a time above 0; write it as 90s, 10m or 1.5h"),
        (("sums", "--input", "nowhere.jsonl"), "--input nowhere.jsonl: No such file"),
        (("sums", "--impls", "nowhere"), "there is no such folder"),
    ],
)
def test_what_a_person_can_mend_is_one_line_and_exit_2(tandem, words, said):
    done = tandem.run(*words, status=2)
    assert said in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_an_unknown_command_and_option_are_one_line_and_exit_2(tandem):
    assert "did you mean run" in tandem("rum", status=2).stderr
    assert "No such option" in tandem("run", "--qwick", status=2).stderr


@pytest.mark.parametrize("under", ["file", "file/data"])
def test_a_results_folder_that_cannot_be_is_one_line_and_exit_2_even_for_root(tandem, tmp_path, under):
    (tmp_path / "file").write_text("")
    done = tandem("run", *SMALL, "--impls", tandem.fakes, "--data", tmp_path / under, status=2)
    assert "cannot be written" in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_a_full_disk_ends_the_run_with_one_line_and_keeps_what_was_measured(tandem):
    limit = ("bash", "-c", 'ulimit -f 12; exec "$@"', "limited")
    words = tandem.argv(
        "run", *SMALL, *LANES, "--impls", tandem.fakes, "--data", tandem.data, "--json", "--budget", "4s"
    )
    done = subprocess.run([*limit, *words], env=tandem.env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2, done.stderr
    assert "File too large" in done.stderr
    assert 1 == len(done.stderr.splitlines())
    before = trials(tandem.records())
    assert before
    tandem.run(*SMALL, *LANES, "--budget", "4s")
    after = trials(tandem.records())
    assert {r["id"] for r in before} <= {r["id"] for r in after}
    assert len(list(tandem.data.glob("*/*.jsonl"))) == 1


def test_two_runs_at_once_are_one_too_many(tandem):
    with tandem.start(
        "run", *SMALL, *LANES, "--impls", tandem.fakes, "--data", tandem.data, "--budget", "30s"
    ) as first:
        try:
            until_measured(tandem, first)
            done = tandem.run(*SMALL, *LANES, status=2)
            assert "another run is writing there" in done.stderr
            assert 1 == len(done.stderr.splitlines())
        finally:
            first.kill()


def test_a_cut_last_line_is_dropped_with_a_doubt(tandem):
    with interrupted(tandem, signal.SIGKILL):
        pass
    (path,) = tandem.data.glob("*/*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rfind(b"\n") + 1] + b'{"is":"trial","id":"cut')
    found = tandem.run(*SMALL, *LANES, "--budget", "4s")
    assert "cut_line" in [d["code"] for d in found["doubts"]]
    assert path.read_bytes().startswith(whole[: whole.rfind(b"\n") + 1])
    assert all(json.loads(line) for line in path.read_bytes().splitlines())


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_says_so_leaves_nothing_and_goes_on(tandem, number, status):
    with interrupted(tandem, number) as (process, said):
        assert status == process.returncode, said
        assert "what was measured is kept" in said
    before = tandem.records()
    assert before[-1]["is"] == "end"
    assert before[-1]["ended"] == "interrupted"
    assert [] == left_over(process.pid)
    tandem.run(*SMALL, *LANES, "--budget", "4s")
    after = tandem.records()
    assert before == after[: len(before)]
    check_whole(after)


def test_an_interrupted_gate_ends_at_once_though_a_lane_hangs(tandem):
    words = ("run", "mutants", "--lanes", "hangs,honest", "--impls", tandem.fakes, "--data", tandem.data)
    process = tandem.start(*words, "--patience", "300s")
    try:
        until = time.monotonic() + 60
        while not any(r["is"] == "host" for r in tandem.records()) and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130, said
    assert tandem.records()[-1]["ended"] == "interrupted"
    assert left_over(process.pid) == []


def test_killed_at_random_moments_a_run_goes_on(tandem):
    kill_and_go_on(tandem, times=3, seed=1)


@pytest.mark.slow
def test_killed_ten_times_a_run_goes_on(tandem):
    kill_and_go_on(tandem, times=10, seed=2)


def kill_and_go_on(tandem, times, seed):
    drawn = random.Random(seed)
    seen = {}
    for _ in range(times):
        words = ("run", *SMALL, *LANES, "--impls", tandem.fakes, "--data", tandem.data, "--budget", "10s")
        with tandem.start(*words) as process:
            time.sleep(START_S + drawn.random() * 1.5)
            process.kill()
        for record in trials(tandem.records()):
            assert seen.setdefault(record["id"], record) == record
    tandem.run(*SMALL, *LANES, "--budget", "10s")
    last = tandem.records()
    assert seen == {r["id"]: r for r in trials(last) if r["id"] in seen}
    check_whole(last)
    assert len(list(tandem.data.glob("*/*.jsonl"))) == 1


def check_whole(records):
    """No trial twice, no block with a hole before a later one."""
    found = trials(records)
    assert len({r["id"] for r in found}) == len(found)
    places = [(r["schedule"], r["block"], r["slot"]) for r in found]
    assert len(set(places)) == len(places)
    last = max(r["block"] for r in found)
    slots = {r["slot"] for r in found if r["block"] == 0}
    for number in range(last):
        assert slots == {r["slot"] for r in found if r["block"] == number}


def until_measured(tandem, process, count=2):
    """Wait until some trials are stored."""
    until = time.monotonic() + 60
    while len(trials(tandem.records())) < count:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < until, "no trial in a minute"
        time.sleep(0.02)


class interrupted:  # noqa: N801  (used as a function is)
    """A run that is sent a signal once it has measured something."""

    def __init__(self, tandem, number):
        words = ("run", *SMALL, *LANES, "--impls", tandem.fakes, "--data", tandem.data, "--budget", "4s")
        self.tandem, self.number = tandem, number
        self.process = tandem.start(*words)

    def __enter__(self):
        try:
            until_measured(self.tandem, self.process)
            self.process.send_signal(self.number)
            _, said = self.process.communicate(timeout=60)
        finally:
            self.process.kill()
            self.process.wait()
        return self.process, said

    def __exit__(self, *_):
        self.process.stdout.close()
        self.process.stderr.close()


def left_over(launcher):
    """Folders in shared memory that a launcher left."""
    return list(Path("/dev/shm").glob(f"tandem-{launcher}-*"))  # noqa: S108
