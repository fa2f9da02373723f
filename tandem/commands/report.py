"""``tandem report [RUN...]``: the page, and the same numbers as Markdown, CSV, JSON and Parquet, from stored runs."""

from __future__ import annotations

import webbrowser
from dataclasses import replace
from pathlib import Path

import click

from benchmarks.campaign.records import catalog
from benchmarks.core import profiled, shared
from benchmarks.core.model import Summary
from benchmarks.core.places import DATA, PAGE, plain
from reports import ledger
from reports.page import Beside, write
from reports.tables.changes import Changes, changes
from tandem.asked import choose, json_option
from tandem.stored import Stored, compared, stored

__all__ = ["command", "summary_of"]


@click.command("report")
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--merge", is_flag=True, help="Read two runs as one, instead of comparing them.")
@click.option("--open", "opens", is_flag=True, help="Open the page in the browser.")
@click.option("--out", type=click.Path(path_type=Path), default=PAGE, help="Folder to write into.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@json_option
def command(*, runs: tuple[str, ...], merge: bool, opens: bool, out: Path, data: Path, as_json: bool) -> None:
    """Write the page of stored runs: claimed beside measured, every lane, every doubt.

    RUN is a stored run's id, file or commit, or its beginning; without one all stored runs are read together, and the
    host that was measured last is shown. Two runs, A and B, are compared: the page is that of B, and begins with what
    changed since A. More than two, or two with --merge, are read together.
    """
    told = _changes(data, *runs) if len(runs) == 2 and not merge else None
    found = stored(data, runs[1:] if told else runs)
    summary, ledgers = summary_of(found), [ledger.load(d) for d in ledger.documents()]
    seen = profiled.kept(data, str(summary.host.get("id", "")))
    beside = Beside(changes=told, shares=shared.kept(data), profiles=seen)
    page = write(summary, ledgers, out, beside)
    if as_json:
        click.echo(page.with_name("report.json").read_text(encoding="utf-8"))
    else:
        for line in _said(found, summary, page):
            click.echo(line)
    if opens:
        webbrowser.open(page.resolve().as_uri())


def _changes(data: Path, a: str, b: str) -> Changes:
    pair = compared(data, a, b)
    return changes(pair.found, pair.first, pair.second)


def summary_of(found: Stored) -> Summary:
    """What the runs say. Where there are none, or they know of no case, the catalog is that of this checkout."""
    summary = found.summary()
    if summary.catalog.get("components"):
        return summary
    here = choose((), "", ())
    return replace(summary, catalog=catalog(here.components, here.arms))


def _said(found: Stored, summary: Summary, page: Path) -> list[str]:
    lines = [plain(str(page))]
    if not found.records:
        lines.append("no run is stored: every row says 'not measured yet'; measure with: tandem run --quick")
    elif not summary.measurements:
        lines.append("the stored runs hold no measurement yet; the same tandem run goes on with them")
    return lines + [f"doubt: {d.saw}; {d.advice}" for d in summary.doubts]
