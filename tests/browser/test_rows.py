"""What stands behind a row, and what can be taken away."""

from __future__ import annotations

import csv
import io

import pytest

from tests.browser.conftest import RECEIVE

pytestmark = pytest.mark.browser
STUB = "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
CASE = "websocket/receive[messages=100000]v1"


def test_a_row_opens_to_its_command_source_blocks_and_doubts(receive):
    page, box = receive
    box.locator("tr[data-lane='peer-picows'] .more").click()
    text = box.locator("tr.drawer").inner_text()
    assert f"python -m tandem run '{CASE}' --lanes document-python,peer-picows" in text
    assert "impls/websocket/lanes/peer_picows.py" in text
    assert "the lane calls an interface that its library does not publish" in text
    assert 6 == box.locator("tr.drawer .strip circle").count()
    assert "true" == box.locator("tr[data-lane='peer-picows'] .more").get_attribute("aria-expanded")
    box.locator("tr[data-lane='peer-picows'] .more").click()
    assert 0 == box.locator("tr.drawer").count()
    assert "open=" not in page.url


def test_a_refused_lane_says_why_and_how_to_look(visit):
    page = visit(chosen="open=ticker/parse[order=sent,messages=1000]v1:peer-simd-json")
    text = page.locator("tr.drawer").inner_text()
    assert "[17].bid should be [1917779, 2], was [1917778, 2]" in text
    assert "python -m tandem verify 'ticker/parse[order=sent,messages=1000]v1'" in text


def test_a_doubt_is_told_on_focus_and_gone_with_escape(receive):
    page, box = receive
    box.locator("tr[data-lane='peer-wsproto'] .doubt").focus()
    tip = page.locator(".tip")
    assert "the last block was 1.06 times the first" in tip.inner_text()
    assert "pin the clock" in tip.inner_text()
    page.keyboard.press("Escape")
    assert tip.is_hidden()


def test_the_table_is_copied_as_markdown_in_the_order_and_to_the_base_shown(visit):
    page = visit(chosen="base=rust&kind=own&sort=-time")
    page.evaluate(STUB)
    box = page.locator(f"#{RECEIVE}")
    box.get_by_role("button", name="as Markdown").click()
    page.get_by_text("Copied").wait_for()
    lines = page.evaluate("window.copied").splitlines()
    assert f"**{CASE}**" == lines[0]
    assert lines[2].startswith("| Lane | Ratio to rust | Outcome | Time per op, µs |")
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines[4:]]
    assert ["python", "python-best", "rust-from-python", "rust"] == [row[0] for row in cells]
    assert "1.0×" == cells[-1][1]
    assert {len(cells[0])} == {len(row) for row in cells}


def test_where_the_clipboard_is_refused_the_old_way_copies(visit):
    page = visit()
    page.evaluate(
        "navigator.clipboard.writeText = async () => { throw new Error('refused'); };"
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; });"
    )
    page.locator(f"#{RECEIVE}").get_by_role("button", name="as Markdown").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("window.copied").startswith(f"**{CASE}**")


def test_the_rows_are_downloaded_as_csv_that_reads_back(receive):
    page, box = receive
    with page.expect_download() as download:
        box.get_by_role("button", name="as CSV").click()
    assert "websocket-receive-messages=100000-v1.csv" == download.value.suggested_filename
    with open(download.value.path(), newline="", encoding="utf-8") as file:  # noqa: PTH123
        rows = list(csv.DictReader(io.StringIO(file.read())))
    assert box.locator("tbody tr[data-lane]").count() == len(rows)
    rust = next(row for row in rows if row["lane"] == "rust")
    assert float(rust["ratio_low"]) < float(rust["ratio"]) < float(rust["ratio_high"])
    died = next(row for row in rows if row["lane"] == "peer-websocket-client")
    assert ("died", "") == (died["state"], died["Time per op, µs"])


def test_a_lane_under_the_mouse_lights_its_curve(visit):
    page = visit()
    page.locator("#websocket-echo-bytes-208-v1 tr[data-lane='rust'] .lane").hover()
    lit = page.locator(".figures .lit").evaluate_all("parts => [...new Set(parts.map((part) => part.dataset.lane))]")
    assert ["rust"] == lit


def test_every_figure_has_its_numbers_beside_it(visit):
    page = visit()
    for figure in page.locator(".figures figure").all():
        assert figure.locator("svg[role='img'] title").count() >= 1
        figure.locator("summary").click()
        assert figure.locator("tbody tr").count() > 1
