"""Component sections: figures and their curves, sources, profiles, processes, and what can be chosen among them."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import RECEIVE

pytestmark = pytest.mark.browser
STUB = "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
PARSE = "ticker/parse[order=sent,messages=1000]v1"


def shown(page, query: str) -> int:
    return page.locator(f"{query}:visible").count()


def test_latency_is_a_curve_of_percentiles_or_of_shares_by_the_address(visit):
    page = visit("rich")
    percentiles, ecdf = shown(page, ".face[data-face=percentiles]"), shown(page, ".face[data-face=ecdf]")
    assert percentiles > 1
    assert 0 == ecdf
    page.locator("button[data-curve=ecdf]").first.click()
    assert "curve=ecdf" in page.url
    assert (0, percentiles) == (shown(page, ".face[data-face=percentiles]"), shown(page, ".face[data-face=ecdf]"))
    assert "true" == page.locator("button[data-curve=ecdf]").last.get_attribute("aria-pressed")
    page.go_back()
    assert percentiles == shown(page, ".face[data-face=percentiles]")
    page.go_forward()
    assert 0 == shown(page, ".face[data-face=percentiles]")


def test_both_curves_are_there_without_javascript(visit):
    page = visit("rich", java_script_enabled=False)
    assert shown(page, ".face[data-face=ecdf]") == shown(page, ".face[data-face=percentiles]") > 1


def test_orders_of_growth_stand_in_the_figure_and_in_its_table(visit):
    page = visit("rich")
    figure = page.locator("#component-concurrency figure", has_text="by workers")
    assert "n^-0.90" in figure.locator("svg").text_content()
    figure.locator("summary").click()
    text = figure.locator("details").inner_text()
    assert "O(n^-0.90), -0.90 to -0.90" in text
    assert "Speed-up, and efficiency" in text


def test_documents_and_components_are_chosen_together_and_by_the_address(visit):
    page = visit("rich")
    page.locator(".pick > summary").click()
    page.locator("button[data-comp=ticker]").click()
    assert ["ticker"] == sections(page, "component")
    assert [] == sections(page, "document")
    page.locator("button[data-doc=gateio]").click()
    assert ["gateio"] == sections(page, "document")
    assert "doc=gateio" in page.url
    assert "comp=ticker" in page.url
    again = visit("rich", page.url.partition("#")[2])
    assert ["ticker"] == sections(again, "component")
    assert ["gateio"] == sections(again, "document")
    page.go_back()
    assert [] == sections(page, "document")
    page.go_back()
    assert len(sections(page, "component")) > 3
    assert len(sections(page, "document")) > 1


def sections(page, kind: str) -> list[str]:
    found = f"all => all.filter((s) => !s.hidden).map((s) => s.dataset.{kind})"
    return page.locator(f"section[data-{kind}]").evaluate_all(found)


def test_what_could_add_nothing_is_dim(visit):
    page = visit("rich")
    assert 0 == page.locator(".chip.dim").count()
    page.fill("#q", "clock/read")
    dim = page.locator(".chip.dim").evaluate_all("all => all.map((c) => c.textContent.trim())")
    assert {"ticker", "websocket", "limit", "peer"} <= set(dim)
    assert not {"clock", "own", "document", "floor"} & set(dim)
    page.locator("button[data-kind=floor]").click()
    page.wait_for_selector("#clock-read-clock-monotonic-v1 tr[data-lane=rust]", state="detached")
    assert ["floor"] == page.locator("tr[data-lane]:visible").evaluate_all("all => all.map((r) => r.dataset.lane)")


def test_the_rows_are_downloaded_as_json_that_reads_back(visit):
    page = visit("rich", "base=rust&kind=own")
    with page.expect_download() as download:
        page.locator(f"#{RECEIVE}").get_by_role("button", name="as JSON").click()
    assert download.value.suggested_filename.endswith(".json")
    found = json.loads(download.value.path().read_text())
    assert (1, "websocket/receive[messages=100000]v1", "rust") == (found["schema"], found["case"], found["base"])
    by_lane = {row["lane"]: row for row in found["rows"]}
    assert {"python", "python-best", "rust", "rust-from-python"} == set(by_lane)
    ratio, time = by_lane["python"]["ratio"], by_lane["python"]["metrics"]["time"]
    assert ratio["low"] < ratio["value"] < ratio["high"] < 1
    assert "slower" == ratio["outcome"]
    assert time["low"] < time["value"] < time["high"]
    assert "µs" == time["unit"]


def test_a_documents_table_is_copied_as_markdown_as_it_is_shown(visit):
    page = visit(chosen="v=weaker")
    page.evaluate(STUB)
    table = page.locator(".claims:visible").first
    table.get_by_role("button", name="as Markdown").click()
    page.get_by_text("Copied").wait_for()
    lines = page.evaluate("window.copied").splitlines()
    assert lines[0].startswith("**")
    rows = [line.replace("\\|", "").count("|") for line in lines[2:] if line]
    assert 1 == len(set(rows))
    assert table.locator("tbody tr:visible").count() == len(rows) - 2
    assert all("weaker" in line for line in lines[4:] if line)


def test_a_row_leads_to_its_source_which_is_marked(visit):
    page = visit("rich", f"open={PARSE}:rust")
    link = page.locator("tr.drawer dd a", has_text="lanes/rust.py")
    link.click()
    file = page.locator("#src-impls-ticker-lanes-rust-py")
    assert file.get_attribute("open") is not None
    assert "LANE = " in file.locator("pre").inner_text()
    assert file.locator("pre i.s").count() > 0
    assert "at=src-impls-ticker-lanes-rust-py" in page.url
    assert page.locator("tr.drawer dd a", has_text="rust/src/lanes/own.rs").count() == 1


def test_a_row_leads_to_its_profile_and_without_one_says_how_to_take_it(visit):
    page = visit("rich", f"open={PARSE}:rust;{PARSE}:python")
    text = page.locator("tr.drawer", has_text="tandem profile").first.inner_text()
    assert f"python -m tandem profile '{PARSE}' " in text
    look = page.locator(".look")
    assert look.locator(".flame span", has_text="parse").first.is_visible()
    look.locator("summary").first.click()
    assert "loads (json/__init__.py)" in look.locator("tbody").first.inner_text()


def test_every_process_is_a_ring_over_its_block(visit):
    page = visit("rich", "open=websocket/receive[messages=100000]v1:rust")
    strip = page.locator("tr.drawer .strip")
    assert 6 == strip.locator("circle[r='4']").count()
    assert 18 == strip.locator("circle[r='2.6']").count()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["rich", "hostile", "interrupted", "refused"])
def test_no_page_is_wider_than_its_window(visit, name, width):
    page = visit(name, viewport={"width": width, "height": 800})
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert width == page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["rich", "refused"])
def test_axe_finds_nothing_serious_with_drawers_open(visit, name, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    view = {"viewport": {"width": width, "height": 900}}
    page = visit(name, f"open={PARSE}:python;{PARSE}:rust&curve=ecdf", color_scheme=scheme, **view)
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    found = axe.run(page).response["violations"]
    assert [] == [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found if v["impact"] in GRAVE]


GRAVE = {"serious", "critical"}
