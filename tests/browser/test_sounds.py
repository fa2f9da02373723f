"""Sounds: there, named, decoded with the network off, and playable without JavaScript."""

from __future__ import annotations

import base64
import io
import math
import wave
from array import array
from dataclasses import replace

import pytest

from benchmarks.core.model import Clip, Hearing
from reports.page import write
from tests.browser.conftest import address
from tests.unit.reports import sample

pytestmark = pytest.mark.browser
CASE = "ticker/parse[order=sent,messages=1000]v1"
RATE = 8_000
LOADED = """(player) => new Promise((done, failed) => {
  player.addEventListener("loadedmetadata", () => done(player.duration));
  player.addEventListener("error", () => failed(new Error(player.error.message)));
  player.load();
  player.preload = "auto";
})"""


def tone(hertz, seconds=0.25):
    """A sine as a clip: 16-bit WAV, which every browser plays."""
    frames = range(int(RATE * seconds))
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(array("h", (int(8_000 * math.sin(2 * math.pi * hertz * n / RATE)) for n in frames)).tobytes())
    return Clip(f"tone{hertz}", "audio/wav", base64.b64encode(held.getvalue()).decode())


def heard(lane, answer, difference=None):
    return Hearing(case=CASE, lane=lane, answer=answer, difference=difference, peak_dbfs=-150.5, gain_db=138.0)


@pytest.fixture(scope="module")
def sounding(tmp_path_factory):
    """A page with a reference, a lane that differs, and one that does not."""
    low, high = tone(220), tone(440)
    found = replace(sample.summary(), heard=(heard("python", low), heard("rust", low, high), heard("python-best", low)))
    return write(found, [], tmp_path_factory.mktemp("sounds"))


@pytest.fixture
def page(sounding, written, visit, monkeypatch):
    monkeypatch.setitem(written, "sounds", sounding)
    return lambda **options: visit("sounds", **options)


def test_players_are_there_named_and_decode_offline(page, sounding):
    shown = page()
    players = shown.locator(".sounds audio")
    assert [f"python, {CASE}", f"difference of rust from python, 138 dB louder, {CASE}"] == players.evaluate_all(
        "found => found.map((one) => one.ariaLabel)"
    )
    for player in players.all():
        player.scroll_into_view_if_needed()
        assert player.is_visible()
        assert 0.25 == pytest.approx(player.evaluate(LOADED), abs=0.01)
    assert [address(sounding)] == [url for url in shown.seen.requests if not url.startswith("data:")]
    assert [] == shown.seen.complaints


def test_what_has_no_player_says_why(page):
    table = page().locator(".sounds table")
    assert "peak -150.5 dBFS, played 138 dB louder" in table.inner_text()
    assert "every sample equals the reference's" in table.inner_text()
    table.get_by_role("link", name="the same sound as python's").first.click()
    assert table.locator("audio").first.is_visible()


def test_sounds_need_no_javascript(page):
    shown = page(java_script_enabled=False)
    player = shown.locator(".sounds audio").first
    assert player.is_visible()
    assert player.get_attribute("src").startswith("data:audio/wav;base64,")


def test_paper_has_the_words_only(page):
    shown = page()
    shown.emulate_media(media="print")
    assert not shown.locator(".sounds audio").first.is_visible()
    assert shown.get_by_text("peak -150.5 dBFS").is_visible()


def test_narrow_screens_scroll_the_table_and_not_the_page(page):
    shown = page(viewport={"width": 360, "height": 800})
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_filter_that_hides_the_component_hides_its_sounds(page):
    shown = page()
    shown.fill("#q", "websocket/echo")
    shown.locator(".sounds").wait_for(state="hidden")
    shown.fill("#q", "")
    shown.locator(".sounds").wait_for(state="visible")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anyone_can_use_them(page, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page(color_scheme=scheme), context=".sounds").response["violations"]
    assert [] == [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found]
