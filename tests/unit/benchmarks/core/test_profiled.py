"""Profiles beside the stored runs: they read back, say no place of a machine, and one that is broken is left out."""

from __future__ import annotations

import pytest

from benchmarks.core.errors import ResultsError
from benchmarks.core.places import ROOT
from benchmarks.core.profiled import FOLDER, Profiled, frame, keep, kept

FOUND = Profiled(
    case="ticker/parse[order=sent,messages=1000]v1", lane="python@cpython-3.13", at="2026-11-21T09:05:12Z",
    revision="c47c2c1f", samples={"parse (impls/ticker/lanes/python.py);loads (json/__init__.py)": 30},
    heap={"parse (impls/ticker/lanes/python.py)": 4096}, figures={"instructions": (673.0, "count", "callgrind")},
    notes=("memray: n/a",),
)  # fmt: skip


def test_what_is_kept_reads_back_for_its_host_only(tmp_path):
    path = keep(tmp_path, "h1", FOUND)
    assert "ticker-parse-order=sent-messages=1000-v1.python@cpython-3.13.json" == path.name
    assert (FOUND,) == kept(tmp_path, "h1")
    assert () == kept(tmp_path, "h2") == kept(tmp_path, "")


def test_a_newer_one_takes_the_older_ones_place(tmp_path):
    keep(tmp_path, "h1", FOUND)
    keep(tmp_path, "h1", Profiled(case=FOUND.case, lane=FOUND.lane, at="later", revision="x"))
    assert ["later"] == [one.at for one in kept(tmp_path, "h1")]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"case": "x"}', '{"schema": 1, "case": 1, "samples": [1]}'])
def test_a_broken_file_is_left_out(tmp_path, text):
    keep(tmp_path, "h1", FOUND)
    (tmp_path / FOLDER / "h1" / "broken.json").write_text(text)
    assert (FOUND,) == kept(tmp_path, "h1")


def test_where_nothing_can_be_written_it_is_one_line(tmp_path):
    (tmp_path / FOLDER).write_text("a file where a folder should be")
    with pytest.raises(ResultsError, match=r"the profile: cannot be written: .*; choose another --data"):
        keep(tmp_path, "h1", FOUND)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (str(ROOT / "impls/ticker/lanes/python.py"), "parse (impls/ticker/lanes/python.py)"),
        ("/home/secret/.venv/lib/python3.11/site-packages/orjson/x.py", "parse (orjson/x.py)"),
        (str(ROOT / ".nox/tests/lib/python3.11/site-packages/picows/api.py"), "parse (picows/api.py)"),
        ("/usr/lib/python3.13t/json/decoder.py", "parse (json/decoder.py)"),
        ("/home/secret/program.py", "parse (program.py)"),
        ("<string>", "parse (<string>)"),
    ],
)
def test_a_frame_says_no_place_of_a_machine(file, expected):
    assert expected == frame("parse", file)


def test_a_frame_cannot_end_a_stack():
    assert ";" not in frame("a;b", "c;d.py")
