"""Flame charts: boxes as wide as their share, under their callers; names are text."""

from __future__ import annotations

import re

import pytest

from reports.charts.flame import NARROWEST, flame, hottest

STACKS = {
    "run (impls/x/a.py);parse (impls/x/a.py)": 10,
    "run (impls/x/a.py);parse (impls/x/a.py);loads (json/__init__.py)": 60,
    "run (impls/x/a.py);split (impls/x/b.py)": 30,
}


def boxes(text: str) -> dict[str, tuple[float, float, int]]:
    found = re.findall(
        r'<span class=\w+ style="left:([\d.]+)%;width:([\d.]+)%;top:(\d+)px" title="[^"]*">([^<]*)', text
    )
    return {name: (float(left), float(width), int(top)) for left, width, top, name in found}


def test_boxes_lie_under_their_callers_and_are_as_wide_as_their_share():
    found = boxes(flame(STACKS, "samples"))
    assert (0, 100) == found["run"][:2]
    assert (0, 70) == found["parse"][:2]
    assert (0, 60) == found["loads"][:2]
    assert (70, 30) == found["split"][:2]
    assert found["run"][2] < found["parse"][2] == found["split"][2] < found["loads"][2]


def test_the_table_says_own_and_whole_shares():
    by_frame = {hot.frame.partition(" ")[0]: hot for hot in hottest(STACKS)}
    assert (0.6, 0.6) == by_frame["loads"][1:]
    assert (0.1, 0.7) == by_frame["parse"][1:]
    assert (0.0, 1.0) == by_frame["run"][1:]
    assert "loads (json/__init__.py)" == hottest(STACKS)[0].frame


def test_a_function_that_calls_itself_counts_once_a_stack():
    assert [("f (a)", 1.0, 1.0)] == [tuple(hot) for hot in hottest({"f (a);f (a);f (a)": 5})]


def test_what_is_too_narrow_has_no_box_and_keeps_its_place():
    stacks = {"a (x)": 500, "b (x)": 1, "c (x)": 499}
    found = boxes(flame(stacks, "samples"))
    assert {"a", "c"} == set(found)
    assert 1 / 1000 < NARROWEST
    assert 100 == pytest.approx(found["c"][0] + found["c"][1], abs=0.2)


def test_nothing_sampled_is_no_chart():
    assert "" == flame({}, "samples")
    assert [] == hottest({})


def test_a_hostile_symbol_is_text():
    evil = '"><script>alert(1)</script>\u202e'
    text = flame({f"{evil} (a.py)": 10}, "samples")
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_a_very_deep_stack_ends():
    text = flame({";".join(f"f{i} (a)" for i in range(5000)): 3}, "samples")
    assert len(text) < 20_000
