import csv
from pathlib import Path

from reports.ledger import load
from reports.verdicts import claims_json

with (Path(__file__).parent / "gateio_claims.csv").open() as file:
    MEASURABLE = {row["id"]: row["measurable"] for row in csv.DictReader(file)}
MEASURED, SHOWN = {"ref", "expr"}, {"holds"}


def test_what_can_be_measured_is_measured_or_demonstrated():
    claims = {c.id: c.kind for c in load("gateio").claims if MEASURABLE[c.id] == "yes"}
    assert 63 == len(claims)
    assert [] == [claim for claim, kind in claims.items() if kind not in MEASURED | SHOWN]


def test_what_can_be_measured_in_part_is_measured_demonstrated_or_opinion_with_its_reason():
    claims = [c for c in load("gateio").claims if MEASURABLE[c.id] == "partly"]
    assert 56 == len(claims)
    assert [] == [c.id for c in claims if c.kind not in MEASURED | SHOWN | {"opinion"} or not c.answer]


def test_what_is_no_quantity_is_never_scored():
    kinds = {c.kind for c in load("gateio").claims if MEASURABLE[c.id] == "no"}
    assert {"fact", "opinion", "cannot"} == kinds


def test_the_json_has_every_claim_once_and_nothing_bound_is_judged_before_it_is_measured():
    rows = claims_json([load("gateio")], None)["claims"]
    assert list(MEASURABLE) == [row["id"] for row in rows]
    bound = {c.id for c in load("gateio").claims if c.kind in MEASURED | SHOWN}
    assert {"not measured yet"} == {row["verdict"] for row in rows if row["id"] in bound}
    assert {"fact", "opinion", "not measurable here"} == {row["verdict"] for row in rows if row["id"] not in bound}
    assert all(row["reason"] for row in rows), "why there is no figure"
