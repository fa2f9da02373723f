"""Case tables: order, ties, refused lanes, what is not measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.model import Interval
from reports.tables.cases import case_tables
from reports.tables.sentences import sentence
from tests.unit.reports.sample import DRIFT, empty, ratio, summary

RECEIVE = "websocket/receive[messages=100000]v1"
PARSE = "ticker/parse[order=sent,messages=1000]v1"


@pytest.fixture(scope="module")
def tables():
    return {table.id: table for table in case_tables(summary())}


def test_the_lead_case_stands_first_and_its_component_together(tables):
    assert RECEIVE == next(iter(tables))
    components = [table.component for table in tables.values()]
    assert ["websocket"] * 4 == components[:4]


def test_a_case_of_bounds_alone_stays_with_its_component_and_a_component_of_bounds_alone_is_last():
    of = summary()
    first, *others = of.catalog["components"]
    lane = {"name": "floor-empty", "kind": "floor", "label": "floor", "runtime": "native", "source": "x", "doubts": []}
    bound = {**first["cases"][0], "id": f"{first['name']}/bound[]v1"}
    first = {**first, "cases": [bound, *first["cases"]], "lanes": [*first["lanes"], lane]}
    machine = {"name": "machine", "cases": [{**bound, "id": "machine/empty[]v1"}], "lanes": [lane]}
    known = next(m for m in of.measurements if m.metric == "time")
    measured = (*of.measurements, replace(known, case=bound["id"], lane="floor-empty"))
    tables = case_tables(replace(of, catalog={"components": [machine, first, *others]}, measurements=measured))
    order = [table.component for table in tables]
    assert len(set(order)) == len([name for i, name in enumerate(order) if i == 0 or order[i - 1] != name])
    assert "machine" == order[-1]
    assert bound["id"] in {table.id for table in tables if table.rows}


def test_lanes_stand_best_first_then_bounds_then_what_was_refused(tables):
    rows = tables[PARSE].rows
    assert "rust" == rows[0].name
    assert ["floor", "limit"] == [row.kind for row in rows if row.band < 0 and row.state == "measured"]
    assert ("peer-simd-json", "disqualified") == (rows[-1].name, rows[-1].state)


def test_a_disqualified_lane_keeps_its_difference_and_no_number():
    full = summary()
    lied = [
        replace(g, passed=False, status="disqualified", difference="[0] off") if g.lane == "rust" else g
        for g in full.gate
    ]
    table = next(t for t in case_tables(replace(full, gate=tuple(lied))) if t.id == PARSE)
    row = next(r for r in table.rows if r.name == "rust")
    assert ("disqualified", "[0] off", {}, ()) == (row.state, row.difference, row.measures, row.blocks)
    assert not any("rust" in pair for pair in table.pairs)


def test_lanes_that_are_not_told_apart_share_a_band_and_a_range_of_places():
    full = summary()
    level = Interval(0.97, 1.0, 1.03)
    blurred = [
        ratio(PARSE, "time", (r.baseline, r.lane), level)
        if {r.baseline, r.lane} == {"peer-msgspec", "peer-sonic-rs"} and r.case == PARSE
        else r
        for r in full.ratios
    ]
    table = next(t for t in case_tables(replace(full, ratios=tuple(blurred))) if t.id == PARSE)
    a, b = (table.row(name) for name in ("peer-msgspec", "peer-sonic-rs"))
    assert a.band == b.band
    assert a.rank == b.rank == (3, 4)


def test_the_base_is_the_documents_python(tables):
    assert {"document-python"} == {t.base for t in tables.values() if t.measured}


def test_a_case_without_records_has_no_rows_and_no_base(tables):
    waiting = tables["ticker/subscribe[messages=1000]v1"]
    assert ((), "", {}) == (waiting.rows, waiting.base, waiting.pairs)


def test_before_the_first_measurement_every_case_is_there():
    found = case_tables(empty())
    assert len(case_tables(summary())) == len(found)
    assert not any(table.rows for table in found)


def test_twins_are_no_rows():
    full = summary()
    twins = tuple(replace(m, lane="rust~twin") for m in full.measurements if m.lane == "rust")
    found = case_tables(replace(full, measurements=full.measurements + twins))
    assert not [row for table in found for row in table.rows if row.name.endswith("~twin")]


def test_a_doubt_that_all_lanes_share_is_the_cases():
    full = summary()
    shared = tuple(replace(m, doubts=(*m.doubts, DRIFT)) for m in full.measurements)
    table = next(t for t in case_tables(replace(full, measurements=shared)) if t.id == PARSE)
    assert (DRIFT,) == table.doubts


def test_a_lane_in_another_runtime_keeps_its_lanes_label():
    full = summary()
    other = tuple(
        replace(m, lane="rust@native-mimalloc") for m in full.measurements if m.lane == "rust" and m.case == PARSE
    )
    table = next(t for t in case_tables(replace(full, measurements=full.measurements + other)) if t.id == PARSE)
    row = table.row("rust@native-mimalloc")
    assert ("own", "native-mimalloc", "rust") == (row.kind, row.runtime, row.plain)


def test_a_case_of_floors_only_ranks_its_floors():
    full = summary()
    floors = tuple(
        {**c, "lanes": [{**lane, "kind": "floor"} for lane in c["lanes"]]} if c["name"] == "clock" else c
        for c in full.catalog["components"]
    )
    found = case_tables(replace(full, catalog={"components": floors}))
    assert "clock" == found[-1].component
    assert "rust" == found[-1].rows[0].name


def test_a_case_of_sizes_is_ranked_by_size_and_no_sentence_calls_it_faster():
    found = summary()
    times = [m for m in found.measurements if (m.case, m.metric) == (PARSE, "time")]
    sizes = [replace(m, metric="size", unit="B", value=m.value, low=m.value, high=m.value) for m in times]
    (table,) = (t for t in case_tables(replace(found, measurements=(*found.measurements, *sizes))) if t.id == PARSE)
    assert "size" == table.primary
    assert "" == sentence(table)
