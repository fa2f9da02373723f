"""``tandem share``: from a profile and a stored run to the whole program, and to the page."""

from __future__ import annotations

import json

import pytest
from made_records import HOST, records

from tandem.__main__ import main

CASE = "ticker/parse[order=sent,messages=1000]v1"
LANES = {"python": 4000.0, "python-best": 1000.0, "rust-from-python": 400.0, "rust": 100.0}
PROFILE = """secret (home/who/secret.py:1);loads (json/__init__.py:346);raw_decode (json/decoder.py:353) 400
secret (home/who/secret.py:2);parse_it (home/who/secret.py:9) 200
secret (home/who/secret.py:3) 400
"""


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data" / HOST / "20261121T080000Z-ab12cd34.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records({CASE: LANES}, noise=0.001)))
    return tmp_path / "data"


@pytest.fixture
def profile(tmp_path):
    path = tmp_path / "profile.txt"
    path.write_text(PROFILE)
    return path


def share(data, profile, *more) -> int:
    return main(["share", str(profile), "--data", str(data), *more])


def test_the_whole_of_a_known_part(data, profile, capsys):
    assert 0 == share(data, profile, "--json")
    (part,) = json.loads(capsys.readouterr().out)["parts"]
    whole = {gain["lane"]: gain["whole"]["value"] for gain in part["gains"]}
    assert ("ticker/parse", 0.4) == (part["part"], part["share"]["value"])
    for lane, times in (("python-best", 4.0), ("rust-from-python", 10.0), ("rust", 40.0)):
        assert pytest.approx(1 / (0.6 + 0.4 / times), rel=0.01) == whole[lane]


def test_a_map_adds_functions_of_one_s_own(data, profile, capsys):
    assert 0 == share(data, profile, "--map", "secret.parse_it=ticker/parse", "--json")
    found = json.loads(capsys.readouterr().out)
    assert [400.0, 200.0] == [part["samples"] for part in found["parts"]]
    assert pytest.approx(0.4) == found["unattributed"]["value"]


def test_it_is_told_in_words_without_control_codes(data, profile, capsys):
    assert 0 == share(data, profile)
    said = capsys.readouterr().out
    assert "ticker/parse" in said
    assert "40.0%" in said
    assert "no part claims 60.0%" in said
    assert "\x1b" not in said


def test_what_is_kept_names_only_what_matched_and_the_page_shows_it(data, profile, tmp_path, capsys):
    assert 0 == share(data, profile)
    kept = (data / "share" / "last.json").read_text()
    assert "json.loads" in kept or "json.decoder.*" in kept
    assert "secret" not in kept
    assert str(tmp_path) not in kept
    assert 0 == main(["report", "--data", str(data), "--out", str(tmp_path / "out")])
    page = (tmp_path / "out" / "index.html").read_text()
    assert '<section id="share"' in page
    assert "secret" not in page
    assert "40.0%" in page[page.index('<section id="share"') :]


def test_a_page_without_a_profile_has_no_such_section(data, tmp_path):
    assert 0 == main(["report", "--data", str(data), "--out", str(tmp_path / "out")])
    assert '<section id="share"' not in (tmp_path / "out" / "index.html").read_text()


def test_without_a_run_shares_and_bounds_are_told(profile, tmp_path, capsys):
    assert 0 == share(tmp_path / "none", profile)
    said = capsys.readouterr().out
    assert "1.67×" in said
    assert "not measured yet" in said


@pytest.mark.parametrize(("text", "says"), [("", "is empty"), ("rubbish", "was cut"), ("{}", "no speedscope profile")])
def test_what_is_no_profile_is_one_line_and_exit_2(data, tmp_path, capsys, text, says):
    (tmp_path / "bad").write_text(text)
    assert 2 == share(data, tmp_path / "bad")
    error = capsys.readouterr().err
    assert 1 == error.count("\n")
    assert says in error
    assert not (data / "share").exists()


def test_a_map_to_nowhere_is_one_line_and_exit_2(data, profile, capsys):
    assert 2 == share(data, profile, "--map", "x=nosuch")
    assert "there is no component nosuch" in capsys.readouterr().err


def test_a_narrow_terminal_has_lines_instead_of_a_table(data, profile, capsys, monkeypatch):
    monkeypatch.setattr("tandem.terminal.WIDE", 60)
    assert 0 == share(data, profile)
    assert all(len(line) <= 60 for line in capsys.readouterr().out.splitlines() if not line.startswith("doubt"))
