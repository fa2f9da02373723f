import csv
from pathlib import Path

from reports.ledger import load

CLAIMS = Path(__file__).parent / "audio_claims.csv"


def as_listed():
    with CLAIMS.open() as file:
        return list(csv.DictReader(file))


def test_every_claim_of_audio_stands_once_in_the_documents_order():
    assert [r["id"] for r in as_listed()] == [c.id for c in load("audio").claims]


def test_figures_units_words_and_places_are_the_documents():
    for claim, listed in zip(load("audio").claims, as_listed(), strict=True):
        expected = (float(listed["low"]), float(listed["high"])) if listed["low"] else None
        assert expected == claim.claimed, claim.id
        assert (listed["table"], listed["row"], listed["lines"].replace(",", "/")) == (
            claim.table,
            claim.row,
            claim.lines,
        )
        assert listed["text"] == claim.says
        if claim.claimed:
            assert listed["unit"] == claim.unit


def test_nothing_is_left_for_later():
    assert "later" not in {claim.kind for claim in load("audio").claims}
