"""The page as text: self-contained, deterministic, small, without a trace of whose machine it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from benchmarks.core import source
from benchmarks.core.model import Doubt, SelfCheck
from reports import ledger
from reports.page.data import encode, page_data
from reports.page.render import render
from reports.page.view import marks_of
from reports.slugs import slug
from reports.tables import facts
from reports.tables.cases import case_tables
from reports.tables.documents import documents
from tests.unit.reports.rich import rich
from tests.unit.reports.sample import empty, large, summary

LEDGERS = [ledger.load(name) for name in ledger.documents()]


def page_of(found) -> str:
    return render(found, documents(LEDGERS, found), case_tables(found))


@pytest.fixture(scope="module")
def page():
    return page_of(summary())


class Ids(HTMLParser):
    """Every id, and every address that something refers to."""

    def __init__(self):
        super().__init__()
        self.ids, self.refers, self.anchors = [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.refers += [given[k] for k in ("src", "href", "action", "poster", "srcset") if k in given]
        self.anchors += [given["href"][1:]] if tag == "a" and given.get("href", "").startswith("#") else []


def read(page: str) -> Ids:
    found = Ids()
    found.feed(page)
    return found


def test_nothing_is_asked_for_from_anywhere(page):
    assert [] == [r for r in read(page).refers if not r.startswith("#")]
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    assert "default-src 'none'" in page


def test_every_id_is_there_once_and_every_link_leads_somewhere(page):
    found = read(page)
    assert sorted(set(found.ids)) == sorted(found.ids)
    assert set(found.anchors) <= set(found.ids)


def test_the_same_numbers_give_the_same_bytes(page):
    assert page == page_of(summary())


@pytest.mark.parametrize(("rows", "most"), [(150, 2_000_000), (5000, 6_000_000)])
def test_a_page_stays_small_with_all_sources_in_it(rows, most):
    full = large(rows)
    full = replace(full, runtimes=tuple({**r, "commit": source.commit()[:12]} for r in full.runtimes))
    assert min(rows, 1000) <= len(full.measurements)
    text = page_of(full)
    assert "<i class=k>" in text
    assert most > len(text.encode())


def test_the_lead_case_is_the_first_that_the_page_speaks_of(page):
    cases = re.findall(r"(?:websocket|ticker|program|clock)/\w+\[", page)
    assert "websocket/receive[" == cases[0]
    data = data_of(page)
    assert "websocket/receive[messages=100000]v1" == data["cases"][0]["id"]


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def test_text_from_records_cannot_break_out(page):
    evil = '</script><img src=x onerror="1">'
    full = summary()
    gate = tuple(replace(g, difference=evil) if g.difference else g for g in full.gate)
    text = page_of(replace(full, gate=gate, doubts=(Doubt("x", evil, evil),)))
    assert "<img" not in text
    assert evil in [row[2] for case in data_of(text)["cases"] for row in case["rows"] if row[1]]


def test_whose_machine_it_is_cannot_be_read_off():
    full = summary()
    told = {"hostname": "secret-host", "user": "secret-user", "home": "/home/secret", "serial": "secret-serial"}
    text = page_of(replace(full, host={**full.host, **told}, runs=({**full.runs[0], **told},)))
    assert "secret" not in text


def test_before_the_first_measurement_the_page_is_whole():
    text = page_of(empty())
    assert "Nothing is measured yet: 9 cases wait." in text
    assert "Not measured yet: <code>python -m tandem run" in text
    assert 162 == text.count('<div class="claim" id="gateio.')


def test_a_page_without_anything_is_a_page():
    nothing = replace(empty(), runs=(), host={}, runtimes=(), catalog={})
    assert "Not recorded yet." in page_of(nothing)


def test_doubts_about_the_run_stand_at_the_head(page):
    assert "the last line of the raw record was cut, and dropped" in page[: page.index('id="main"')]


def test_a_refused_lane_has_its_reason_and_no_number(page):
    rows = [row for case in data_of(page)["cases"] for row in case["rows"] if row[1]]
    assert ["died", "disqualified", "unavailable"] == sorted(row[1] for row in rows)
    assert all(3 == len(row) for row in rows)


def test_pairs_hold_each_comparison_once():
    tables = case_tables(summary())
    data = page_data(tables, marks_of(tables))
    for case in data["cases"]:
        n = sum(not row[1] for row in case["rows"])
        assert n * (n - 1) // 2 == len([p for p in case["pairs"].split(";") if p])


def test_data_is_json_without_an_end_of_script():
    assert "\\u003c/script>" in encode({"x": "</script>"})
    assert {"x": "</script>"} == json.loads(encode({"x": "</script>"}))


def test_a_slug_is_an_anchor():
    assert "websocket-parse-frames-frames-text-role-client-v1" == slug(
        "websocket/parse_frames[frames=text,role=client]v1"
    )


@pytest.mark.parametrize(
    ("aa", "expected"),
    [
        (SelfCheck(comparisons=0, interval_rate=None, decision_rate=None, rows=()), "has not compared"),
        (
            SelfCheck(comparisons=200, interval_rate=0.05, decision_rate=0.0, rows=()),
            "200 times; 5.0% of the intervals",
        ),
        (SelfCheck(comparisons=200, interval_rate=0.05, decision_rate=0.0, rows=()), "as it should be)"),
        (SelfCheck(comparisons=200, interval_rate=0.30, decision_rate=None, rows=()), "not as it should be"),
    ],
)
def test_the_suite_says_how_often_it_was_wrong_about_itself(aa, expected):
    assert expected in facts.self_check(aa)


def test_of_several_runs_the_newest_speaks():
    runs = ({"id": "one", "started": "2026-01-01T00:00:00Z"}, {"id": "two", "started": "2026-01-02T00:00:00Z"})
    assert {
        "Run": "two and 1 more",
        "Started": "2026-01-02 00:00:00 UTC",
        "Selection": "everything",
    } == facts.run_facts(runs)


def test_processes_stand_beside_their_blocks_by_how_much_they_differ():
    tables = case_tables(rich())
    rows = page_data(tables, marks_of(tables))["cases"][0]["rows"]
    blocks = rows[0][7].split(" ")
    assert 6 == len(blocks)
    assert all(block.endswith(",-10,0,40") for block in blocks)
    assert float(blocks[0].split(",")[0]) == pytest.approx(tables[0].rows[0].blocks[0] / 1e3, rel=1e-3)
