"""What the audit found, as sentences beside the claims that it concerns."""

from __future__ import annotations

import pytest

from reports import ledger
from reports.audit import audit
from reports.tables.documents import documents
from reports.tables.findings import findings
from tests.unit.reports.sample import summary

GATEIO = ledger.load("gateio")
FOUND = findings(GATEIO)


def about(identity):
    return next(f for f in FOUND if identity in f.claims)


def test_every_row_of_the_audit_that_does_not_hold_is_a_finding():
    assert [row.at for row in audit(GATEIO) if row.word != "holds"] == [f.at for f in FOUND]
    assert {f.word for f in FOUND} <= {"does not hold", "holds by pairing only"}


def test_a_ratio_that_its_own_figures_do_not_give_says_both():
    found = about("gateio.startup.ratio.headline.ratio")
    assert ("L9", "Startup time") == (found.at, found.about)
    assert "the document's own figures give 5–16×, it says 5–8×" == found.text


def test_what_holds_by_pairing_says_how():
    found = about("gateio.resident-memory.ratio.headline.ratio")
    assert "give 5.62–20×, it says 6–15×; only low with low and high with high they give 7.5–15×" in found.text


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("gateio.object-layout.size.header.python", "the document's own figures give 24, should be 16"),
        ("gateio.struct-layout.size.total.rust", "the document says 41, should be 48"),
        ("gateio.hft-order-flow.throughput.max.python", "figures give 1,000, should be at most 850"),
    ],
)
def test_what_is_held_against_a_fact_is_not_said_to_be_the_document_s(claim, text):
    assert text in about(claim).text


def test_a_finding_stands_beside_every_claim_that_it_concerns_and_in_the_document_s_list():
    document = next(d for d in documents([GATEIO], summary()) if d.name == "gateio")
    assert FOUND == document.findings
    marked = {cell.id for cell in document.cells if cell.findings}
    assert marked == {identity for f in FOUND for identity in f.claims}
