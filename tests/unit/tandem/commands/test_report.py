"""``tandem report``: from stored runs to files, and what it says where there are none or one was cut."""

from __future__ import annotations

import json
import re

import pytest
from made_records import HOST, records

from tandem.__main__ import main

CASE = "ticker/parse[order=sent,messages=1000]v1"
LANES = {"document-python": 1300.0, "python-best": 900.0, "document-rust": 800.0, "rust": 95.0}


@pytest.fixture
def data(tmp_path):
    """A folder with one stored run."""
    path = tmp_path / "data" / HOST / "20261121T080000Z-ab12cd34.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records({CASE: LANES})))
    return path


def report(data, out, *more) -> int:
    return main(["report", "--data", str(data.parents[1]), "--out", str(out), *more])


def test_the_page_and_its_data_are_written_from_a_stored_run(data, tmp_path, capsys):
    assert 0 == report(data, tmp_path / "out")
    assert "index.html" in capsys.readouterr().out
    page = (tmp_path / "out" / "index.html").read_text()
    assert "1 of 1 case measured" in page
    assert "The best Python (python-best) is" in page


def test_a_run_is_found_by_the_beginning_of_its_name(data, tmp_path):
    assert 0 == report(data, tmp_path / "out", "20261121")


def test_an_unknown_run_is_one_line_and_exit_2(data, tmp_path, capsys):
    assert 2 == report(data, tmp_path / "out", "nothing-like-it")
    assert "no stored run is called that" in capsys.readouterr().err


def test_json_is_the_documented_one_with_what_the_ledger_derives(data, tmp_path, capsys):
    assert 0 == report(data, tmp_path / "out", "--json")
    found = json.loads(capsys.readouterr().out)
    assert 1 == found["schema"]
    assert "gateio.json-parse.ratio.headline.ratio" in [d["id"] for d in found["derived"]]
    assert found == json.loads((tmp_path / "out" / "report.json").read_text())


def test_a_cut_last_line_is_a_doubt_on_the_page(data, tmp_path, capsys):
    data.write_bytes(data.read_bytes()[:-40])
    assert 0 == report(data, tmp_path / "out")
    assert "was cut" in capsys.readouterr().out
    assert "was cut" in (tmp_path / "out" / "index.html").read_text()


def test_without_a_stored_run_the_page_says_not_measured_yet(tmp_path, capsys):
    assert 0 == main(["report", "--data", str(tmp_path / "none"), "--out", str(tmp_path / "out")])
    assert "no run is stored" in capsys.readouterr().out
    page = (tmp_path / "out" / "index.html").read_text()
    assert "Nothing is measured yet" in page
    assert "websocket/receive[" in page


def test_a_folder_that_cannot_be_written_is_one_line_and_exit_2(data, tmp_path, capsys):
    (tmp_path / "out").write_text("")
    assert 2 == report(data, tmp_path / "out")
    error = capsys.readouterr().err
    assert 1 == error.count("\n")
    assert "cannot be written" in error
    assert "--out" in error


def test_open_hands_the_page_to_the_browser(data, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    assert 0 == report(data, tmp_path / "out", "--open")
    assert [(tmp_path / "out" / "index.html").resolve().as_uri()] == opened


@pytest.fixture
def two(data):
    """A second run beside the first: one lane slower, one gone, one new, one of its names hostile."""
    lanes = {"document-python": 1300.0, "document-rust": 1100.0, "rust": 95.0, "rust<script>x</script>": 50.0}
    again = records({CASE: lanes}, seed=2)
    again[0] |= {"id": "second", "started": "2026-11-22T08:00:00Z", "commit": "ff00ff00"}
    for r in (r for r in again if r["is"] == "trial"):
        r |= {"id": f"second-{r['id']}", "started": r["started"].replace("11-21", "11-22")}
    data.with_name("20261122T080000Z-ff00ff00.jsonl").write_text("".join(f"{json.dumps(r)}\n" for r in again))
    return data


def rows_of(page) -> dict[str, str]:
    """Lane -> verdict, as the page's table of changes says without any script."""
    table = page[page.index('<table class="changes">') :].partition("</table>")[0]
    found = re.findall(r'<tr data-change="([^"]+)".*?data-head="Lane">(.*?)<small>', table, re.DOTALL)
    return {lane: verdict for verdict, lane in found}


def test_two_runs_make_a_page_of_what_changed(two, tmp_path):
    assert 0 == report(two, tmp_path / "out", "ab12", "ff00")
    page = (tmp_path / "out" / "index.html").read_text()
    said = rows_of(page)
    assert ("slower", "gone", "new") == (
        said["document-rust"],
        said["python-best"],
        said["rust&lt;script&gt;x&lt;/script&gt;"],
    )
    assert "<script>x" not in page
    assert "The best Python (python-best)" not in page  # it was not measured in B


def test_two_runs_are_read_as_one_where_that_is_asked(two, tmp_path):
    assert 0 == report(two, tmp_path / "out", "ab12", "ff00", "--merge")
    page = (tmp_path / "out" / "index.html").read_text()
    assert '<table class="changes">' not in page
    assert "The best Python (python-best) is" in page


def test_a_run_is_not_compared_with_itself(two, tmp_path, capsys):
    assert 2 == report(two, tmp_path / "out", "ab12", "20261121")
    assert "both name the same runs" in capsys.readouterr().err
