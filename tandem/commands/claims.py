"""``tandem claims [--document D] [--verdict V]``: what the documents say, what was measured, and the verdict."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Summary
from benchmarks.core.places import DATA
from reports import ledger, units
from reports.ledger_rows import Ledger
from reports.verdicts import WORDS, Judged, claims_json, judged
from tandem.stored import stored
from tandem.terminal import console

__all__ = ["command", "lines", "show"]

NARROW = 110  # columns below which reasons are left out
STYLES = {
    "reproduced": "green", "demonstrated": "green", "met": "green", "stronger": "cyan", "weaker": "yellow",
    "missed": "yellow", "unresolved": "yellow", "reversed": "red", "refuted": "red",
}  # fmt: skip


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
    out = console()
    for one in ledgers:
        if out.is_terminal:
            show(one, summary, verdict, out)
        else:
            click.echo("\n".join(lines(one, summary, verdict)))


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


def show(one: Ledger, summary: Summary | None, verdict: str | None, out: Console) -> None:
    """A document's claims for a reader at a terminal: a table a table, the tally last."""
    rows = judged(one, summary)
    out.print(Text(f"{one.document}: {one.title}", style="bold"), "", soft_wrap=True)
    for table in one.tables:
        mine = [j for j in rows if j.claim.table == table.name and verdict in {None, j.verdict.word}]
        if mine:
            out.print(_table(table.name, mine, narrow=out.width < NARROW), "")
    tally = Counter(j.verdict.word for j in rows)
    counted = (Text(f"{tally[word]} {word}", style=STYLES.get(word, "dim")) for word in WORDS if word in tally)
    out.print(Text(", ").join(counted), "")


def _table(name: str, rows: Sequence[Judged], *, narrow: bool) -> Table:
    """Narrow: without the reasons, which stand in the lines of a pipe and on the page."""
    table = Table(title=Text(name, style="bold"), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("claim", "", "claimed", "measured", "verdict", *(() if narrow else ("",))):
        table.add_column(heading, overflow="fold")
    before = ""
    for j in rows:
        measured = f"{units.show(j.found.low, j.found.value, j.found.high)} {j.claim.unit}".strip() if j.found else ""
        word = Text(j.verdict.word, style=STYLES.get(j.verdict.word, "dim"))
        cells = [j.claim.row if j.claim.row != before else "", j.claim.column, _claimed(j), measured]
        reason = () if narrow else (Text(j.verdict.reason, style="dim"),)
        table.add_row(*map(Text, cells), word, *reason)
        before = j.claim.row
    return table


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
