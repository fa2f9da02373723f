"""Two runs on one page: what a reader filters, chooses and sorts; that it stands in the address; narrow and dark."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.parts import Part, Shares
from benchmarks.stats.versus import versus
from reports import ledger
from reports.page import Beside, write
from reports.tables.changes import changes
from tests.unit.reports.sample import summary

pytestmark = pytest.mark.browser
CASE, GONE, HOSTILE = "clock/read[clock=monotonic]v1", "python-best", "<script>alert(1)</script>"


def second(first):
    """The same run later: one lane twice as slow, one gone, one new with a hostile name."""
    blocks = {key: dict(values) for key, values in first.block_values.items() if key[:2] != (CASE, GONE)}
    blocks |= {k: {b: v * 2 for b, v in d.items()} for k, d in blocks.items() if k[:2] == (CASE, "rust")}
    blocks |= {(CASE, HOSTILE, "time"): {b: 30.0 + b for b in range(6)}}
    return replace(first, block_values=blocks)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Pages by name, in place of the usual ones: two runs compared, a program's shares beside them."""
    first = summary()
    later = second(first)
    shares = Shares(
        samples=1000.0, parts=((Part(component="ticker", operation="parse", functions=("json.loads",)), 400.0),)
    )
    beside = Beside(changes=changes(versus(first, later), first, later), shares=(shares, "2026-11-29T10:00:00Z"))
    folder = tmp_path_factory.mktemp("compared")
    return {"compared": write(later, [ledger.load(name) for name in ledger.documents()], folder, beside)}


def shown(page) -> list[tuple[str, str]]:
    rows = "#compare tbody tr:not([hidden])"
    return page.locator(rows).evaluate_all(
        "r => r.map((x) => [x.dataset.change, x.children[2].firstChild.textContent])"
    )


def test_what_matters_stands_first_and_a_hostile_name_is_text(visit):
    page = visit("compared")
    rows = [tuple(row) for row in shown(page)]
    assert ("slower", "rust") == rows[0]
    assert {("gone", GONE), ("new", HOSTILE)} <= set(rows)
    assert 1 == len(page.seen.requests)  # the page itself
    assert [] == page.seen.complaints


def test_a_verdict_is_chosen_and_the_address_brings_it_back(visit):
    page = visit("compared")
    every = shown(page)
    page.locator('#compare [data-c="slower"]').click()
    assert ["slower"] == [verdict for verdict, _ in shown(page)]
    assert "c=slower" in page.url
    page.reload()
    assert ["slower"] == [verdict for verdict, _ in shown(page)]
    page.go_back()
    assert every == shown(page)


def test_the_bar_filters_the_rows_too(visit):
    page = visit("compared")
    page.keyboard.press("/")
    page.keyboard.type("clock/read gone")
    assert [["gone", GONE]] == shown(page)
    assert page.locator("#nothing").is_hidden()


def test_a_column_sorts_both_ways_and_then_as_it_was(visit):
    page = visit("compared")
    before = shown(page)
    head = page.locator('#compare [data-order="lane"]')
    head.click()
    lanes = [lane for _, lane in shown(page)]
    assert lanes == page.evaluate("x => [...x].sort((a, b) => a.localeCompare(b))", lanes)
    head.click()
    assert lanes[::-1] != before
    assert "order=-lane" in page.url
    head.click()
    assert before == shown(page)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_sections_fit_and_axe_finds_nothing_serious(visit, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit("compared", viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        for section in ("#compare", "#share"):
            found = axe.run(page, context=section).response["violations"]
            assert [] == [
                (v["id"], [n["html"] for n in v["nodes"]]) for v in found if v["impact"] in {"serious", "critical"}
            ]


def test_a_program_s_gains_stand_on_the_page(visit):
    page = visit("compared")
    section = page.locator("#share")
    assert "40.0%" in section.inner_text()
    assert "ticker/parse" in section.inner_text()
