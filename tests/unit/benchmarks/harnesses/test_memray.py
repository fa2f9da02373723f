from pathlib import Path

import pytest

from benchmarks.core.model import Arm, Lane
from benchmarks.harnesses import memray_
from benchmarks.harnesses.memray_worker import tracked
from impls.contract import Case, Role

pytest.importorskip("memray")


@pytest.mark.parametrize(("server", "fits"), [("", False), ("exchange/rust", True)])
def test_a_lane_that_plays_several_roles_has_no_one_heap(server, fits):
    lane = Lane(component="relay", name="python", kind="own", label="")
    case = Case(operation="ask", cast=(Role("server", server), Role("client")))
    assert fits == (memray_.applies(Arm("relay", case, lane, "cpython")) is None)


def test_only_the_run_asked_for_is_counted(tmp_path):
    file = tmp_path / "run.bin"
    kept = []

    def run():
        kept.append(bytearray(1_000_000))
        return len(kept)

    counted = tracked(run, str(file), 2)
    assert [1, 2, 3] == [counted(), counted(), counted()]
    found = {s["metric"]: s["values"][0] for s in memray_.read(file)}
    assert 1_000_000 <= found["peak_heap"] < 1_200_000
    assert 1 <= found["allocations"] < 100


def test_shares_name_the_function_that_allocates(tmp_path):
    file = tmp_path / "run.bin"

    tracked(lambda: bytearray(5_000_000), str(file), 1)()
    (name, share), *_ = memray_.shares(file, Path(__file__).parent).items()
    assert name.startswith("test_memray.py:")
    assert share > 0.9
