"""For every reader: dark, print, phone, keyboard, and nothing that axe objects to."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import RECEIVE

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
OPEN = "open=websocket/receive[messages=100000]v1:peer-picows;ticker/parse[order=sent,messages=1000]v1:peer-simd-json"


def brightness(page, query: str = "body") -> float:
    colour = page.evaluate(f"getComputedStyle(document.querySelector('{query}')).backgroundColor")
    return sum(map(float, colour.partition("(")[2].rstrip(")").split(",")[:3])) / 3


@pytest.mark.parametrize("name", ["summary", "empty"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", [{}, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(visit, name, scheme, view):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(name, OPEN, color_scheme=scheme, **view)
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    found = axe.run(page).response["violations"]
    assert [] == [(v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]


def test_dark_follows_the_system_and_the_button_overrules_it_and_is_remembered(visit):
    page = visit(color_scheme="dark")
    assert brightness(page) < 60
    page.get_by_role("button", name="Theme: system").click()
    assert brightness(page) > 200
    page.reload()
    assert brightness(page) > 200
    page.get_by_role("button", name="Theme: light").click()
    assert brightness(page) < 60


def test_the_legend_is_put_away_remembered_and_called_back(visit):
    page = visit()
    legend = page.locator("#legend")
    page.get_by_role("button", name="Understood").click()
    assert legend.is_hidden()
    page.reload()
    assert legend.is_hidden()
    page.keyboard.press("?")
    assert legend.is_visible()


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("name", ["summary", "empty"])
def test_a_narrow_page_is_not_wider_than_its_window(visit, name, width):
    page = visit(name, OPEN, viewport={"width": width, "height": 800})
    assert width == page.evaluate("document.documentElement.scrollWidth")


def test_a_wide_table_scrolls_inside_itself_with_its_lanes_in_sight(visit):
    page = visit(**PHONE)
    box = page.locator(f"#{RECEIVE} .scroll")
    box.evaluate("e => { e.scrollLeft = 300; }")
    lane = page.locator(f"#{RECEIVE} tr[data-lane='rust'] th").bounding_box()
    assert 0 <= lane["x"] < 40


def test_on_paper_doubts_are_words_and_controls_are_gone(visit):
    page = visit()
    page.emulate_media(media="print")
    assert page.locator(".bar").is_hidden()
    assert page.locator(".contents").is_hidden()
    notes = page.locator(f"#{RECEIVE} .notes")
    assert notes.is_visible()
    assert "peer-wsproto: the last block was 1.06 times the first" in notes.inner_text()


def test_everything_is_printed_even_what_was_never_scrolled_to_or_was_folded(visit):
    page = visit(settled=False)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert 0 == page.locator(".slot:empty").count()
    assert 0 == page.locator("details.claims:not([open])").count()


def test_the_keyboard_alone_reaches_filters_opens_and_rebases(visit):
    page = visit()
    page.keyboard.press("Tab")
    assert "Skip to the tables" == page.evaluate("document.activeElement.textContent")
    lane = page.locator(f"#{RECEIVE} tr[data-lane='python-best'] .lane")
    lane.focus()
    page.keyboard.press("Enter")
    assert "base=python-best" in page.url
    assert "python-best" == page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert page.locator(f"#{RECEIVE} tr.drawer").count() == 1
    assert "Details of python-best" == page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_what_has_the_focus_shows_it(visit):
    page = visit()
    for query in ("#q", ".chip", f"#{RECEIVE} .lane", f"#{RECEIVE} .sort", "a[href='#short']"):
        page.locator(query).first.focus()
        page.keyboard.press("Shift")
        style = json.loads(page.evaluate("JSON.stringify([getComputedStyle(document.activeElement).outlineStyle])"))
        assert ["solid"] == style, query
