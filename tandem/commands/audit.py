"""``tandem audit [D]``: the documents' own arithmetic, recomputed; exit 3 where some does not hold."""

from __future__ import annotations

import json
import sys

import click

from reports import ledger
from reports.audit import AuditRow, audit, audit_json

__all__ = ["command", "line"]

_RELATIONS = {"equals": "", "at_most": "at most ", "below": "below "}


@click.command("audit")
@click.argument("documents", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, documents: tuple[str, ...], as_json: bool) -> None:
    """Recompute the documents' own figures from each other; nothing is measured.

    A range is computed by pairs (lower ends, then upper ends) and by extremes (every combination of ends). Exit code 3
    says that some figure does not follow from those beside it.
    """
    ledgers = [ledger.load(d) for d in documents or ledger.documents()]
    if as_json:
        click.echo(json.dumps(audit_json(ledgers), allow_nan=False))
    rows = [row for one in ledgers for row in audit(one)]
    for row in () if as_json else rows:
        click.echo(line(row))
    if any(row.word == "does not hold" for row in rows):
        sys.exit(3)


def line(row: AuditRow) -> str:
    """One piece of arithmetic: where, what is stated, what it computes to, whether it holds."""
    stated, pairs, extremes = (_range(r) for r in (row.stated, row.pairs, row.extremes))
    computed = extremes if pairs == extremes else f"{pairs} by pairs, {extremes} by extremes"
    about = f"{row.about}: " if row.about else ""
    says = f" ({row.says})" if row.says else ""
    return (
        f"{row.document} {row.at}: {about}{row.expr} is {computed}, "
        f"stated {_RELATIONS[row.relation]}{stated}: {row.word}{says}"
    )


def _range(ends: tuple[float, float]) -> str:
    low, high = (f"{v:.4g}" if abs(v) < 1e4 else f"{v:,.0f}" for v in ends)
    return low if low == high else f"{low} to {high}"
