"""Data frames: a row each, base units, nothing lost."""

from __future__ import annotations

import math
from dataclasses import replace

from benchmarks.core.model import Interval
from reports import ledger
from reports.tables.cases import case_tables
from reports.tables.decision import decisions
from reports.tables.documents import documents
from reports.tables.frames import claims_frame, decisions_frame, measurements_frame, ratios_frame
from tests.unit.reports.sample import empty, summary

FULL = summary()


def test_every_measurement_is_a_row_in_base_units():
    frame = measurements_frame(FULL)
    assert len(FULL.measurements) == len(frame)
    first, row = FULL.measurements[0], frame.iloc[0]
    assert (first.case, first.lane, first.unit, first.value) == (row.case, row.lane, row.unit, row["value"])
    assert {"document", "own", "peer", "floor", "limit"} == set(frame.kind)


def test_a_refused_figure_is_empty_and_says_why():
    frame = measurements_frame(FULL)
    refused = frame[frame.note.str.startswith("n/a")]
    assert len(refused)
    assert all(math.isnan(v) for v in refused["value"])


def test_every_ratio_is_a_row():
    assert len(FULL.ratios) == len(ratios_frame(FULL))


def test_a_shift_of_a_percentile_stands_beside_its_ratio():
    shifted = replace(FULL.ratios[0], shift=Interval(-30.0, -20.0, -10.0))
    first, second = ratios_frame(replace(FULL, ratios=(shifted, FULL.ratios[1]))).itertuples()
    assert (-20.0, -30.0, -10.0) == (first.shift_ns, first.shift_low_ns, first.shift_high_ns)
    assert math.isnan(second.shift_ns)


def test_every_claim_is_a_row_with_its_verdict():
    found = documents([ledger.load(name) for name in ledger.documents()], FULL)
    frame = claims_frame(found)
    assert sum(len(d.cells) for d in found) == len(frame)
    assert not frame.verdict.isna().any()


def test_nothing_measured_still_has_its_columns():
    assert list(measurements_frame(FULL).columns) == list(measurements_frame(empty()).columns)
    assert 0 == len(measurements_frame(empty()))


def test_a_row_a_decision_with_the_lead_first():
    full = summary()
    frame = decisions_frame(decisions(full, case_tables(full)))
    assert ["clock", "program", "ticker", "websocket"] == sorted(frame[frame.lead].component)
    lead = frame[frame.lead & (frame.component == "ticker")].iloc[0]
    assert ("improve the Python first", "resident peak") == (lead.advice, lead.memory_of)
    assert lead.better_low < lead.better < lead.better_high
    assert frame.build_seconds.isna().all()
