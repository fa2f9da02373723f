"""``tandem limits``: its table, its JSON, and the status that says that a limit was beaten."""

from __future__ import annotations

import json

import pytest
from made_records import gate_row, records

from benchmarks.campaign.start import Outcome
from tandem.__main__ import main
from tandem.commands import limits, run

CLOCK, COPY = "machine/clock[]v1", "machine/memory[kernel=copy,caches=4]v1"
KINDS = {"limit-native": "limit", "floor-calls": "floor", "rust": "own"}


@pytest.fixture
def measured(monkeypatch, tmp_path):
    """Stands for the measuring: what lanes took, by case; returns what was wanted."""
    asked = []

    def with_times(cases):
        found = records(cases)
        for component in found[0]["catalog"]["components"]:
            for case in component["cases"]:
                case["operation"] = case["id"].partition("/")[2].partition("[")[0]
                case["params"] = {"kernel": "copy", "caches": 4} if case["operation"] == "memory" else {}
            for lane in component["lanes"]:
                lane["kind"] = KINDS[lane["name"]]
        found.insert(-1, gate_row(CLOCK, "floor-absent", passed=False, status="unavailable", difference="needs a tool"))
        outcome = Outcome("complete", tmp_path / "run.jsonl", found, ())

        def measure(wanted, _chosen, page, *, quiet, counters=False):
            assert not counters
            asked.append((wanted, page, quiet))
            return outcome

        for module in (limits, run):
            monkeypatch.setattr(module, "measured", measure)
        return asked

    return with_times


TIMES = {CLOCK: {"limit-native": 17.0, "floor-calls": 41.0}, COPY: {"limit-native": 0.1}}


def test_the_table_says_what_how_much_and_what_it_bounds(measured, tmp_path, capsys):
    (asked,) = [measured(TIMES)]
    assert 0 == main(["limits", "--data", str(tmp_path)])
    said = capsys.readouterr().out
    best, costs = said.index("can do at best"), said.index("harness cost")
    assert best < said.index("a read of the clock ") < said.index("GB/s") < costs < said.index("a read of the clock, ")
    assert "whatever streams through more than the caches hold" in said
    assert "floor-absent: unavailable: needs a tool" in said
    assert "everything is decided" in said
    ((wanted, page, quiet),) = asked
    assert ({"machine"}, None, False) == ({arm.component for arm in wanted.arms}, page, quiet)
    assert not wanted.options.memory


def test_a_name_chooses_operations(measured, tmp_path):
    asked = measured(TIMES)
    assert 0 == main(["limits", "clock", "syscall", "--data", str(tmp_path)])
    assert {"clock", "syscall"} == {arm.case.operation for arm in asked[0][0].arms}


def test_an_unknown_name_is_told(tmp_path, capsys):
    assert 2 == main(["limits", "clok", "--data", str(tmp_path)])
    assert "machine/clock" in capsys.readouterr().err


def test_json_has_every_row_with_its_interval(measured, tmp_path, capsys):
    measured(TIMES)
    assert 0 == main(["limits", "--json", "--data", str(tmp_path)])
    found = json.loads(capsys.readouterr().out)
    assert {"schema", "machine", "run", "ended", "limits", "refused", "doubts"} == found.keys()
    rows = {(row["case"], row["lane"]): row for row in found["limits"]}
    copied = rows[COPY, "limit-native"]
    assert "B/s" == copied["unit"]
    assert copied["low"] < 1e10 < copied["high"]
    assert "ns" == rows[CLOCK, "floor-calls"]["unit"]
    assert ["needs a tool"] == [row["reason"] for row in found["refused"]]


@pytest.mark.parametrize(("rust_ns", "status"), [(12.0, 3), (17.0, 0), (30.0, 0)])
def test_a_lane_that_beats_its_limit_is_a_check_that_said_no(measured, tmp_path, capsys, rust_ns, status):
    measured({CLOCK: {"limit-native": 17.0, "rust": rust_ns}})
    for form in ([], ["--json"]):
        assert status == main(["limits", *form, "--data", str(tmp_path)])
        said = capsys.readouterr().err
        assert (status == 3) == ("this run is invalid" in said)
        assert said.count("\n") == (status == 3)


def test_a_run_ends_with_the_same_status(measured, tmp_path, capsys):
    measured({CLOCK: {"limit-native": 17.0, "rust": 12.0}})
    assert 3 == main(["run", "machine/clock", "--data", str(tmp_path)])
    captured = capsys.readouterr()
    assert "times as good as limit-native" in captured.err
    assert "run.jsonl" in captured.out
