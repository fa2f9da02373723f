"""Columns and cells: one unit, notes once, refused percentiles with their reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.model import Interval
from reports.tables.cases import case_tables
from reports.tables.columns import cell, columns, others
from tests.unit.reports.sample import measured, summary

TABLES = {table.id: table for table in case_tables(summary())}
PARSE = TABLES["ticker/parse[order=sent,messages=1000]v1"]
ECHO = TABLES["websocket/echo[bytes=208]v1"]


def test_columns_stand_in_one_order_and_have_one_unit_each():
    found = [(c.metric, c.unit.name) for c in columns(PARSE)]
    assert [("time", "ns"), ("throughput", "M/s")] == found[:2]
    assert ["latency_p50", "latency_p95", "latency_p99"] == [m for m, _ in found[2:5]]


def test_how_late_a_thread_woke_stands_beside_how_late_its_blocks_were():
    row = ECHO.measured[0]
    late = {
        name: measured(ECHO.id, row.name, name, "count", Interval(2, 3, 4)) for name in ("late_blocks", "wake_late")
    }
    found = columns(replace(ECHO, rows=(replace(row, measures=late),)))
    assert ["Wake late", "Process over deadline"] == [c.head for c in found]


def test_a_note_that_all_cells_share_stands_in_the_head():
    p50 = next(c for c in columns(PARSE) if c.metric == "latency_p50")
    assert "mean of 16" == p50.note
    assert "" == cell(PARSE.rows[0], p50).note


def test_a_metric_that_nobody_has_a_number_for_is_no_column_but_keeps_its_reason():
    shown = columns(ECHO)
    assert "latency_p99_9" not in [c.metric for c in shown]
    assert ("p99.9", "n/a: needs 3688 samples, has 2000") in others(ECHO.rows[0], shown)


def test_a_cell_is_in_its_columns_unit():
    time = columns(PARSE)[0]
    row = PARSE.row("python")
    assert row.measures["time"].value == pytest.approx(float(cell(row, time).text.value.replace(",", "")), rel=0.01)


def test_what_was_not_measured_is_no_cell():
    step = next(c for c in columns(TABLES["clock/read[clock=monotonic]v1"]) if c.metric == "step")
    assert None is cell(PARSE.rows[0], step)
