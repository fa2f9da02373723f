"""A component's figures: which there are, and that their tables say the recorded numbers."""

from __future__ import annotations

import pytest

from benchmarks.core.model import Interval
from reports import units
from reports.page.figures import PANELS, figures
from reports.page.view import marks_of
from reports.tables.cases import case_tables
from tests.unit.reports.rich import ECHO, rich
from tests.unit.reports.sample import empty, large


def groups(full, component):
    tables = case_tables(full)
    return {g.name: g for g in figures([t for t in tables if t.component == component], marks_of(tables))}


@pytest.fixture(scope="module")
def websocket():
    return groups(rich(), "websocket")


def test_each_kind_has_its_group(websocket):
    assert ["How it grows", "Latency of single operations", "Memory"] == list(websocket)


def test_latency_is_drawn_both_ways_and_floors_are_in_it(websocket):
    figure = next(f for f in websocket["Latency of single operations"].figures if f.caption == ECHO)
    assert ["percentiles", "ecdf"] == [face.name for face in figure.faces]
    assert all('data-lane="floor"' in face.svg for face in figure.faces)


def test_shifts_of_percentiles_stand_below_with_their_intervals(websocket):
    figure = next(f for f in websocket["Latency of single operations"].figures if f.caption == ECHO)
    shift = figure.tables[1]
    assert "Shift of percentiles against document-python (Harrell-Davis)" == shift.title
    assert ("Lane", "p95, µs", "p99, µs") == shift.heads
    unit = units.Unit("µs", 1e3)
    at = [Interval(-by - 900, -by, 900 - by) for by in (21_000, 33_000)]
    assert ("rust", *(str(units.show(i.low, i.value, i.high, unit)) for i in at)) in shift.rows


def test_orders_of_growth_are_words_beside_their_intervals(websocket):
    (figure,) = websocket["How it grows"].figures
    assert "websocket/echo by bytes: p50" == figure.caption
    rust = next(row for row in figure.tables[0].rows if row[0] == "rust")
    assert rust[1].startswith("O(n^0.4")
    assert "worst point" in rust[1]
    assert 5 == len(rust)


def test_workers_have_speed_up_and_efficiency():
    (figure,) = groups(rich(), "concurrency")["How it grows"].figures
    title, heads, rows = figure.tables[1]
    assert title.startswith("Speed-up, and efficiency")
    assert ("Lane", "workers 2", "workers 4") == heads
    assert {("93%", "87%")} == {tuple(cell[-3:] for cell in row[1:]) for row in rows}
    assert all(row[1].startswith("1.8") for row in rows)


def test_memory_counts_allocations(websocket):
    figure = websocket["Memory"].figures[0]
    assert "Allocations of one run" == figure.tables[0].heads[-1]
    assert not any("(" in row[-1] for row in figure.tables[0].rows), "a count that never varies needs no interval"
    assert ">allocations<" in figure.faces[0].svg


def test_many_cases_are_a_few_figures_and_a_count():
    found = groups(large(), "websocket")
    assert PANELS == len(found["Memory"].figures)
    assert found["Memory"].left > 400


def test_nothing_measured_is_no_figure():
    assert {} == groups(empty(), "websocket")
