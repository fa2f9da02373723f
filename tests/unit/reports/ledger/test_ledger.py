import csv
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.core.discovery import components
from benchmarks.core.errors import SelectionError
from benchmarks.core.selection import lanes_of
from reports.ledger import documents, load, unbound
from reports.ledger_read import read
from reports.ledger_rows import KINDS, LedgerError

CLAIMS = Path(__file__).parent / "gateio_claims.csv"
ROW = '{ id = "d.a.rust", at = ["a", "Rust"], claimed = [1, 2], unit = "ms", fact = "a rig" }'


def written(*rows, columns='["Python", "Rust"]', more=""):
    return "\n".join(
        [
            'document = "d"',
            "[[table]]",
            'name = "t"',
            f"columns = {columns}",
            "rows = [",
            *(f"{r}," for r in rows),
            "]",
            more,
        ]
    )


def as_listed():
    with CLAIMS.open() as file:
        return list(csv.DictReader(file))


def test_every_claim_of_gateio_stands_once_in_the_documents_order():
    assert [r["id"] for r in as_listed()] == [c.id for c in load("gateio").claims]


def test_figures_units_words_and_places_are_the_documents():
    for claim, listed in zip(load("gateio").claims, as_listed(), strict=True):
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


def test_every_row_has_one_kind_of_answer():
    kinds = Counter(c.kind for c in load("gateio").claims)
    assert kinds.keys() <= set(KINDS)
    assert len(as_listed()) == kinds.total()


def test_no_row_names_an_unknown_case_or_lane():
    known = {case.id(c.name): {x.name for x in lanes_of(c, case)} for c in components() for case in c.cases}
    assert [] == [str(error) for name in documents() for error in unbound(load(name), known)]


def test_every_row_of_the_headline_table_is_bound():
    headline = load("gateio").tables[0]
    assert {"ref", "expr"} == {c.kind for c in headline.claims}


def test_only_rows_about_orders_wait_for_a_component():
    assert [] == [c.id for c in load("gateio").claims if c.kind == "later" and "order_" not in c.answer]


def test_an_unknown_document_is_told_with_those_that_are_there():
    with pytest.raises(SelectionError, match="document nosuch: there is no such ledger; known are: audio, gateio"):
        load("nosuch")


def test_the_lane_is_the_side_of_the_table_that_the_id_ends_with():
    assert "rust" == read(written(ROW)).claims[0].lane


def answered(text):
    """The row with another answer."""
    return written(ROW.replace('fact = "a rig"', text))


def without(old, new=""):
    """The row with something replaced."""
    return written(ROW.replace(old, new))


TYPO = '{ id = "d.b.rust", at = ["b", "Rust"], claimed = [1, 2], typo = 1, fact = "x" }'
NONE = '{ id = "d.a.rust", at = ["a", "Rust"], claimed = [1, 2] }'
TWO = '{ id = "d.a.rust", at = ["a", "Rust"], claimed = [1, 2], fact = "x", later = "y" }'
WORDS = '{ id = "d.a.rust", at = ["a", "Rust"], says = "quick", ref = "clock/read[]v1 rust time" }'
FAULTS = [
    ("document = ?", "d.toml: is no TOML: Invalid value (at line 1, column 12)"),
    (written(ROW, TYPO), "d.toml line 7: row has the unknown key typo"),
    (written(NONE), "d.toml line 6: d.a.rust has none of ref, expr"),
    (written(TWO), "d.toml line 6: d.a.rust has fact and later of ref"),
    (written(ROW, ROW), "d.toml line 7: the id d.a.rust stands in line 6 already"),
    (without("[1, 2]", "[2, 1]"), "line 6: claimed should be [low, high], was [2, 1]"),
    (without("[1, 2]", "3"), "line 6: claimed should be [low, high], was 3"),
    (without("claimed = [1, 2], "), "line 6: d.a.rust should have either claimed or says"),
    (without('"Rust"]', '"C"]'), "line 6: 'C' is no column of the table; columns are Python, Rust"),
    (without('"a rig"', "7"), "line 6: fact should be a text, was 7"),
    (answered('ref = "clock/read[]v1 time"'), "should be a case, a lane and a metric"),
    (answered('ref = "clock/read[]v1 rust nosuch"'), "line 6: 'nosuch' is no metric"),
    (answered('ref = "clock/read[]v1 rust peak_heap"'), "peak_heap is measured in B, the claim is in ms"),
    (answered('expr = "a +"'), "line 6: expression 'a +': cannot be read"),
    (answered('expr = "a / b", with = { a = "d.a.rust" }'), "b: names of the expression and of with differ"),
    (answered('expr = "a", with = { a = "d.zz.rust" }'), "a names the row d.zz.rust, which is not there"),
    (answered('expr = "a", with = { a = "d.a.rust" }'), "expressions go round in a circle: d.a.rust -> d.a.rust"),
    (answered('holds = "nothing"'), "'nothing' should be a case and a lane"),
    (written(WORDS), "d.a.rust measures words; say with reads = [low, high]"),
    (written(ROW, more='[[audit]]\nat = "L1"\nexpr = "1"\n'), "line 8: an audit has none of equals, at_most, below"),
]


@pytest.mark.parametrize(("text", "says"), FAULTS, ids=[says for _, says in FAULTS])
def test_a_fault_is_told_in_one_line_with_the_line_to_mend(text, says):
    with pytest.raises(LedgerError) as caught:
        read(text, "d.toml")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_cases_and_lanes_are_told_with_what_there_is():
    ledger = read(
        written(
            ROW.replace('fact = "a rig"', 'ref = "clock/red[]v1 rust time"'),
            ROW.replace("d.a.", "d.b.").replace('fact = "a rig"', 'ref = "clock/read[]v1 rusty time"'),
            ROW.replace("d.a.", "d.c.").replace('fact = "a rig"', 'ref = "clock/read[]v1 rust@native-lto time"'),
        )
    )
    errors = [str(e) for e in unbound(ledger, {"clock/read[]v1": {"rust", "python"}})]
    assert [
        "d.toml line 6: d.a.rust: names the case clock/red[]v1, which is unknown; there are: clock/read[]v1",
        "d.toml line 7: d.b.rust: names the lane rusty, clock/read[]v1 has: python, rust",
    ] == errors
