"""A ledger drafted from Markdown: a claim a cell, in the document's words, and its arithmetic bound."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.core.errors import GivenError
from reports.audit import audit
from reports.draft import UNBOUND, draft
from reports.ledger_read import read

CLAIMS = Path(__file__).parents[1] / "ledger" / "gateio_claims.csv"
HEADLINES = """# A Gate.io client

Some words.

## Latency

| **Metric** | **Python** | **Rust** | **Improvement** |
|------------|------------|----------|-----------------|
| **Startup time** | 500-800ms | 50-100ms | **5-8x faster** |
| **Memory usage** | 45-60MB | 3-8MB | **6-15x less** |
| **WebSocket connect** | 15-25ms | 5-10ms | **2-3x faster** |
| **JSON parsing** | 0.5-1ms | 0.1-0.3ms | **3-5x faster** |
| **Order placement** | 2-5ms | 0.5-2ms | **2-4x faster** |
| **Time precision** | millisecond | **nanosecond** | **1000x more precise** |
"""


def claims_of(markdown):
    return {claim.id: claim for claim in read(draft(markdown, "mine").text).claims}


def table(*rows, columns="Python | Rust | Improvement"):
    lines = [f"| Metric | {columns} |", "|---" * (columns.count("|") + 2) + "|", *(f"| {row} |" for row in rows)]
    return "\n".join(lines) + "\n"


def test_a_drafted_table_claims_what_was_read_by_hand():
    by_hand = {}
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["table"] == "Headline comparison table" and row["low"]:
                lane = row["id"].rpartition(".")[2]
                by_hand[row["row"], lane] = (float(row["low"]), float(row["high"]), row["unit"])
    found = read(draft(HEADLINES, "gateio").text)
    drafted = {(c.row, c.lane): (*c.claimed, c.unit) for c in found.claims if c.claimed}
    assert by_hand == drafted
    assert "A Gate.io client" == found.title
    assert ["Latency"] == [t.name for t in found.tables]
    assert ["millisecond", "nanosecond"] == [c.says for c in found.claims if c.says]


def test_what_is_drafted_is_counted():
    found = draft(HEADLINES, "mine")
    assert (1, 18, 16, 5) == (found.tables, found.claims, found.figures, found.bound)


def test_an_improvement_follows_from_its_row_and_is_audited_at_once():
    claim = claims_of(table("Parse | 50ms | 2ms | 25x faster"))["mine.parse.improvement.ratio"]
    assert "py / rs" == claim.answer
    assert {"py": "mine.parse.python", "rs": "mine.parse.rust"} == claim.operands
    said = ("25x faster", "40x faster", "96% less", "90% less")
    words = [audit(read(draft(table(f"Parse | 50ms | 2ms | {one}"), "mine").text))[0].word for one in said]
    assert ["holds", "does not hold", "holds", "does not hold"] == words


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Rate | 100 orders/s | 400 orders/s | 4x", "rs / py"),
        ("Memory | 200 MB | 100 MB | 50% reduction", "100 * (1 - rs / py)"),
        ("Memory | 200 MB | 100 MB | 50%", UNBOUND),
        ("Odd | 200 MB | 100 ms | 2x", UNBOUND),
        ("Two units | 2 s | 100 ms | 20x", UNBOUND),
        ("Words | slow | fast | 2x", UNBOUND),
    ],
)
def test_an_improvement_is_bound_only_to_what_it_follows_from(row, expected):
    (ratio,) = (c for c in claims_of(table(row)).values() if c.lane == "ratio")
    assert expected == ratio.answer


def test_every_other_claim_waits_with_its_line():
    claim = claims_of(HEADLINES)["mine.startup-time.python"]
    assert ("later", UNBOUND, "9") == (claim.kind, claim.answer, claim.lines)


def test_a_long_figure_keeps_its_digits():
    claim = claims_of(table("Rate | 1,234,567 orders/s | 0.1234567 ms"))
    assert [(1234567, 1234567), (0.1234567, 0.1234567)] == [c.claimed for c in claim.values()]


def test_rows_and_columns_of_one_name_have_ids_of_their_own():
    twice = table("Time | 1ms | 2ms", "Time | 3ms | 4ms", columns="Python | Python")
    names = set(claims_of(twice + "\n## Again\n\n" + twice))
    assert 8 == len(names)


def test_tables_below_one_heading_are_told_apart():
    found = read(draft("# Title\n\n" + table("A | 1ms") + "\nMore.\n\n" + table("B | 2ms"), "mine").text)
    assert ["Title", "Title (2)"] == [t.name for t in found.tables]


def test_empty_cells_claim_nothing():
    assert ["mine.a.python"] == list(claims_of(table("A | 1ms | - | ")))


@pytest.mark.parametrize("text", ["", "# Only words\n\n10x faster, they say.\n", "| A |\n|---|\n| 1ms |\n"])
def test_a_document_without_claims_in_tables_is_refused(text):
    with pytest.raises(GivenError, match="it holds no table"):
        draft(text, "mine")


cells = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)


@given(st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=4), st.tuples(cells, cells, cells, cells))
def test_whatever_stands_in_a_table_the_ledger_is_one(rows, header):
    lines = [" | ".join(part.replace("\n", " ") for part in row) for row in rows]
    markdown = f"| {' | '.join(h.replace(chr(10), ' ') for h in header)} |\n|---|---|---|---|\n"
    markdown += "".join(f"| {line} |\n" for line in lines)
    try:
        found = draft(markdown, "mine")
    except GivenError:
        return
    assert found.claims == len(read(found.text).claims)
