"""``tandem profile``: what it writes and keeps, and one line for each thing that is not there."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from benchmarks.core.profiled import kept
from benchmarks.harnesses import callgrind_, memray_, pyspy_
from benchmarks.launcher.trial import Trial
from impls.contract import values
from tandem.__main__ import main
from tandem.commands import profile

CASE, LANE = "ticker/parse[order=sent,messages=1000]v1", "python"
HOST = "h123"


@pytest.fixture
def tools(monkeypatch):
    """Every tool is there and sees something, without a process; returns what can be changed."""
    ok = Trial("2026-11-21T09:05:12Z")
    file = str(profile.choose((CASE,), LANE, ()).arms[0].lane.path)
    state = SimpleNamespace(
        pyspy=None,
        memray=None,
        callgrind=None,
        trial=ok,
        stacks={f"main (x.py:1);parse ({file}:3);loads (/j/s.py:4)": 7},
    )
    monkeypatch.setattr(pyspy_, "applies", lambda _: state.pyspy)
    monkeypatch.setattr(memray_, "applies", lambda _: state.memray)
    monkeypatch.setattr(callgrind_, "applies", lambda _: state.callgrind)
    monkeypatch.setattr(pyspy_, "record", lambda *_: (state.trial, state.stacks))
    monkeypatch.setattr(memray_, "record", lambda *_: ok)
    monkeypatch.setattr(memray_, "read", lambda _: [values("peak_heap", "B", [4096])])
    monkeypatch.setattr(memray_, "heap", lambda *_: {"parse (impls/ticker/lanes/python.py)": 4096})
    counted = [values("instructions", "count", [673.0], evidence="callgrind, 9 runs against 2")]
    monkeypatch.setattr(callgrind_, "measure", lambda *_: (ok, counted))
    monkeypatch.setattr(profile, "fingerprint", lambda: {"id": HOST})
    return state


def run(tmp_path, *words):
    return main(["profile", *words, "--out", str(tmp_path / "out"), "--data", str(tmp_path / "data")])


def test_all_that_was_seen_is_printed_written_and_kept(tools, tmp_path, capsys):
    assert 0 == run(tmp_path, CASE, LANE)
    said = capsys.readouterr().out
    assert "100.0% 100.0%  loads (s.py)" in said
    assert "instructions: 673 (callgrind, 9 runs against 2)" in said
    names = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {"samples.folded", "heap.folded", "heap.txt", "flame.html", "figures.json"} == names
    (found,) = kept(tmp_path / "data", HOST)
    assert {"parse (impls/ticker/lanes/python.py);loads (s.py)": 7} == found.samples


def test_json_is_the_same_and_where_it_was_written(tools, tmp_path, capsys):
    assert 0 == run(tmp_path, CASE, LANE, "--json")
    found = json.loads(capsys.readouterr().out)
    assert (1, CASE, LANE) == (found["schema"], found["case"], found["lane"])
    assert [673.0, "count", "callgrind, 9 runs against 2"] == found["figures"]["instructions"]
    assert 6 == len(found["files"])


def test_a_tool_that_sees_nothing_of_a_lane_is_left_out_by_itself(tools, tmp_path, capsys):
    tools.pyspy = tools.memray = "runtime native: it sees Python frames"
    assert 0 == run(tmp_path, CASE, LANE)
    assert "instructions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("ticker/none", LANE), "case ticker/none: there is no such case"),
        ((CASE, "pyhton"), "lane pyhton: there is no such lane; did you mean python"),
        (("ticker", LANE), "profile ticker python: names"),
    ],
)
def test_what_is_unknown_or_several_is_one_line(tools, tmp_path, capsys, words, line):
    assert 2 == run(tmp_path, *words)
    said = capsys.readouterr().err
    assert said.startswith(f"tandem: {line}")
    assert 1 == len(said.splitlines())


@pytest.mark.parametrize(
    ("tool", "reason"),
    [
        ("pyspy", "needs py-spy: python -m pip install py-spy"),
        ("callgrind", "needs valgrind: apt-get install valgrind"),
    ],
)
def test_a_tool_that_is_missing_is_one_line_and_how_to_go_on_without_it(tools, tmp_path, capsys, tool, reason):
    setattr(tools, tool, reason)
    assert 2 == run(tmp_path, CASE, LANE)
    said = capsys.readouterr().err
    assert reason in said
    assert "or leave it out: --tool" in said
    assert 1 == len(said.splitlines())


def test_where_ptrace_is_forbidden_it_says_how_to_allow_it(tools, tmp_path, capsys):
    tools.trial = Trial("x", ended="died", why="ended by itself", log="Error: Permission denied (os error 13)")
    assert 2 == run(tmp_path, CASE, LANE)
    said = capsys.readouterr().err
    assert "may not look into another process here; allow ptrace" in said
    assert 1 == len(said.splitlines())
    assert () == kept(tmp_path / "data", HOST)


def test_a_lane_that_dies_under_a_tool_says_its_last_words(tools, tmp_path, capsys):
    tools.trial = Trial("x", ended="died", why="ended by signal 9", log="")
    assert 2 == run(tmp_path, CASE, LANE)
    assert "died: ended by signal 9; see tandem verify" in capsys.readouterr().err


def test_no_sample_is_said(tools, tmp_path, capsys):
    tools.stacks = {}
    assert 0 == run(tmp_path, CASE, LANE)
    assert "n/a: py-spy: no sample fell into the lane's functions" in capsys.readouterr().out
