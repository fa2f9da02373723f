"""Two runs as a table: which verdict stands where, what is adjusted away, what has no ratio."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.model import GateRow
from benchmarks.stats.versus import versus
from reports.tables.changes import MEANT, changes
from tests.unit.reports.sample import summary

CASE = "clock/read[clock=monotonic]v1"


@pytest.fixture
def first():
    return summary()


def times(run, case, lane, factor):
    """The summary with one lane so many times slower."""
    blocks = {
        k: {b: v * factor for b, v in d.items()} if k[:2] == (case, lane) else d for k, d in run.block_values.items()
    }
    return replace(run, block_values=blocks)


def without(run, case, lane):
    return replace(run, block_values={k: v for k, v in run.block_values.items() if k[:2] != (case, lane)})


def told(first, second, **more):
    found = changes(versus(first, second), first, second, **more)
    return {(row.case, row.lane): row for row in found.rows}, found


def test_a_run_beside_itself_has_no_difference(first):
    rows, found = told(first, first)
    assert {"equivalent", "unresolved"} >= {row.verdict for row in rows.values()}
    assert len(rows) == sum(found.tally.values())


def test_twice_as_slow_is_slower_by_half_and_comes_first(first):
    rows, found = told(first, times(first, CASE, "rust", 2.0), least=0.05)
    row = rows[CASE, "rust"]
    assert ("slower", True) == (row.verdict, row.regression)
    assert pytest.approx(0.5) == row.value
    assert row is found.rows[0]
    assert row.ratio.value == "0.500×"


def test_half_the_time_is_faster_and_no_regression(first):
    row = told(first, times(first, CASE, "rust", 0.5), least=0.05)[0][CASE, "rust"]
    assert ("faster", False) == (row.verdict, row.regression)


def test_what_only_one_run_has_is_new_or_gone_and_what_the_gate_turned_away_is_lost(first):
    fewer = without(first, CASE, "rust")
    assert "gone" == told(first, fewer)[0][CASE, "rust"].verdict
    assert "new" == told(fewer, first)[0][CASE, "rust"].verdict
    gate = GateRow(case=CASE, lane="rust", passed=False, difference="1 should be 2", status="disqualified")
    row = told(first, replace(fewer, gate=(gate,)), least=0.05)[0][CASE, "rust"]
    assert ("lost", "disqualified: 1 should be 2", True) == (row.verdict, row.note, row.regression)


def test_a_difference_that_many_comparisons_would_show_by_chance_is_unresolved(first):
    found = versus(first, times(first, CASE, "rust", 2.0))
    weak = replace(found, rows=tuple(replace(r, q=0.2) for r in found.rows))
    row = next(r for r in changes(weak, first, first, 0.05).rows if (r.case, r.lane) == (CASE, "rust"))
    assert ("unresolved", False) == (row.verdict, row.regression)
    assert row.note.startswith("slower by itself")


def test_a_single_block_has_no_interval(first):
    one = replace(first, block_values={k: dict(list(v.items())[:1]) for k, v in first.block_values.items()})
    assert {"no interval"} == {row.verdict for row in told(first, one)[0].values()}


def test_rows_stand_in_the_order_of_the_verdicts(first):
    second = without(times(times(first, CASE, "rust", 2.0), CASE, "python-best", 0.5), CASE, "floor")
    places = [list(MEANT).index(row.verdict) for row in told(first, second)[1].rows]
    assert places == sorted(places)
