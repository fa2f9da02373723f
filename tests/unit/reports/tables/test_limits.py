"""Limits as rows: the metric that suits each case, bytes a second, what a byte more costs, limits first."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from benchmarks.core.model import Measurement
from impls.machine import spec
from reports.tables.limits import BOUNDS, LimitRow, as_json, limit_rows, notes, printed
from tests.unit.reports.sample import empty

LANES = (
    {"name": "floor-lent", "kind": "floor", "label": "bytes lent"},
    {"name": "floor-calls", "kind": "floor", "label": "called from Python"},
    {"name": "limit-native", "kind": "limit", "label": "as fast as this machine can"},
)
CASES = (
    ("machine/crossing[bytes=208]v1", "crossing", {"bytes": 208}),
    ("machine/crossing[bytes=1208]v1", "crossing", {"bytes": 1208}),
    ("machine/clock[]v1", "clock", {}),
    ("machine/memory[kernel=copy,caches=4]v1", "memory", {"kernel": "copy", "caches": 4}),
)
FIGURES = (
    (0, "floor-lent", "time", 30.0),
    (1, "floor-lent", "time", 130.0),
    (2, "floor-calls", "time", 40.0),
    (2, "limit-native", "time", 17.0),
    (2, "limit-native", "cpu", 17.0),
    (3, "limit-native", "time", 0.1),
    (3, "limit-native", "throughput", 1e10),
)


@pytest.fixture
def made():
    cases = [{"id": name, "operation": operation, "params": params} for name, operation, params in CASES]
    measured = [
        Measurement(
            case=CASES[i][0], lane=lane, metric=metric, unit="1/s" if metric == "throughput" else "ns", value=value,
            low=0.9 * value, high=1.1 * value, processes=12, blocks=4,
        )
        for i, lane, metric, value in FIGURES
    ]  # fmt: skip
    values = {
        (CASES[0][0], "floor-lent", "time"): {0: 30.0, 1: 31.0, 2: 29.0},
        (CASES[1][0], "floor-lent", "time"): {0: 130.0, 1: 132.0, 2: 128.0, 3: 1.0},
    }
    catalog = {"components": [{"name": "machine", "cases": cases, "lanes": list(LANES)}]}
    return replace(empty(), catalog=catalog, measurements=tuple(measured), block_values=values)


def row(rows, case, lane):
    return next(r for r in rows if (r.case, r.lane) == (case, lane))


def test_limits_stand_before_floors_and_each_says_what_it_bounds(made):
    rows = limit_rows(made)
    assert ["limit", "limit", "floor", "floor", "floor", "floor"] == [r.kind for r in rows]
    assert all(r.bounds for r in rows)
    assert len(rows) == len({(r.case, r.lane) for r in rows})


def test_what_moves_bytes_is_shown_in_bytes_a_second(made):
    copy = row(limit_rows(made), CASES[3][0], "limit-native")
    assert ("throughput", "B/s", 1e10) == (copy.metric, copy.unit, copy.value)
    text, unit = printed(copy)
    assert ("GB/s", "10") == (unit, text.value.partition(".")[0])
    assert "copy" in copy.what


def test_a_call_is_shown_by_its_time_and_told_from_its_limit(made):
    rows = limit_rows(made)
    assert "a read of the clock" == row(rows, CASES[2][0], "limit-native").what
    assert "a read of the clock, called from Python" == row(rows, CASES[2][0], "floor-calls").what
    assert "bytes lent, 1,208 bytes" == row(rows, CASES[1][0], "floor-lent").what


def test_what_a_byte_more_costs_is_the_slope_in_common_blocks(made):
    slope = row(limit_rows(made), "machine/crossing", "floor-lent")
    assert "ns/B" == slope.unit
    assert pytest.approx(0.1) == slope.value
    assert slope.low < 0.1 < slope.high < 0.11


def test_one_block_gives_a_slope_without_an_interval(made):
    single = {place: {0: blocks[0]} for place, blocks in made.block_values.items()}
    slope = row(limit_rows(replace(made, block_values=single)), "machine/crossing", "floor-lent")
    assert (None, None) == (slope.low, slope.high)
    assert "0.1" == printed(slope)[0].value[:3]


def test_nothing_measured_is_no_row():
    assert [] == limit_rows(empty())


def test_the_rows_are_plain_data(made):
    found = json.loads(json.dumps(as_json(limit_rows(made)), allow_nan=False))
    assert {"case", "lane", "kind", "what", "metric", "unit", "value", "low", "high", "bounds", "doubts"} == set(
        found[0]
    )
    assert set(LimitRow.__dataclass_fields__) == set(found[0])


def test_how_large_the_arrays_were_is_said_once():
    series = [{"metric": "size", "values": [5], "evidence": "each array has 128 MiB, 4.0 times the last-level cache"}]
    trials = [{"is": "trial", "case": CASES[3][0], "series": series}] * 3
    (said,) = notes([{"is": "run"}, *trials, {"is": "trial", "case": CASES[2][0], "series": series}])
    assert "4.0 times the last-level cache" in said
    assert "STREAM" in said


def test_every_operation_of_the_component_says_what_it_bounds():
    assert set(BOUNDS) == {case.operation for case in spec.CASES}
