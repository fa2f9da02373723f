"""How a claim's number came about, for each kind of claim."""

from __future__ import annotations

import pytest

from reports import ledger
from reports.tables.documents import documents
from tests.unit.reports.sample import empty, summary

LEDGERS = [ledger.load(name) for name in ledger.documents()]
CELLS = {cell.id: cell for d in documents(LEDGERS, summary()) for cell in d.cells}
CLAIMS = {claim.id: claim for one in LEDGERS for claim in one.claims}


def how(identity):
    return dict(CELLS[identity].how)


def test_a_measured_figure_says_case_lane_metric_blocks_and_processes():
    found = how("gateio.startup.latency.headline.python")
    assert "program/client[updates=1000]v1, lane document-python: start-up" == found["Measured"]
    assert "6 blocks, 18 processes a lane" == found["From"]
    assert "95 %, Student's t over the blocks" == found["Interval"]


def test_a_computed_figure_says_its_expression_and_what_each_name_stands_for():
    found = how("gateio.startup.ratio.headline.ratio")
    assert "py / rs, block by block" == found["Computed"]
    assert found["py"].endswith("lane document-python: start-up")
    assert found["rs"].endswith("lane document-rust: start-up")


def test_a_percentile_says_that_it_is_one():
    assert "of a percentile a process" in how("gateio.ws-connect.latency.headline.python")["Interval"]


def test_a_demonstration_says_by_what():
    shown = next(c.id for c in CLAIMS.values() if c.shown)
    assert "lane" in how(shown)["Shown by"]


def test_what_has_not_run_says_what_would_be_measured():
    cells = {cell.id: cell for d in documents(LEDGERS, empty()) for cell in d.cells}
    assert {"Measured"} == dict(cells["gateio.startup.latency.headline.python"].how).keys()


@pytest.mark.parametrize("kind", ["fact", "opinion"])
def test_a_claim_that_nothing_measures_has_none(kind):
    assert {()} == {CELLS[c.id].how for c in CLAIMS.values() if c.kind == kind}


def test_every_claim_that_is_bound_says_how():
    assert all(
        CELLS[c.id].how for c in CLAIMS.values() if c.kind in {"ref", "expr", "holds"} and (c.arms or c.operands)
    )
