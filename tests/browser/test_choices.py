"""What a reader chooses: filter, kinds, verdicts, order, base; and that all of it stands in the address."""

from __future__ import annotations

import pytest

from reports import units
from reports.tables.cases import case_tables
from reports.tables.pairs import settled
from tests.browser.conftest import RECEIVE
from tests.unit.reports.sample import summary

pytestmark = pytest.mark.browser
LANES = "tbody:first-of-type tr"


def names(box) -> list[str]:
    return box.locator("tbody tr[data-lane]").evaluate_all("rows => rows.map((row) => row.dataset.lane)")


def ranked(box) -> list[str]:
    return (
        box.locator("table.lanes tbody")
        .first.locator("tr[data-lane]")
        .evaluate_all("r => r.map((x) => x.dataset.lane)")
    )


def test_the_slash_key_filters_and_escape_clears(receive):
    page, box = receive
    before = names(box)
    page.keyboard.press("/")
    page.keyboard.type("receive picows")
    assert ["peer-picows"] == names(box)
    assert "q=receive+picows" in page.url
    assert 1 == page.locator(".case:visible").count()
    page.keyboard.press("Escape")
    assert before == names(box)
    assert "#" not in page.url


def test_a_filter_that_matches_nothing_says_so(visit):
    page = visit(chosen="q=nowhere")
    assert page.get_by_text("Nothing matches.").is_visible()
    assert page.locator("#shown").inner_text().startswith("0 of")


def test_chips_show_the_chosen_kinds_of_lanes(receive):
    page, box = receive
    page.locator("[data-kind=limit]").click()
    assert ["limit"] == names(box)
    page.locator("[data-kind=document]").click()
    assert ["document-rust", "document-python", "limit"] == names(box)
    assert "kind=limit;document" in page.url


def test_a_verdict_shows_only_its_claims(visit):
    page = visit()
    chip = page.locator("button[data-v='weaker']")
    count = int(chip.locator("b").inner_text())
    chip.click()
    rows = page.locator(".claims tbody tr:visible")
    assert 0 < rows.count() <= count
    assert all("weaker" in text for text in rows.evaluate_all("rows => rows.map((row) => row.dataset.verdicts)"))
    assert "v=weaker" in page.url


def test_a_filter_opens_the_folded_tables_it_finds_and_folds_them_again(visit):
    page = visit()
    assert page.locator("details.claims:not([open])").count() > 0
    page.fill("#q", "borrow-checker")
    assert page.locator("details.claims[open]:visible").count() == 1
    page.fill("#q", "")
    assert page.locator("details.claims:not([open])").count() > 0


def test_a_column_sorts_best_first_then_worst_first_then_as_it_was(receive):
    page, box = receive
    before = ranked(box)
    head = box.get_by_role("button", name="Peak heap")

    def column() -> list[float]:
        place = box.locator("thead th").evaluate_all("all => all.findIndex((th) => th.innerText.includes('Peak'))")
        texts = (
            box.locator("table.lanes tbody")
            .first.locator("tr[data-lane]")
            .evaluate_all(f"rows => rows.map((row) => row.children[{place}].firstChild.textContent)")
        )
        return [float(text.replace(",", "")) for text in texts]

    head.click()
    assert sorted(column()) == column()
    assert "ascending" == box.locator("th:has([data-sort=peak_heap])").get_attribute("aria-sort")
    head.click()
    assert sorted(column(), reverse=True) == column()
    head.click()
    assert before == ranked(box)
    assert "sort=" not in page.url


def test_floors_limits_and_refused_lanes_stay_below_however_it_is_sorted(visit):
    page = visit(chosen="sort=-time")
    assert ["floor", "limit", "peer-websocket-client"] == names(page.locator(f"#{RECEIVE}"))[-3:]


def test_lanes_that_no_interval_tells_apart_share_their_places(receive):
    _, box = receive
    tied = box.locator("tr.tied").evaluate_all(
        "rows => rows.map((row) => row.querySelector('.outcome small').innerText)"
    )
    places = [f"place {'–'.join(map(str, dict.fromkeys(r.rank)))}" for r in lead().rows if r.rank[0] != r.rank[1]]
    assert places == tied


def lead():
    return case_tables(summary())[0]


