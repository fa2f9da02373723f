"""What a job keeps of the heap is seen by the run, and what it keeps once is not."""

from pathlib import Path

import pytest

from benchmarks.core.model import Arm, Lane
from benchmarks.harnesses import growth_
from benchmarks.harnesses.growth_worker import FIRST, SECOND, WARM, stretches
from benchmarks.harnesses.pilot import Pilot
from benchmarks.launcher.trial import Trial
from impls.contract import Case, How

pytest.importorskip("memray")

KIB = bytes(1024)
MOST = growth_.MOST


def seen(run, folder: Path, calls=WARM + 3 * MOST + 1):
    called = stretches(run, folder, MOST)
    for _ in range(calls):
        called()
    return growth_.read(folder, ops=10)[0]


def test_a_job_that_keeps_a_kibibyte_a_run_grows_by_its_tenth_an_operation(tmp_path):
    kept = [None] * 1000  # a list that does not grow: only what is in it does
    places = iter(range(1000))

    def run():
        kept[next(places)] = bytearray(KIB)

    found = seen(run, tmp_path)
    (value,) = found["values"]
    assert ("growth", "B") == (found["metric"], found["unit"])
    assert 102.4 <= value < 125  # a bytearray's own head beside its bytes
    assert f"{2 * MOST} runs against {MOST}" in found["evidence"]


def test_a_job_that_gives_all_back_does_not_grow(tmp_path):
    assert abs(seen(lambda: bytearray(KIB), tmp_path)["values"][0]) < 1


def test_what_a_job_keeps_once_is_no_growth(tmp_path):
    cache = {}

    def run():
        cache["last"] = bytearray(1 << 20)

    assert abs(seen(run, tmp_path)["values"][0]) < 1


def test_too_few_runs_say_why_there_is_no_figure(tmp_path):
    found = seen(lambda: None, tmp_path, calls=1)
    assert [] == found["values"]
    assert found["evidence"].startswith("n/a:")


def test_the_second_stretch_has_twice_the_runs(tmp_path):
    called = stretches(lambda: None, tmp_path, 3)
    for _ in range(WARM + 3 * 3 + 1):
        called()
    assert {f"{FIRST}-3", f"{SECOND}-6"} <= {file.name for file in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("found", "said"),
    [(Pilot(True, 1, 1e3, 0), "set anew before every run"), (Pilot(False, 1, 9e9, 0), "takes too long")],  # noqa: FBT003
)
def test_what_cannot_be_seen_often_says_why(monkeypatch, found, said):
    trial = Trial("2026-11-21T00:00:00Z")
    monkeypatch.setattr(growth_.pilot, "fly", lambda *_: (trial, found))
    same, (series,) = growth_.measure(None, None, None)
    assert trial is same
    assert [] == series["values"]
    assert said in series["evidence"]


def test_what_fails_alone_is_not_asked_again(monkeypatch):
    trial = Trial("2026-11-21T00:00:00Z", ended="died")
    monkeypatch.setattr(growth_.pilot, "fly", lambda *_: (trial, None))
    assert (trial, []) == growth_.measure(None, None, None)


def test_a_job_of_one_run_cannot_grow():
    lane = Lane(component="sums", name="python", kind="own", label="")
    once = Arm("sums", Case(operation="sums", how=(How(once=True),)), lane, "cpython")
    assert "nothing can grow" in growth_.applies(once)
    assert growth_.applies(Arm("sums", Case(operation="sums"), lane, "cpython")) is None
