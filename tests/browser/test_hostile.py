"""Strings that nobody should trust are text; pages of runs that went wrong say what is missing."""

from __future__ import annotations

import pytest

from tests.unit.reports.hostile import CASE, EVIL, NAME

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("chosen", ["", f"open={CASE}:{NAME}", f"base={EVIL}", f"q={EVIL}", f"at={EVIL}"])
def test_nothing_of_a_hostile_string_runs(visit, chosen):
    page = visit("hostile", chosen.replace("%", "%25").replace("&", "%26").replace(";", "%3B"))
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert page.evaluate("window.hacked === undefined")
    assert 0 == page.locator("img").count()
    assert 3 == page.locator("script").count()
    assert [] == page.seen.complaints
    assert 1 == len(page.seen.requests)


def test_hostile_names_are_read_as_they_are(visit):
    page = visit("hostile")
    names = page.locator("tr[data-lane] .lane").evaluate_all("all => all.map((b) => b.textContent)")
    assert NAME in names
    assert "{{ 7*7 }}" in " ".join(page.locator(".case h3").all_text_contents())


def test_a_hostile_lane_opens_and_is_made_the_base(visit):
    page = visit("hostile")
    row = page.locator("tr[data-lane]", has=page.get_by_role("button", name=NAME, exact=True)).first
    row.locator(".more").click()
    assert page.locator("tr.drawer").count() == 1
    row.locator(".lane").click()
    again = visit("hostile", page.url.partition("#")[2])
    assert NAME == again.locator("tr.is-base").first.get_attribute("data-lane")
    assert [] == again.seen.complaints


def test_a_long_error_takes_no_more_than_a_few_lines_until_it_is_opened(visit):
    page = visit("hostile")
    row = page.locator("tr.refused").first
    assert row.bounding_box()["height"] < 200
    row.locator(".more").click()
    assert len(page.locator("tr.drawer").inner_text()) > 9000


def test_an_interrupted_run_says_what_waits(visit):
    page = visit("interrupted")
    assert "1 of 9 cases measured" in page.locator("#progress").inner_text()
    assert page.get_by_text("the run was interrupted after 31 s").first.is_visible()
    assert page.locator(".refused.away", has_text="not measured yet").count() > 10
    assert [] == page.seen.complaints


def test_where_every_lane_was_refused_each_says_why_and_nothing_is_drawn(visit):
    page = visit("refused")
    words = page.locator("tr.refused b").evaluate_all("all => [...new Set(all.map((b) => b.textContent))].sort()")
    assert ["died", "disqualified", "not available", "went silent"] == words
    assert 0 == page.locator(".figures svg").count()
    assert 0 == page.locator("tr.is-base").count()
    assert [] == page.seen.complaints


@pytest.mark.parametrize("name", ["interrupted", "refused", "empty", "hostile"])
def test_every_table_of_such_a_run_can_be_taken_away(visit, name):
    page = visit(name)
    for button in page.locator("[data-save]").all()[:4]:
        with page.expect_download() as download:
            button.click()
        assert download.value.path().stat().st_size > 50
    assert [] == page.seen.complaints
