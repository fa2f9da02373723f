"""What a job keeps of the heap is seen by the run, and what it keeps once is not."""

from pathlib import Path

import pytest

from benchmarks.core.model import Arm, Lane
from benchmarks.harnesses import growth_
from benchmarks.harnesses.growth_worker import FIRST, MOST, SECOND, WARM, stretches
from impls.contract import Case, How

pytest.importorskip("memray")

KIB = bytes(1024)


def seen(run, folder: Path, calls=WARM + 3 * MOST + 1, seconds=60.0):
    called = stretches(run, folder, seconds)
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
    found = seen(lambda: None, tmp_path, calls=WARM)
    assert [] == found["values"]
    assert found["evidence"].startswith("n/a:")


def test_long_runs_make_short_stretches(tmp_path):
    seen(lambda: None, tmp_path, calls=20, seconds=0.0)
    assert {f"{FIRST}-1", f"{SECOND}-2"} == {file.name for file in tmp_path.iterdir()}


def test_a_job_of_one_run_cannot_grow():
    lane = Lane(component="sums", name="python", kind="own", label="")
    once = Arm("sums", Case(operation="sums", how=(How(once=True),)), lane, "cpython")
    assert "nothing can grow" in growth_.applies(once)
    assert growth_.applies(Arm("sums", Case(operation="sums"), lane, "cpython")) is None
