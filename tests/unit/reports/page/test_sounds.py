"""What can be listened to on the page: each sound once, differences with their numbers, nothing where nothing was."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from benchmarks.core.model import Clip, Hearing
from reports.page import sounds as module
from reports.page.render import render
from reports.page.sounds import sounds
from reports.tables.cases import case_tables
from tests.unit.reports.sample import summary

CASE = "ticker/parse[order=sent,messages=1000]v1"
OTHER = "websocket/echo[bytes=208]v1"
HUM, AWAY, HISS = (
    Clip(name, "audio/flac", body) for name, body in (("1a", "SFVN"), ("2b", "QVdBWQ=="), ("3c", "SA=="))
)


def heard(lane, answer=HUM, difference=None, case=CASE):
    return Hearing(case=case, lane=lane, answer=answer, difference=difference, peak_dbfs=-150.5, gain_db=138.0)


def with_sounds(*found):
    return replace(summary(), heard=found)


def listening(*found):
    known = with_sounds(*found)
    return sounds(known, case_tables(known))


@pytest.fixture
def rows():
    """The rows of the one case, by lane."""
    found = listening(
        heard("rust", HUM, AWAY), heard("python"), heard("peer-msgspec", HISS, AWAY), heard("python-best")
    )
    return {row.lane: row for row in found["ticker"][0].rows}


def test_the_reference_comes_first_and_has_no_difference(rows):
    first = next(iter(rows.values()))
    assert ("python", "data:audio/flac;base64,SFVN") == (first.lane, first.answer.address)
    assert ("what the others are compared with", "") == (first.difference.says, first.difference.address)


def test_a_sound_that_is_there_already_is_named_and_not_repeated(rows):
    assert ("python", "sound-1a", "") == (rows["rust"].answer.same, *rows["rust"].answer[1:3])
    differences = [rows[lane].difference for lane in ("rust", "peer-msgspec")]
    assert {"peak -150.5 dBFS, played 138 dB louder"} == {cell.says for cell in differences}
    assert {"", "rust"} == {cell.same for cell in differences}
    assert 1 == sum(bool(cell.address) for cell in differences)


def test_a_lane_without_a_difference_says_so(rows):
    assert "none: every sample equals the reference's" == rows["python-best"].difference.says


def test_players_say_what_they_play(rows):
    assert f"python, {CASE}" == rows["python"].answer.label
    assert f"difference of rust from python, 138 dB louder, {CASE}" == rows["rust"].difference.label


def test_a_case_is_heard_without_its_reference_too():
    found = listening(heard("rust", HUM, AWAY))
    assert ["rust"] == [row.lane for row in found["ticker"][0].rows]


def test_what_the_page_has_no_room_for_is_left_out_whole(monkeypatch):
    long = Clip("4d", "audio/flac", "A" * 90)
    monkeypatch.setattr(module, "MOST", 100)
    found = listening(heard("python"), heard("rust", HUM, AWAY), heard("document-python", long, case=OTHER))
    assert ["websocket"] == list(found)  # which stands first
    found = listening(heard("python", long), heard("rust", long), heard("peer-msgspec", long))  # one sound, once
    assert 3 == len(found["ticker"][0].rows)


def test_the_page_has_a_player_a_sound_and_no_more():
    known = with_sounds(heard("python"), heard("rust", HUM, AWAY), heard("python-best"))
    page = render(known, [], case_tables(known))
    players = re.findall(r'<audio id="(sound-\w+)" controls preload="none" src="([^"]*)" aria-label="[^"]+">', page)
    assert [("sound-1a", "data:audio/flac;base64,SFVN"), ("sound-2b", "data:audio/flac;base64,QVdBWQ==")] == players
    assert 2 == page.count(">the same sound as python's</a>")
    assert "media-src data:" in page


def test_a_sound_from_elsewhere_cannot_leave_its_address():
    evil = Clip("5e", 'audio/x" onerror="alert(1)', '"><script>alert(1)</script>')
    known = with_sounds(heard("python", evil))
    assert "<script>alert" not in render(known, [], case_tables(known))


def test_a_page_without_sounds_does_not_speak_of_them():
    page = render(summary(), [], case_tables(summary()))
    assert "<audio" not in page
    assert 'class="sounds"' not in page
