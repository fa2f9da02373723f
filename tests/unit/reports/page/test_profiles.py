"""Profiles on the page and as files: charts, trees and figures that say what was seen."""

from __future__ import annotations

from dataclasses import replace

from reports.page.profiles import looks, standalone, tree
from tests.unit.benchmarks.core.test_profiled import FOUND

EVIL = "</style><script>x</script>\u202e\"'"


def test_profiles_stand_with_their_component():
    (one,) = looks([FOUND])["ticker"]
    assert ["Time", "Heap at its highest"] == [name for name, _, _ in one.charts]
    assert ("Instructions per op: 673 (callgrind)", "memray: n/a") == one.figures
    assert "2026-11-21 09:05:12 UTC at revision c47c2c1f" in one.about


def test_the_table_beside_a_chart_leaves_out_who_only_calls():
    _, _, numbers = looks([FOUND])["ticker"][0].charts[0]
    assert (("loads (json/__init__.py)", "100.0%", "100.0%"),) == numbers.rows


def test_a_tree_has_its_heaviest_branch_first_and_drops_what_is_small():
    lines = tree({"a (x);b (x)": 300, "a (x);c (x)": 690, "d (x)": 9, "d (x);e (x)": 1}).splitlines()
    assert ["a (x)", "c (x)", "b (x)", "d (x)"] == [line.partition("%")[2].strip() for line in lines]
    assert lines[0].split()[0] == "990"
    assert lines[1].index("c (x)") > lines[0].index("a (x)")


def test_a_lane_without_stacks_has_figures_only():
    (one,) = looks([replace(FOUND, samples={}, heap={})])["ticker"]
    assert () == one.charts
    assert "" == tree({})


def test_the_standalone_page_asks_for_nothing_and_names_are_text():
    text = standalone(replace(FOUND, lane=EVIL, samples={f"{EVIL} (a.py)": 3}, notes=(EVIL,)))
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert "http" not in text.replace("http-equiv", "")
