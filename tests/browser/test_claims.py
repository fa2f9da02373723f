"""Claims in a browser: a link marks its row, a chip keeps one document's verdict, and how a number came about."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

CLAIM = "gateio.startup.ratio.headline.ratio"
FOLDED = "gateio.timer-overhead.latency.call.python"


def marked(page):
    return page.eval_on_selector_all(".claims tr.marked", "rows => rows.map((r) => r.querySelector('[id]').id)")


def in_sight(page, query):
    return page.eval_on_selector(
        query, "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
    )


@pytest.mark.parametrize("claim", [CLAIM, FOLDED])
def test_a_link_to_a_claim_unfolds_its_table_scrolls_to_it_and_marks_the_row(visit, claim):
    page = visit("summary", claim)
    row = page.locator(f'tr:has([id="{claim}"])')
    assert row.is_visible()
    assert "marked" in row.get_attribute("class")
    assert 1 == len(marked(page))
    assert in_sight(page, f'[id="{claim}"]')
    assert [] == page.seen.complaints


def test_a_claim_s_own_link_is_its_address_and_moves_the_mark(visit):
    page = visit("summary", CLAIM)
    other = "gateio.startup.latency.headline.rust"
    link = page.locator(f'[id="{other}"] .link')
    assert f"#{other}" == link.get_attribute("href")
    link.click()
    assert page.url.endswith(f"#{other}")
    page.go_back()
    assert page.url.endswith(f"#{CLAIM}")
    assert 1 == len(marked(page))


def test_a_chip_keeps_one_document_s_claims_of_one_verdict(visit):
    page = visit()
    chip = page.locator('[data-verdict="reproduced"][data-of="gateio"]')
    chip.click()
    assert "true" == chip.get_attribute("aria-pressed")
    assert not page.locator("#doc-audio").is_visible()
    rows = page.locator(".claims tbody tr:visible")
    assert rows.count() > 0
    assert all("reproduced" in (row.get_attribute("data-verdicts") or "") for row in rows.all())
    again = visit("summary", page.url.partition("#")[2])
    assert rows.count() == again.locator(".claims tbody tr:visible").count()
    chip.click()
    assert page.locator("#doc-audio").is_visible()


def test_how_a_number_came_about_is_told_on_hover_by_keyboard_and_unfolded(visit):
    page = visit("summary", CLAIM)
    how = page.locator("#doc-gateio .how summary").first
    how.hover()
    assert "program/client" in page.locator(".tip").inner_text()
    page.mouse.move(2, 2)
    assert page.locator(".tip").is_hidden()
    how.focus()
    assert "Measured" in page.locator(".tip").inner_text()
    page.keyboard.press("Enter")
    assert page.locator("#doc-gateio .how dl").first.is_visible()


def test_without_javascript_decisions_claims_findings_and_reasons_can_be_read(visit):
    page = visit("summary", CLAIM, java_script_enabled=False)
    assert page.locator("#decision tbody tr").first.is_visible()
    page.locator("summary:has-text('How the word is found')").click()
    assert page.locator(".rule dt").first.is_visible()
    row = page.locator(f'tr:has([id="{CLAIM}"])')
    assert row.is_visible()
    assert "the document's own figures give" in row.inner_text()
    row.locator(".how summary").last.click()
    assert "py / rs" in row.inner_text()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_window(visit, width, scheme):
    page = visit("summary", viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#decision .advice").first.is_visible()
