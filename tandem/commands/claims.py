"""``tandem claims [--document D] [--verdict V]``: what the documents say, what was measured, and the verdict."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Summary
from benchmarks.core.places import DATA
from reports import ledger, units
from reports.ledger_rows import Ledger
from reports.verdicts import WORDS, Judged, claims_json, judged
from tandem.stored import stored

__all__ = ["command", "lines"]


@click.command("claims")
@click.argument("runs", nargs=-1)
@click.option("--document", "-d", "documents", multiple=True, metavar="D", help="Only this document; may be repeated.")
@click.option("--verdict", metavar="V", help=f"Only claims with this verdict: {', '.join(WORDS)}.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@click.option("--json", "as_json", is_flag=True, help="Print the documented JSON.")
def command(
    *, runs: tuple[str, ...], documents: tuple[str, ...], verdict: str | None, data: Path, as_json: bool
) -> None:
    """Say for every claim what was measured, and the verdict.

    RUNS are stored runs by id, file or commit; without them all stored runs of the host measured last are read.
    """
    if verdict is not None and verdict not in WORDS:
        raise SelectionError(f"verdict {verdict}", "there is no such verdict", f"verdicts are: {', '.join(WORDS)}")
    ledgers = [ledger.load(d) for d in documents or ledger.documents()]
    found = stored(data, runs)
    summary = found.summary() if found.records else None
    if as_json:
        click.echo(json.dumps(claims_json(ledgers, summary, verdict), allow_nan=False))
        return
    for one in ledgers:
        for line in lines(one, summary, verdict):
            click.echo(line)


def lines(one: Ledger, summary: Summary | None, verdict: str | None = None) -> list[str]:
    """A document's claims as text: a heading a table, a line a claim, the tally last."""
    rows = judged(one, summary)
    found = [f"{one.document}: {one.title}"]
    for table in one.tables:
        mine = [j for j in rows if j.claim.table == table.name and verdict in {None, j.verdict.word}]
        if mine:
            found += ["", table.name, *(f"  {_line(j)}" for j in mine)]
    tally = Counter(j.verdict.word for j in rows)
    return [*found, "", ", ".join(f"{tally[word]} {word}" for word in WORDS if word in tally), ""]


def _line(j: Judged) -> str:
    claim = j.claim
    measured = ""
    if j.found:
        text = units.show(j.found.low, j.found.value, j.found.high)
        measured = f", measured {text} {claim.unit}".rstrip()
    reason = f" ({j.verdict.reason})" if j.verdict.reason else ""
    return f"{j.verdict.word}: {claim.row}, {claim.column}: {_claimed(j)}{measured}{reason}"


def _claimed(j: Judged) -> str:
    if j.claim.claimed is None:
        return f'"{j.claim.says}"'
    low, high = (f"{v:g}" for v in j.claim.claimed)
    return f"{low if low == high else f'{low} to {high}'} {j.claim.unit}".rstrip()
