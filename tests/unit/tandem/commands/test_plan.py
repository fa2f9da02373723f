"""What a dry run says of time: the level's, its bounds, and what the last run here chose."""

import json

import made_records as made
import pytest
from click.testing import CliRunner

from benchmarks.core.model import Arm, Lane
from benchmarks.core.plan import LEVELS
from benchmarks.core.selection import arms, cases
from benchmarks.core.store import RunFile
from impls.contract import Case, How
from tandem.commands import run
from tandem.commands.run import _last_splits, _splits, planned
from tandem.ending import summarised

NAME = "sums/sums[n=200]v1"
QUICK = LEVELS["quick"]
SPLIT = {"is": "split", "unit": NAME, "cases": [NAME], "timed_ms": 12.5, "why": "12.5 ms a process instead of 25"}


@pytest.fixture
def chosen(fakes):
    return arms(cases(list(fakes.values()), [NAME]), ["python"])


def test_without_an_earlier_run_the_level_s_time_and_its_bounds_are_said(chosen):
    (row,) = planned(chosen, QUICK)
    assert (25, [12.5, 25, 50], "chosen after the first block") == (
        row["timed_ms"], row["timed_ms_may_be"], row["split"],
    )  # fmt: skip


def test_what_the_last_run_chose_is_said_and_reckoned_with(chosen):
    (usual,), (split,) = planned(chosen, QUICK), planned(chosen, QUICK, {NAME: SPLIT})
    assert 12.5 == split["timed_ms"]
    assert split["minutes"] < usual["minutes"]
    assert "the last run here: 12.5 ms a process instead of 25" == split["split"]


def test_only_runs_of_the_same_level_are_asked(tmp_path):
    for name, options, timed_ms in (("a", {"level": "quick"}, 50.0), ("b", {"level": "rigorous"}, 1200.0)):
        with RunFile(tmp_path / "h1" / f"{name}.jsonl") as file:
            file.append(made.run_header({}, options))
            file.append(SPLIT | {"timed_ms": timed_ms})
    (tmp_path / "h1" / "c.jsonl").write_text("no record\n" + json.dumps(SPLIT) + "\n")
    assert {NAME: 50.0} == {name: s["timed_ms"] for name, s in _last_splits(tmp_path, QUICK).items()}


def test_the_end_of_a_run_says_what_first_blocks_changed():
    kept = SPLIT | {"unit": "sums/sums[n=2000]v1", "timed_ms": 25, "why": "kept: processes deviate by 1.0%"}
    lines = _splits(summarised([made.run_header({}), made.host(), SPLIT, kept]))
    assert f"{NAME}: 12.5 ms a process instead of 25" == lines[0]
    assert "1 case kept the level's split of time between processes and samples" == lines[1]


@pytest.mark.parametrize(("seconds", "minutes"), [(0.0, 0.2), (60.0, 12.0)])
def test_a_load_is_reckoned_with_as_long_as_it_lasts(seconds, minutes):
    case = Case(operation="load", how=(How("each", rate=1000, seconds=seconds),))
    lane = Lane(component="orders", name="rust", kind="own", label="rust", runtime="native")
    (row,) = planned([Arm("orders", case, lane, "native")], QUICK)
    assert minutes == pytest.approx(row["minutes"][0], rel=0.05)


def test_a_document_is_planned_whole_and_what_its_fewest_blocks_take_is_said(tmp_path):
    def said(*words):
        return CliRunner().invoke(run.command, ["-d", "gateio", "--dry-run", "--data", str(tmp_path), *words]).output

    told = json.loads(said("--quick", "--json"))
    assert any("order_placement/open_loop" == row["case"] for row in told["cases"])
    assert told["fewest_blocks_minutes"] == pytest.approx(sum(row["minutes"][0] for row in told["cases"]), abs=0.1)
    assert "give --budget" in said("--budget", "1s")
    assert "give --budget" not in said("--budget", "10h")
