"""A program's parts beside the cases' ratios: which case, which base, what is said where nothing is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.model import Interval
from benchmarks.core.parts import Part, Shares
from benchmarks.stats import amdahl
from reports.tables.cases import case_tables
from reports.tables.gains import WAYS, gains, gains_json
from tests.unit.reports.sample import empty, summary

PARSE = Part(component="ticker", operation="parse", lane="python", functions=("json.loads",))
CLOCK = Part(component="clock", operation="read", lane="python-best", functions=("time.*",))


@pytest.fixture(scope="module")
def tables():
    return case_tables(summary())


def found(tables, *parts, samples=1000.0):
    return gains(Shares(samples=samples, parts=parts), tables)


def test_the_whole_is_amdahl_s_of_the_case_s_ratio(tables):
    (row,) = found(tables, (PARSE, 400.0)).rows
    table = next(t for t in tables if t.id == row.case)
    assert "ticker/parse[order=sent,messages=1000]v1" == row.case
    assert "python" == row.base
    by_way = {gain.way: gain for gain in row.gains}
    rust = table.ratio("python", "rust")
    assert pytest.approx(rust.value) == by_way["Rust alone"].part.value
    assert amdahl.whole(row.share, Interval(rust.low, rust.value, rust.high)) == by_way["Rust alone"].whole
    assert pytest.approx(1 / (1 - 0.4)) == row.most.value
    assert by_way["Rust alone"].whole.value < row.most.value


def test_a_part_that_is_the_best_python_already_gains_nothing_by_it(tables):
    best = next(t for t in tables if t.id.startswith("clock")).measured
    lane = next(row.name for row in best if row.name == "python-best")
    (row,) = found(tables, (replace(CLOCK, lane=lane), 100.0)).rows
    assert (1.0, "it is what the program has already") == (row.gains[0].whole.value, row.gains[0].why)


def test_a_lane_that_was_not_measured_is_stood_for_and_that_is_told(tables):
    (row,) = found(tables, (replace(PARSE, lane="peer-none"), 400.0)).rows
    assert "document-python" == row.base
    assert "peer-none was not measured, so document-python stands for" in row.note


def test_what_was_not_measured_has_its_share_and_its_bound_only():
    (row,) = found(case_tables(empty()), (PARSE, 400.0)).rows
    assert pytest.approx(0.4) == row.share.value
    assert {"not measured yet"} == {gain.why for gain in row.gains}
    assert {None} == {gain.whole for gain in row.gains}


def test_a_component_without_an_operation_is_its_first_measured_case(tables):
    (row,) = found(tables, (Part(component="clock", functions=("time.*",)), 10.0)).rows
    assert row.case.startswith("clock/read[")


def test_parts_together_leave_what_is_left_of_the_time(tables):
    both = found(tables, (PARSE, 400.0), (CLOCK, 300.0))
    assert list(WAYS) == [gain.way for gain in both.together]
    for gain in both.together:
        saved = [
            (row.share.value, g.part.value) for row in both.rows for g in row.gains if g.way == gain.way and g.part
        ]
        assert pytest.approx(1 / (1 - sum(p * (1 - 1 / s) for p, s in saved))) == gain.whole.value
    assert pytest.approx(0.3) == both.rest.value


def test_few_samples_are_a_doubt(tables):
    assert "few_samples" in [d.code for d in found(tables, (PARSE, 40.0), samples=100.0).doubts]
    assert "few_samples" not in [d.code for d in found(tables, (PARSE, 400.0)).doubts]


def test_the_json_has_every_figure_with_its_interval(tables):
    told = gains_json(found(tables, (PARSE, 400.0)))
    assert {"schema", "samples", "parts", "together", "unattributed", "doubts"} == told.keys()
    (part,) = told["parts"]
    assert {"value", "low", "high"} == part["share"].keys() == part["gains"][2]["whole"].keys()
