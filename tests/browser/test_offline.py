"""One file: it asks for nothing, complains of nothing, and is whole before anything was measured."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["summary", "empty", "large"])
def test_the_page_asks_for_itself_only_and_complains_of_nothing(visit, name):
    page = visit(name, settled=name != "large")
    assert [page.url.partition("#")[0]] == page.seen.requests
    assert [] == page.seen.complaints


def test_every_lane_is_drawn_without_being_scrolled_to(visit):
    page = visit()
    drawn = page.locator("table.lanes tbody tr").count()
    assert f"{drawn} lanes" in page.locator("#shown").inner_text()


def test_before_the_first_measurement_the_claims_are_there_and_say_so(visit):
    page = visit("empty")
    assert "Nothing is measured yet" in page.locator("#progress").inner_text()
    assert page.locator(".verdict:visible", has_text="not measured yet").count() > 10
    assert 0 == page.locator("table.lanes").count()


def test_without_javascript_claims_and_sentences_are_there_and_the_rest_is_named(visit):
    page = visit(java_script_enabled=False)
    assert page.get_by_text("The lane tables need JavaScript.").is_visible()
    assert page.locator("#short p", has_text="The best Python").first.is_visible()
    assert page.locator(".claims .value").first.is_visible()
