"""Comparisons: as recorded, turned round, or worked out from shared blocks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.model import Interval
from reports.tables.pairs import Pairs, settled, turned
from tests.unit.reports.sample import ratio, summary

CASE = "ticker/parse[order=sent,messages=1000]v1"


@pytest.fixture(scope="module")
def full():
    return summary()


def test_a_comparison_turned_twice_is_itself(full):
    found = full.ratios[0]
    again = turned(turned(found))
    assert (found.baseline, found.lane, found.outcome) == (again.baseline, again.lane, again.outcome)
    assert pytest.approx((found.low, found.value, found.high)) == (again.low, again.value, again.high)


def test_turning_makes_faster_slower_and_swaps_the_ends():
    found = turned(ratio("c", "time", ("a", "b"), Interval(2, 4, 5)))
    assert ("b", "a", "slower") == (found.baseline, found.lane, found.outcome)
    assert pytest.approx((0.2, 0.25, 0.5)) == (found.low, found.value, found.high)


def test_a_stated_comparison_is_found_from_both_sides(full):
    pairs = Pairs(full)
    one, other = (pairs.find(CASE, "time", *lanes) for lanes in (("python", "rust"), ("rust", "python")))
    assert pytest.approx(1) == one.value * other.value


def test_what_is_not_stated_is_worked_out_from_shared_blocks(full):
    stated = Pairs(full).find(CASE, "time", "python", "rust")
    made = Pairs(replace(full, ratios=())).find(CASE, "time", "python", "rust")
    assert pytest.approx(stated.value, rel=1e-9) == made.value
    assert pytest.approx(stated.low, rel=1e-3) == made.low
    assert "faster" == made.outcome


def test_lanes_that_shared_no_block_are_not_compared(full):
    bare = replace(full, ratios=(), block_values={(CASE, "python", "time"): {0: 1.0, 1: 1.1}})
    assert None is Pairs(bare).find(CASE, "time", "python", "rust")


def test_a_difference_that_many_comparisons_explain_is_unresolved():
    found = ratio("c", "time", ("a", "b"), Interval(1.01, 1.1, 1.2))
    assert ("faster", "unresolved") == (settled(found), settled(replace(found, q=0.2)))
    level = ratio("c", "time", ("a", "b"), Interval(0.995, 1.0, 1.005))
    assert "equivalent" == settled(replace(level, q=0.9))
