"""Sources of lanes on the page: which files, as of when, escaped, and never more than there is room for."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from benchmarks.core import source
from reports.page import sources as made
from reports.page.sources import BUDGET, LINES, highlighted, modules, sources
from reports.tables.cases import case_tables
from tests.unit.reports.sample import summary

TABLE = """
mod given;
mod jobs;
mod own;
use jobs::{Jobs, Tokio};
/// LANES
pub(crate) const LANES: Lanes = &[
    ("jobs", "rust", "main", |given, stage| boxed(Jobs::<Tokio>::new(stage)?)),
    ("parse", "document-rust", "main", own::parse),
];
"""


def measured_at(revision: str):
    full = summary()
    full = replace(full, runtimes=tuple({**r, "commit": revision} for r in full.runtimes))
    return sources(full, case_tables(full))


@pytest.fixture
def known(monkeypatch):
    """A checkout that has what it is given, at any revision."""

    def has(files: dict[str, str]) -> None:
        monkeypatch.setattr(source, "texts", lambda _, paths: {p: files[p] for p in paths if p in files})

    return has


def test_the_modules_are_those_that_a_lanes_entries_name():
    assert ["given", "jobs"] == modules(TABLE, "rust")
    assert ["own"] == modules(TABLE, "document-rust")
    assert [] == modules(TABLE, "python")


def test_source_is_marked_and_escaped():
    text = highlighted('def parse(x):  # <script>\n    return "</pre>" < 1\n', "a.py")
    assert "<script" not in text
    assert "</pre" not in text
    assert "<i class=f>parse</i>" in text
    assert "<i class=c># &lt;script&gt;" in text
    assert "<i class=k>fn </i>" in highlighted("fn parse() {}", "a.rs")


def test_a_lane_in_rust_has_its_file_and_its_module(known):
    known({
        "impls/ticker/lanes/rust.py": "LANE = {}\n",
        "impls/ticker/rust/src/lanes.rs": TABLE,
        "impls/ticker/rust/src/lanes/jobs.rs": "fn run() {}\n",
    })  # fmt: skip
    found = measured_at("abc")["ticker"]
    assert ["impls/ticker/lanes/rust.py", "impls/ticker/rust/src/lanes/jobs.rs"] == [f.path for f in found.files]
    assert {("rust",)} == {f.lanes for f in found.files}
    assert "No source of" in found.missing
    assert "python-best" in found.missing


def test_a_file_that_serves_several_lanes_is_there_once(known):
    known({
        "impls/ticker/rust/src/lanes.rs": 'mod own;\nLANES: Lanes = [("a", "rust", own), ("a", "document-rust", own)];',
        "impls/ticker/lanes/rust.py": "", "impls/ticker/rust/src/lanes/own.rs": "fn x() {}",
    })  # fmt: skip
    assert {"rust", "document-rust"} == set(measured_at("abc")["ticker"].files[-1].lanes)


def test_what_is_long_is_cut_and_says_so(known):
    known({"impls/ticker/lanes/rust.py": "x = 1\n" * (LINES + 7)})
    (file,) = measured_at("abc")["ticker"].files
    assert (LINES + 7, 7) == (file.lines, file.left)
    assert LINES == file.html.count("\n")


def test_where_there_is_no_room_left_own_lanes_come_first(known, monkeypatch):
    known({"impls/ticker/lanes/peer_msgspec.py": "x = 1\n" * 20, "impls/ticker/lanes/rust.py": "x = 1\n" * 20})
    monkeypatch.setattr(made, "BUDGET", 700)
    room = {f.path: bool(f.html) for f in measured_at("abc")["ticker"].files}
    assert {"impls/ticker/lanes/peer_msgspec.py": False, "impls/ticker/lanes/rust.py": True} == room


def test_all_lanes_of_this_checkout_have_room():
    files = subprocess.run(
        ["git", "ls-files", "impls/*/lanes/*.py", "impls/*/rust/src/lanes/*.rs"],
        cwd=source.ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    texts = source.texts(source.commit(), files)
    parts = [highlighted("".join(t.splitlines(keepends=True)[:LINES]), p) for p, t in texts.items()]
    assert 1.3 * BUDGET > sum(len(part.encode()) for part in parts)


def test_a_revision_that_this_checkout_does_not_know_has_none_and_says_why():
    assert "does not hold them as of c47c2c1f" in measured_at("c47c2c1f")["ticker"].missing
    assert "changed sources (0123+45)" in measured_at("0123+45")["ticker"].missing
    assert "does not say which" in measured_at("")["ticker"].missing
