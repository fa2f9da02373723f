import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.core.errors import DebugBuildError, ResultsError, WorkerRefusedError
from benchmarks.core.givens import Givens
from benchmarks.core.selection import arms, cases
from benchmarks.launcher import cast
from benchmarks.launcher.cast import Cast, sweep
from benchmarks.launcher.session import Session
from benchmarks.launcher.trial import play, scene_of
from benchmarks.launcher.workshop import Workshop
from impls.contract import Fault, How

BATCH = {"how": "batch", "loops": 10, "samples": 3, "warmup": 1}
ONCE = {"how": "batch", "once": True, "loops": 1, "samples": 1, "warmup": 0}


@pytest.fixture
def shop(fakes):
    return Workshop(list(fakes.values())).unpinned()


@pytest.fixture
def scene(fakes, shop):
    def make(case, lane, **change):
        (arm,) = arms(cases(list(fakes.values()), [case]), [lane], shop.kinds)
        arm = replace(arm, case=replace(arm.case, **change))
        return scene_of(shop, arm, Givens(list(fakes.values()), 1).of(arm.component, arm.case).path, 3)

    return make


def folders():
    return list(Path("/dev/shm").glob(f"tandem-{os.getpid()}-*"))  # noqa: S108


def test_a_trial_brings_series_usage_and_digest(scene):
    trial = play(scene("sums/sums[n=200]v1", "python"), [BATCH], 20)
    record = trial.record()
    assert ("ok", [], "") == (record["ended"], record["doubts"], record["log"])
    time = next(s for s in record["series"] if s["metric"] == "time")
    assert (10, 3, "main") == (time["loops"]["loops"], len(time["loops"]["totals"]), time["role"])
    main = record["roles"]["main"]
    assert main["exit"] == 0
    assert main["usage"]["vm_hwm_bytes"] > 1 << 20
    assert len(main["sha256"]) == 64
    assert main["first_ns"] > 0
    assert trial.hellos["main"]["language"] == "python"
    assert 0 < trial.wall_ns
    assert folders() == []


def test_a_cast_brings_series_of_its_lead_and_usage_of_all(scene):
    record = play(scene("relay/ask*", "python"), [ONCE], 20).record()
    assert record["ended"] == "ok"
    assert {"server": 0, "client": 0} == {role: said["exit"] for role, said in record["roles"].items()}
    assert {"client", "server"} == {s["role"] for s in record["series"]}
    assert all(said["usage"] for said in record["roles"].values())
    assert folders() == []


def test_a_role_that_a_fault_kills_is_no_failure(scene):
    record = play(scene("relay/orphaned*", "python"), [ONCE], 20).record()
    assert ("ok", -signal.SIGKILL) == (record["ended"], record["roles"]["server"]["exit"])
    assert [{"role": "server", "after_s": 0.2, "stall_s": None}] == record["faults"]
    assert record["doubts"] == []
    assert any(s["metric"] == "holds" for s in record["series"])


def test_a_stalled_role_goes_on_afterwards(scene):
    stall = (Fault("server", after_s=0.0, stall_s=0.2),)
    record = play(scene("relay/ask*", "python", faults=stall), [ONCE], 20).record()
    assert ("ok", 0) == (record["ended"], record["roles"]["server"]["exit"])
    assert record["faults"][0]["stall_s"] == 0.2


def test_a_lane_that_raises_is_refused_with_its_words(scene):
    trial = play(scene("mutants", "raises"), [BATCH], 20)
    assert ("refused", "lane: IndexError: list index out of range") == (trial.ended, trial.why)
    assert folders() == []


def test_a_lane_that_raises_in_a_cast_ends_the_trial(scene):
    trial = play(scene("relay/ask*", "raises"), [ONCE], 20)
    assert trial.ended == "refused"
    assert "IndexError" in trial.record()["log"]


def test_a_lane_that_leaves_has_died(scene):
    trial = play(scene("mutants", "leaves"), [BATCH], 20)
    assert ("died", "ended by itself with exit status 7") == (trial.ended, trial.why)


def test_a_lane_that_hangs_is_silent_and_gone(scene):
    trial = play(scene("mutants", "hangs"), [{**BATCH, "loops": 1}], 3)
    assert trial.ended == "silent"
    assert -signal.SIGKILL == trial.found.roles["main"]["exit"]


def test_a_run_once_that_says_how_long_it_lasts_may_be_silent_for_so_much_longer(scene):
    for how, expected in ((How(once=True, seconds=60), 63), (How(once=True), 3), (How("each", rate=5, seconds=60), 3)):
        with Cast(scene("sums/sums[n=200]v1", "python", how=(how,)), 3) as made:
            assert expected == made._patience_s


