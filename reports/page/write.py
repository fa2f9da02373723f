"""One call from numbers to files: before the first measurement, and again after each case."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.core.model import Summary
from reports.export import export, replace_file
from reports.ledger_rows import Ledger
from reports.page.beside import Beside
from reports.page.render import render
from reports.tables.cases import case_tables
from reports.tables.documents import documents
from reports.verdicts import with_derived

__all__ = ["write"]


def write(summary: Summary, ledgers: Iterable[Ledger], folder: Path, beside: Beside | None = None) -> Path:
    """Write ``index.html`` and what stands beside it into ``folder``; return the page's path.

    Each file appears whole or not at all. Raises `ResultsError` where one cannot be written.
    """
    ledgers = tuple(ledgers)
    summary = with_derived(summary, ledgers)
    found, tables = documents(ledgers, summary), case_tables(summary)
    page = replace_file(folder / "index.html", render(summary, found, tables, beside))
    export(summary, found, tables, folder)
    return page