@pytest.mark.parametrize("base", ["document-python", "rust", "peer-wsproto"])
def test_any_lane_can_be_the_base_and_the_ratios_are_the_recorded_ones(visit, base):
    page = visit(chosen=f"base={base}")
    box, table = page.locator(f"#{RECEIVE}"), lead()
    for row in (r for r in table.measured if r.name != base):
        found = table.ratio(base, row.name)
        expected = units.ratio(found.low, found.value, found.high)
        cell = box.locator(f"tr[data-lane='{row.name}'] .ratio")
        shown = units.Text(cell.locator("b").inner_text(), *cell.locator("small").inner_text().split("–"))
        same(expected, shown)
    assert "1.0×" == box.locator(f"tr[data-lane='{base}'] .ratio b").inner_text()


def same(expected: units.Text, shown: units.Text) -> None:
    """Equal, but for one unit in the last digit where the page's compressed numbers round the other way."""
    for a, b in zip(expected, shown, strict=True):
        x, y = (float(t.replace(",", "").rstrip("×")) for t in (a, b))
        assert len(a.partition(".")[2]) == len(b.partition(".")[2])
        assert pytest.approx(x, rel=2e-4, abs=1.01 * 10 ** -len(a.rstrip("×").partition(".")[2])) == y


def test_pressing_a_lane_makes_it_the_base_everywhere_and_pressing_it_again_undoes_it(receive):
    page, box = receive
    box.locator("tr[data-lane='rust'] .lane").click()
    assert "base=rust" in page.url
    page.wait_for_selector("tr.is-base[data-lane=document-python]", state="detached")
    bases = page.locator("tr.is-base").evaluate_all("rows => [...new Set(rows.map((row) => row.dataset.lane))]")
    assert ["rust"] == bases
    assert "rust" == page.locator("#base").input_value()
    box.locator("tr[data-lane='rust'] .lane").click()
    assert "base=" not in page.url


def test_a_cell_is_tinted_only_where_its_difference_from_the_base_is_resolved(visit):
    page = visit(chosen="base=peer-picows")
    box = page.locator(f"#{RECEIVE}")
    table = lead()
    for row in table.measured:
        if row.band < 0 or row.name == "peer-picows":
            continue
        apart = settled(table.ratio("peer-picows", row.name)) in {"faster", "slower"}
        place = 1 + box.locator("thead th").evaluate_all(
            "all => all.findIndex((th) => th.innerText.startsWith('Time per op'))"
        )
        style = box.locator(f"tr[data-lane='{row.name}'] > :nth-child({place})").get_attribute("style") or ""
        assert apart == ("--h" in style), row.name


def test_everything_chosen_makes_the_round_trip_through_the_address(visit):
    page = visit()
    page.fill("#q", "websocket [bytes=208")
    page.locator("#websocket-echo-bytes-208-v1 tr[data-lane='rust'] .lane").click()
    page.locator("[data-kind=own]").click()
    page.locator("#websocket-echo-bytes-208-v1").get_by_role("button", name="p99", exact=True).click()
    page.locator("#websocket-echo-bytes-208-v1 tr[data-lane='rust'] .more").click()
    again = visit(chosen=page.url.partition("#")[2])
    texts = [p.locator("main").inner_text() for p in (page, again)]
    assert texts[0] == texts[1]
    assert again.locator("tr.drawer").count() == 1


def test_the_back_button_undoes_one_choice_at_a_time(receive):
    page, box = receive
    box.locator("tr[data-lane='rust'] .lane").click()
    box.get_by_role("button", name="Peak heap").click()
    page.keyboard.press("/")
    page.keyboard.type("picows")
    page.go_back()
    assert "" == page.input_value("#q")
    assert "sort=peak_heap" in page.url
    page.go_back()
    assert "sort=" not in page.url
    assert "rust" == page.locator("#base").input_value()
    page.go_back()
    assert 1 == page.locator(f"#{RECEIVE} tr.is-base[data-lane='document-python']").count()
    page.go_forward()
    assert 1 == page.locator(f"#{RECEIVE} tr.is-base[data-lane='rust']").count()


def test_a_link_of_the_contents_keeps_what_was_chosen(visit):
    page = visit(chosen="base=rust")
    page.locator(".contents a", has_text="echo").click()
    assert "base=rust" in page.url
    assert "at=websocket-echo-bytes-208-v1" in page.url
    box = page.locator("#websocket-echo-bytes-208-v1").bounding_box()
    assert 0 <= box["y"] < 200


@pytest.mark.parametrize("chosen", ["q=%", "open=&&=", "sort=nothing", "base=nobody", "x=1", "%E0%A4%A"])
def test_a_broken_address_shows_the_page_as_it_is(visit, chosen):
    page = visit(chosen=chosen)
    assert [] == page.seen.complaints
    assert page.locator(f"#{RECEIVE} tr[data-lane='rust']").count() == 1
