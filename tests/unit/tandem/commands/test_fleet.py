"""What ``fleet show`` says of stored runs, and what ``fleet`` refuses before it looks for a machine."""

import json
import sys

import pytest
from click.testing import CliRunner

from benchmarks.core.errors import FleetError, SelectionError
from tandem.commands import fleet
from tests.unit.tandem.commands.test_judging_commands import PARSE, put

FAST, SLOW = {"document-python": 1300.0, "rust": 100.0}, {"document-python": 1300.0, "rust": 2600.0}
NOWHERE = "tcp://127.0.0.1:9"


def ran(*words):
    return CliRunner().invoke(fleet.command, [str(w) for w in words], catch_exceptions=True)


@pytest.fixture
def runs(tmp_path):
    put(tmp_path, "run-a", FAST, host="ha1")
    put(tmp_path, "run-b", SLOW, host="hb2", started="2026-11-22T08:00:00Z")
    return tmp_path


def test_each_host_has_a_column_and_what_they_say_together_the_last(runs):
    said = ran("show", "--data", runs).output
    assert f"{PARSE}: time, times better than document-python" in said
    assert "faster on 1, slower on 1" in said
    row = next(line for line in said.splitlines() if line.startswith("rust"))
    assert 3 == row.count("×")


def test_show_says_the_same_as_json(runs):
    told = json.loads(ran("show", "--data", runs, "--json").output)
    (row,) = told["rows"]
    assert ["ha1", "hb2"] == [host["id"] for host in told["hosts"]]
    assert pytest.approx([13, 0.5], rel=0.05) == [row["hosts"][host]["value"] for host in ("ha1", "hb2")]
    assert pytest.approx([0.5, 13], rel=0.05) == [row["together"]["low"], row["together"]["high"]]
    assert row["reversed"]


def test_without_anything_to_compare_show_says_so(tmp_path):
    assert "nothing to read together" in ran("show", "--data", tmp_path).output


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("ticker/*", "--data-of", "x"), "--data-of"),
        (("ticker/*", "--page", "x"), "--page: a machine of the fleet cannot be given it"),
        (("ticker/*", "--input", "x"), "--input: a machine of the fleet cannot be given it"),
        (("ticker/*", "--dry-run"), "--dry-run: a machine of the fleet cannot be given it"),
    ],
)
def test_what_every_machine_would_refuse_is_refused_here(tmp_path, words, wrong):
    found = ran("run", NOWHERE, *words, "--data", tmp_path)
    assert (2, True) == (found.exit_code, wrong in found.output)


def test_an_unknown_case_is_refused_before_any_machine_is_asked(tmp_path):
    found = ran("run", NOWHERE, "tickr", "--data", tmp_path)
    assert isinstance(found.exception, SelectionError)


def test_where_no_scheduler_answers_it_is_told_how_to_start_one(tmp_path, monkeypatch):
    monkeypatch.setattr(fleet, "PATIENCE_S", 0.2)
    error = ran("run", NOWHERE, "ticker", "--data", tmp_path).exception
    assert isinstance(error, FleetError)
    assert "no Dask scheduler answers there" in error.wrong
    assert "nox -s dask -- scheduler" in error.mend


def test_without_dask_it_is_told_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    for name in [name for name in sys.modules if name.startswith("benchmarks.fleet.")]:
        monkeypatch.delitem(sys.modules, name)
    error = ran("list", NOWHERE).exception
    assert isinstance(error, FleetError)
    assert "needs Dask" in error.wrong


def test_a_machine_with_other_sources_cannot_measure_for_us():
    from benchmarks.fleet.crew import Machine  # noqa: PLC0415  (needs Dask, a second to import)

    host = {"id": "h1", "cpu": "CPU", "cores": 2}
    assert "has other sources: 0123456789ab, here" in fleet._unfit(Machine("tcp://a", host, "0123456789ab"))
    assert "" == fleet._unfit(Machine("tcp://a", host, fleet.revision()))
    assert "it is broken" == fleet._unfit(Machine("tcp://a", wrong="it is broken"))
