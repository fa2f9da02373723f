"""Document tables: the ledger's order and columns, with what was measured beside each claim."""

from __future__ import annotations

import pytest

from benchmarks.core.model import Interval
from reports import ledger
from reports.tables.documents import (
    MEANINGS,
    ClaimCell,
    claimed_text,
    documents,
    figure_text,
    measured_text,
    tally,
    tally_of,
)
from reports.verdicts import WORDS
from tests.unit.reports.sample import empty, summary

LEDGERS = [ledger.load(name) for name in ledger.documents()]
FOUND = documents(LEDGERS, summary())


def cell(**more) -> ClaimCell:
    given = {"id": "a.b.c", "column": "Python", "says": "", "claimed": None, "unit": "", "measured": None}
    return ClaimCell(**(given | {"verdict": "fact", "reason": ""} | more))


def test_every_claim_stands_in_a_table_once_and_in_order():
    for one, document in zip(LEDGERS, FOUND, strict=True):
        assert sorted(c.id for c in one.claims) == sorted(c.id for c in document.cells)
        assert [t.name for t in one.tables] == [t.name for t in document.tables]


def test_every_cell_stands_under_a_column_of_its_table():
    for document in FOUND:
        for table in document.tables:
            assert {c.column for row in table.rows for c in row.cells} <= set(table.columns)


def test_a_row_holds_its_claims_side_by_side():
    headline = next(d for d in FOUND if d.name == "gateio").tables[0]
    startup = headline.rows[0]
    assert ["Python", "Rust", "Improvement"] == [c.column for c in startup.cells]
    assert all(c.measured for c in startup.cells)
    assert startup.cells[0].here.startswith("here: ")


def test_before_the_first_measurement_nothing_has_a_figure():
    assert not [c for document in documents(LEDGERS, empty()) for c in document.cells if c.measured]


def test_every_verdict_has_its_meaning():
    assert set(WORDS) == set(MEANINGS)


def test_the_tally_counts_every_claim_in_the_order_of_the_words():
    found = tally(FOUND)
    assert sum(len(d.cells) for d in FOUND) == sum(found.values())
    assert [w for w in WORDS if w in found] == list(found)
    assert sum(found.values()) == sum(sum(tally_of(t).values()) for d in FOUND for t in d.tables)


def test_a_reason_does_not_repeat_another_claims_id():
    assert not [c.reason for d in FOUND for c in d.cells if c.reason.startswith("gateio.")]


@pytest.mark.parametrize(
    ("claimed", "unit", "says", "expected"),
    [
        ((500, 800), "ms", "", "500–800 ms"),
        ((3, 5), "x", "", "3–5×"),
        ((1000, 1000), "orders/s", "", "1,000 orders/s"),
        ((10, 10), "us", "", "10 µs"),
        ((16, 16), "count", "", "16"),
        (None, "", "none (borrowed strings)", "none (borrowed strings)"),
    ],
)
def test_a_claim_reads_as_the_document_has_it(claimed, unit, says, expected):
    assert expected == claimed_text(cell(claimed=claimed, unit=unit, says=says))


def test_a_figure_far_from_the_claims_unit_is_shown_in_one_that_fits():
    assert ("1.310 µs", "1.290–1.330") == measured_text(cell(unit="ms", measured=Interval(0.00129, 0.00131, 0.00133)))
    assert ("437 ms", "428–446") == measured_text(cell(unit="ms", measured=Interval(428, 437, 446)))
    assert "500 MB (400–600)" == figure_text(Interval(4e5, 5e5, 6e5), "KB")


def test_an_exact_figure_shows_no_interval():
    assert ("177", "") == measured_text(cell(unit="count", measured=Interval(177, 177, 177)))
