import pytest

from reports.audit import audit, audit_json
from reports.ledger import load
from reports.ledger_read import read

# The arithmetic lines of the document's known answer: place, stated, pairs, extremes, does it hold?
KNOWN = [
    ("L9", (5, 8), (10, 8), (5, 16), "does not hold"),
    ("L10", (6, 15), (15, 7.5), (5.625, 20), "holds by pairing only"),
    ("L11", (2, 3), (3, 2.5), (1.5, 5), "holds by pairing only"),
    ("L12", (3, 5), (5, 10 / 3), (5 / 3, 10), "holds by pairing only"),
    ("L13", (2, 4), (4, 2.5), (1, 10), "holds by pairing only"),
    ("L14/106", (1000, 1000), (1e6, 1e6), (1e6, 1e6), "does not hold"),
    ("L294/302", (850, 850), (1000, 1000), (1000, 1000), "does not hold"),
    ("L297/302 L305/310", (2720, 2720), (2720, 2720), (2720, 2720), "holds"),
    ("L317-321", (100, 100), (100, 100), (100, 100), "holds"),
    ("L324-327", (100, 100), (100, 100), (100, 100), "does not hold"),
    ("L147-148", (16, 16), (24, 24), (24, 24), "does not hold"),
    ("L156-161", (41, 41), (41, 41), (41, 41), "holds"),
    ("L161", (48, 48), (41, 41), (41, 41), "does not hold"),
    ("L165-166", (41, 41), (35, 35), (35, 35), "does not hold"),
]


@pytest.mark.parametrize(("at", "stated", "pairs", "extremes", "word"), KNOWN)
def test_gateios_arithmetic_is_found_as_known(at, stated, pairs, extremes, word):
    row = next(r for r in audit(load("gateio")) if r.at == at)
    assert word == row.word
    assert pytest.approx(stated) == row.stated
    assert pytest.approx(pairs) == row.pairs
    assert pytest.approx(extremes) == row.extremes


def test_half_a_per_cent_is_rounding_and_more_is_not():
    def word(stated):
        text = f'document = "d"\n[[audit]]\nat = "L1"\nexpr = "0.68 * 730"\nequals = "{stated}"\n'
        return audit(read(text))[0].word

    assert ["holds", "holds", "does not hold"] == [word(s) for s in ("496.4", "498", "500")]


def test_the_json_has_what_the_rows_have():
    rows = audit_json([load("gateio")])["audit"]
    first = rows[0]
    assert ("gateio", "L9", "gateio.startup.ratio.headline.ratio") == (first["document"], first["at"], first["id"])
    assert [10.0, 8.0] == first["pairs"]
    assert len(KNOWN) + 1 == len(rows)


def test_an_expression_over_measurements_is_no_arithmetic_of_the_document():
    measured = 'expr = "a / b", with = { a = "clock/read[]v1 rust cpu", b = "clock/read[]v1 rust time" }'
    row = f'{{ id = "d.a.rust", at = ["a", "Rust"], claimed = [1, 1], unit = "count", {measured} }}'
    text = f'document = "d"\n[[table]]\nname = "t"\ncolumns = ["Rust"]\nrows = [\n{row},\n]\n'
    assert () == audit(read(text))
