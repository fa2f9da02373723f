"""What stands beside the page: whole files, the documented JSON, Markdown that says the same."""

from __future__ import annotations

import csv
import importlib.util
import json
import os

import pytest

from benchmarks.core.errors import ResultsError
from reports import ledger
from reports.export import replace_file
from reports.export.markdown import markdown
from reports.page import write
from reports.tables.cases import case_tables
from reports.tables.documents import documents
from tests.unit.reports.sample import empty, summary

LEDGERS = [ledger.load(name) for name in ledger.documents()]


def text_of(found) -> str:
    return markdown(found, documents(LEDGERS, found), case_tables(found))


def test_everything_is_written_and_nothing_else(tmp_path):
    page = write(summary(), LEDGERS, tmp_path / "out")
    assert tmp_path / "out" / "index.html" == page
    names = {"index.html", "report.md", "report.json", "decisions.csv", "measurements.csv", "ratios.csv", "claims.csv"}
    if importlib.util.find_spec("pyarrow"):
        names |= {"decisions.parquet", "measurements.parquet", "ratios.parquet", "claims.parquet"}
    assert names == {p.name for p in page.parent.iterdir()}


def test_the_json_has_derived_figures_and_no_nan(tmp_path):
    write(summary(), LEDGERS, tmp_path)
    found = json.loads((tmp_path / "report.json").read_text(), parse_constant=pytest.fail)
    assert 1 == found["schema"]
    assert "gateio.startup.ratio.headline.ratio" in [d["id"] for d in found["derived"]]


def test_decisions_stand_in_every_file(tmp_path):
    write(summary(), LEDGERS, tmp_path)
    with (tmp_path / "decisions.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["lead"] == "True"]
    told = json.loads((tmp_path / "report.json").read_text())["decisions"]
    assert {"websocket", "clock", "program", "ticker"} == {row["component"] for row in rows}
    for row in rows:
        same = next(d for d in told if d["case"] == row["case"])
        assert (row["advice"], float(row["alone_low"])) == (same["advice"], pytest.approx(same["alone_low"]))
        assert f"| {row['component']} `{row['case']}` | **{row['advice']}** |" in (tmp_path / "report.md").read_text()


def test_markdown_has_the_tally_and_the_findings_of_each_document():
    text = text_of(summary())
    assert "\naudio: 15 fact" in text
    assert "- Startup time (L9): the document's own figures give 5–16×, it says 5–8×" in text


def test_the_csv_reads_back(tmp_path):
    write(summary(), LEDGERS, tmp_path)
    with (tmp_path / "ratios.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(summary().ratios) == len(rows)
    assert {"faster", "slower"} <= {row["outcome"] for row in rows}


def test_markdown_has_a_row_for_every_lane_and_says_why_one_has_no_number():
    text = text_of(summary())
    assert "| peer-simd-json |  | disqualified: [17].bid should be [1917779, 2], was [1917778, 2] |" in text
    assert "The best Python (peer-picows) is" in text
    assert "> **Doubt**: the last line of the raw record was cut" in text
    assert text.index("`websocket/receive[") < text.index("`clock/read[")


def test_markdown_tables_are_rectangular():
    widths = {}
    for line in text_of(summary()).splitlines():
        if line.startswith("|"):
            widths.setdefault(line.replace("\\|", "").count("|"), 0)
        elif widths:
            assert 1 == len(widths), line
            widths = {}


def test_markdown_before_the_first_measurement_says_so():
    text = text_of(empty())
    assert "Nothing is measured yet: 9 cases to go." in text
    assert "Not measured yet: `python -m tandem run 'websocket/receive[messages=100000]v1'`" in text


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path):
    path = replace_file(tmp_path / "a.txt", "one")
    replace_file(path, "two")
    assert ("two", [path]) == (path.read_text(), list(tmp_path.iterdir()))


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match=r"cannot be written: .*--out"):
        replace_file(tmp_path / "file" / "index.html", "x")


def test_a_full_disk_leaves_what_stood_there(tmp_path, monkeypatch):
    path = replace_file(tmp_path / "a.txt", "one")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(type(path), "replace", full)
    with pytest.raises(ResultsError, match="No space left on device"):
        replace_file(path, "two")
    assert ("one", [path]) == (path.read_text(), list(tmp_path.iterdir()))
