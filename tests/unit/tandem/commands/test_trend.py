"""``tandem trend`` over stored runs made from a seed."""

import json

import made_records
import pytest
from click.testing import CliRunner

from benchmarks.core.errors import SelectionError
from tandem.commands.trend import command

CASE = "ticker/parse[messages=1000]v1"


@pytest.fixture
def history(tmp_path):
    """Sixteen runs; from the ninth on the lane takes twice as long."""
    for number in range(16):
        run = made_records.records({CASE: {"python": 2000.0 if number >= 8 else 1000.0, "rust": 100.0}}, seed=number)
        run[0]["id"] = f"run-{number}"
        run[0]["started"] = f"2026-01-{number + 1:02d}T08:00:00Z"
        path = tmp_path / made_records.HOST / f"202601{number + 1:02d}T080000Z-ab12cd34.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in run))
    return tmp_path


def asked(*words):
    return CliRunner().invoke(command, list(map(str, words)), catch_exceptions=False)


def test_a_change_is_told_with_the_run_that_it_began_with(history):
    found = json.loads(asked("--data", history, "--json").stdout)["trends"]
    python = next(line for line in found if line["lane"] == "python")
    assert (16, "time") == (len(python["points"]), python["metric"])
    assert "20260109T080000Z-ab12cd34" in [change["run"] for change in python["changes"]]
    assert 1.8 < max(change["factor"] for change in python["changes"]) < 2.2


def test_a_steady_lane_has_none(history):
    said = asked("ticker", "--data", history).stdout.splitlines()
    (rust,) = (line for line in said if " rust: time " in line)
    assert rust.endswith("over 16 runs; no change")


def test_an_unknown_case_is_one_line(history):
    with pytest.raises(SelectionError, match="no stored run has such a case"):
        asked("nothing", "--data", history)


def test_no_runs_are_told(tmp_path):
    assert "no run is stored yet" in asked("--data", tmp_path).stdout