def test_a_how_that_a_lane_lacks_is_noted_and_the_rest_measured(scene):
    trial = play(scene("sums/sums[n=200]v1", "python"), [{"how": "each", "count": 5}, BATCH], 20)
    assert trial.ended == "ok"
    assert len(trial.found.refused) == 1
    assert any(s["metric"] == "time" for s in trial.found.series)


def test_a_step_by_step_lane_has_a_histogram(scene):
    trial = play(scene("sums/stepwise*", "python"), [{"how": "each", "batch": 4, "budget_ns": 2_000_000}], 20)
    latency = next(s for s in trial.found.series if s["metric"] == "latency")
    assert latency["histogram"]["count"] > 0


def test_printing_does_no_harm(scene):
    assert play(scene("mutants", "prints"), [{**BATCH, "loops": 1}], 20).ended == "ok"


def test_a_debug_build_is_refused_where_a_release_is_asked(scene, tmp_path):
    made = scene("sums/sums[n=200]v1", "python")
    worker = tmp_path / "worker.py"
    worker.write_text(
        "import json, os, sys\n"
        "hello = {'is': 'hello', 'tandem': 1, 'runtime': {'profile': 'debug'}}\n"
        "open(os.environ['TANDEM_REPLY'], 'w').write(json.dumps(hello) + '\\n')\nsys.stdin.read()\n"
    )
    party = made.parties[0]
    command = replace(party.command, argv=(sys.executable, str(worker)))
    debug = replace(made, parties=(replace(party, command=command, release=True),))
    with pytest.raises(DebugBuildError, match="build profile should be release, was debug; rebuild with: nox -s build"):
        play(debug, [BATCH], 20)
    assert folders() == []
    matrix = replace(made, parties=(replace(party, command=command, release=False),))
    assert play(matrix, [BATCH], 1).ended == "silent"


def test_a_check_answers_and_leaves_the_given_alone(scene):
    made = scene("sums/sums[n=200]v1", "python")
    with Cast(made, 20) as played:
        played.open()
        found = played.check()
        played.leave()
    given = json.loads(made.given.read_bytes())
    assert found.answers["main"][-1] == sum(given)
    assert made.given.stem.endswith(found.given_sha256["main"][:16])


def test_an_altered_given_shows(scene):
    with Cast(scene("mutants", "alters"), 20) as played:
        played.open()
        assert played.check().given_sha256["main"] == "altered"


def test_options_are_filled_in_wherever_they_stand():
    options = {"command": ["{python}", "-m", "x", "{peer:exchange.url}"], "n": 1, "deep": {"at": "{root}/a{bin:tool}"}}
    holes = {"python": "/py", "root": "/r", "bin:tool": "/b"}
    found = cast._filled(options, holes, {"exchange": {"url": "ws://x"}})
    assert found == {"command": ["/py", "-m", "x", "ws://x"], "n": 1, "deep": {"at": "/r/a/b"}}
    assert cast._filled("{brace}python} {brace}peer:x}", {}, {}) == "{python} {peer:x}"


def test_folders_of_dead_launchers_are_removed_and_those_of_the_living_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(cast, "SHARED_MEMORY", tmp_path)
    dead = subprocess.Popen(["true"])
    dead.wait()
    for name in (f"tandem-{dead.pid}-x", f"tandem-{os.getpid()}-x", "tandem-notes-x", "other"):
        (tmp_path / name).mkdir()
    sweep()
    assert ["other", f"tandem-{os.getpid()}-x", "tandem-notes-x"] == sorted(p.name for p in tmp_path.iterdir())


def test_without_room_for_a_trial_s_folder_that_is_told(scene, monkeypatch):
    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cast.tempfile, "mkdtemp", full)
    with pytest.raises(ResultsError, match="cannot be made: No space left on device; free some space there"):
        play(scene("sums/sums[n=200]v1", "python"), [BATCH], 20)


def test_a_session_samples_as_often_as_it_is_asked(fakes, shop):
    (arm,) = arms(cases(list(fakes.values()), ["sums/sums[n=200]v1"]), ["python"], shop.kinds)
    given = Givens(list(fakes.values()), 1).of("sums", arm.case).path
    with Session(shop, arm, given) as session:
        assert all(session.sample(loops) > 0 for loops in (1, 10))
        assert session.ops == 1
    assert folders() == []


def test_a_session_is_for_one_role(fakes, shop):
    (arm,) = arms(cases(list(fakes.values()), ["relay/ask*"]), ["python"], shop.kinds)
    with pytest.raises(WorkerRefusedError, match="a case of several roles"):
        Session(shop, arm, Path())
