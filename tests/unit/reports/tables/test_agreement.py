from dataclasses import replace

from reports.page.render import render
from reports.tables.agreement import agreement
from reports.tables.cases import case_tables
from tests.unit.reports.sample import summary

STATED = {"at": "2026-05-01T10:00:00Z", "commit": "0123456789abcdef"}
TIMES = {"tandem": 120_500.0, "pyperf": 121_000.0, "asv": "n/a: not installed"}
ROWS = (
    {**STATED, "subject": "ticker/parse[]v1 python", "what": "time", "found": TIMES, "within": True, "note": "0.4%"},
    {**STATED, "subject": "ticker/parse[]v1 python", "what": "bytes", "found": {"worker": 0.5}, "within": False,
     "note": "share of <loads>"},
)  # fmt: skip


def test_nothing_stored_is_no_table():
    assert agreement(()) is None


def test_stopwatches_and_instruments_stand_apart():
    found = agreement(ROWS)
    (tools, timed), (_, shared) = found.tables
    assert ("tandem", "pyperf", "asv") == tools
    assert ("120 µs", "121 µs", "n/a: not installed") == timed[0].cells
    assert timed[0].agrees
    assert not shared[0].agrees
    assert "1 of 2 rows agree within 10 % (2026-05-01 10:00:00 UTC, commit 01234567)." == found.says


def test_the_page_has_it_with_markup_escaped():
    found = replace(summary(), agreement=ROWS)
    page = render(found, [], case_tables(found))
    assert 'id="agreement"' in page
    assert "share of &lt;loads&gt;" in page
    assert 'id="agreement"' not in render(summary(), [], case_tables(summary()))
