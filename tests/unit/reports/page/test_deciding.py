"""The decision table on the page: words, evidence that every figure leads to, costs where they were recorded."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reports import ledger
from reports.page.deciding import ADVISED, deciding
from reports.page.render import render
from reports.tables.cases import case_tables
from reports.tables.decision import RULE, decisions
from reports.tables.documents import documents
from tests.unit.reports.sample import empty, large, summary
from tests.unit.reports.tables.test_porting import BUILD, UNSEEN, source

LEDGERS = [ledger.load(name) for name in ledger.documents()]
COSTS = (
    source("peer-msgspec", python_lines=192, packages=["msgspec"], brought=1),
    source("rust", rust_lines=61, crates=["serde_json"], brought=5, programs=["tandem-ticker"], shared=True),
    source("rust-from-python", python_lines=84, rust_lines=1018, crates=["pyo3"], brought=11, programs=["_native"]),
)


def shown(found):
    tables = case_tables(found)
    return deciding(decisions(found, tables), {t.id: f"at-{t.id}" for t in tables}, {"ticker": "component-ticker"})


def section(found):
    text = render(found, documents(LEDGERS, found), case_tables(found))
    return re.search(r'<section id="decision".*?</section>', text, re.DOTALL)[0]


def row(found, component):
    return next(r for r in shown(found)["rows"] if r["component"] == component)


def test_every_word_of_the_rule_has_a_sign_and_a_style_of_its_own():
    assert RULE.keys() == ADVISED.keys()
    assert len(ADVISED) == len({sign for sign, _ in ADVISED.values()}) == len({style for _, style in ADVISED.values()})


def test_a_row_has_its_gains_with_intervals_and_whom_they_are_over():
    ticker = row(summary(), "ticker")
    assert ("improve the Python first", "component-ticker") == (ticker["word"], ticker["section"])
    assert "peer-msgspec over document-python" == ticker["better"]["beside"]
    assert re.fullmatch(r"3\.\d+×", ticker["better"]["text"])
    assert re.fullmatch(r"3\.\d+–3\.\d+", ticker["better"]["interval"])
    assert "b" == ticker["alone"]["heat"][0]


def test_every_figure_leads_to_its_case():
    text = section(summary())
    rows = re.findall(r'<tr id="decision-(\w+)">(.*?)</tr>', text, re.DOTALL)
    assert {"clock", "program", "ticker", "websocket"} == {name for name, _ in rows}
    for name, cells in rows:
        links = re.findall(r'<a href="#([^"]+)"', cells)
        assert f"component-{name}" in links
        assert 2 <= len([at for at in links if at.startswith(f"{name}-")])


@pytest.mark.parametrize(("sections", "at"), [(("machine", "boundary"), "b"), (("machine",), "m"), ((), "")])
def test_what_pays_from_where_leads_to_the_section_that_draws_it(sections, at):
    rows = decisions(summary(), case_tables(summary()))
    assert at == deciding(rows, {}, {name: name[0] for name in sections})["boundary"]


def test_costs_stand_beside_what_they_buy():
    found = replace(summary(), builds=(BUILD, UNSEEN), sources=COSTS)
    built = "the worker: 41 s to build (30 of 44 crates)"
    expected = [
        "1,018 lines of Rust, 84 of Python",
        "11 crates",
        built,
        "1.10 MB",
        "peer-msgspec: 192 lines, 1 package",
    ]
    assert expected == row(found, "ticker")["cost"]
    full = {one["lane"]: one for one in shown(found)["costs"]}
    assert ("61†", "41 s to build (30 of 44 crates)", "1.10 MB") == tuple(
        full["rust"][k] for k in ("rust", "built", "size")
    )
    assert ("not recorded", "2026-11-21") == (full["rust-from-python"]["built"], full["rust"]["at"])


def test_runs_from_before_costs_were_kept_say_so():
    assert [] == row(summary(), "ticker")["cost"]
    text = section(summary())
    assert "not recorded" in text
    assert "What each lane costs" not in text


def test_before_the_first_measurement_every_row_says_what_is_missing():
    rows = shown(empty())["rows"]
    assert {"cannot tell yet"} == {r["word"] for r in rows}
    assert all("nothing is measured yet" in r["why"] for r in rows)


def test_without_a_component_to_decide_there_is_no_section():
    assert deciding({}, {}, {}) is None
    bare = replace(empty(), catalog={})
    assert 'id="decision"' not in render(bare, documents(LEDGERS, bare), case_tables(bare))


def test_of_many_cases_a_few_stand_on_the_page_and_the_rest_is_counted():
    found = shown(large())
    assert 20 == len(found["others"])
    assert len(case_tables(large())) == len(found["rows"]) + len(found["others"]) + found["more"]


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '"><img src=x>'])
def test_what_a_reason_says_cannot_break_out(evil):
    full = summary()
    gate = tuple(
        replace(g, passed=False, difference=evil, status="died") if g.lane.startswith("rust") else g for g in full.gate
    )
    kept = tuple(m for m in full.measurements if not m.lane.startswith("rust"))
    assert evil not in section(replace(full, gate=gate, measurements=kept))
