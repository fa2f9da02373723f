"""``tandem compare A B [--fail-on 5%]``: two stored runs, a verdict a case and lane; exit 3 on a regression."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.core.places import DATA
from benchmarks.stats.versus import DOUBTS, regressions
from reports.tables.changes import Change, Changes, Side, changes
from reports.tables.facts import count
from tandem.asked import json_option
from tandem.stored import Pair, compared
from tandem.terminal import OUTCOMES, console

__all__ = ["Share", "command"]

NARROW = 100  # columns below which a row leaves out what its ratio says already


class Share(click.ParamType[float]):
    """A share written as 5% or 0.05."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share as a number."""
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share < 100:
            self.fail(f"{text!r} should be a share, as in 5% or 0.05", param, ctx)
        return share


@click.command("compare")
@click.argument("a")
@click.argument("b")
@click.option("--fail-on", type=Share(), metavar="5%", help="Exit with 3 where a lane of B is so much slower.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@json_option
def command(*, a: str, b: str, fail_on: float | None, data: Path, as_json: bool) -> None:
    """Compare each lane of run B with the same lane of run A; over 1 is better.

    A and B are stored runs by id, file or commit, or the beginning of one; a commit is all runs of it. The two were not
    measured in the same blocks: where the machine changed between them, that is in the numbers. With --fail-on a lane
    that is slower among all comparisons made, by that share or more, or that no longer passes the gate, ends the
    command with exit code 3. The same as a page: tandem report A B.
    """
    pair = compared(data, a, b)
    if as_json:
        click.echo(json.dumps(_json(pair, fail_on), allow_nan=False))
    else:
        show(changes(pair.found, pair.first, pair.second, fail_on), console())
    if fail_on is not None and (regressions(pair.found, fail_on) or pair.found.lost):
        sys.exit(3)


def show(found: Changes, out: Console) -> None:
    """Print the comparison: what the two are, a table a verdict, the tally last."""
    for name, side in (("A", found.first), ("B", found.second)):
        out.print(Text(f"{name}  {_side(side)}"), soft_wrap=True)
    for verdict, rows in groupby(found.rows, key=lambda row: row.verdict):
        out.print()
        out.print(_table(verdict, list(rows), narrow=out.width < NARROW))
    out.print()
    if not any(row.value for row in found.rows):
        out.print("nothing to compare: the runs have no lane in common")
    for doubt in found.doubts:
        out.print(Text(f"doubt: {doubt.saw}; {doubt.advice}", style="yellow"), soft_wrap=True)
    worse = sum(row.regression for row in found.rows)
    tally = ", ".join(f"{n} {verdict}" for verdict, n in found.tally.items())
    out.print(Text("; ".join([tally, *([count(worse, "regression")] if worse else [])]), style="bold"), soft_wrap=True)


def _side(side: Side) -> str:
    more = f" and {len(side.runs) - 1} more" if len(side.runs) > 1 else ""
    told = [f"{side.runs[-1] if side.runs else 'no run'}{more}", f"commit {side.commit}" if side.commit else ""]
    return ", ".join(filter(None, (*told, side.started, side.level)))


def _table(verdict: str, rows: list[Change], *, narrow: bool) -> Table:
    """One verdict's rows, the case's name once. Narrow: what a row leaves out stands in --json and on the page."""
    colour = OUTCOMES.get(verdict, "magenta" if verdict == "lost" else "dim")
    title = Text(f"{verdict} ({len(rows)})", style=f"bold {colour}")
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    ratios = any(row.value for row in rows)
    notes = any(row.regression or (row.note and not (narrow and ratios)) for row in rows)
    table.add_column("case", overflow="fold")
    table.add_column("lane", overflow="fold")
    if ratios:
        table.add_column("B against A", justify="right", no_wrap=True)
    if not narrow:
        for heading in ("A", "B", *(("adjusted p",) if ratios else ())):
            table.add_column(heading, justify="right", no_wrap=True)
    if notes:
        table.add_column("", overflow="fold")
    before = ""
    for row in rows:
        cells = [Text(row.case if row.case != before else ""), Text(row.lane)]
        cells += [Text(str(row.ratio or ""), style=colour)] if ratios else []
        if not narrow:
            cells += [Text(row.before), Text(row.after)]
            cells += [Text("" if row.q is None else f"{row.q:.2g}")] if ratios else []
        note = "; ".join(filter(None, ("REGRESSION" if row.regression else "", "" if narrow and ratios else row.note)))
        table.add_row(*cells, *([Text(note, style="bold red" if row.regression else "dim")] if notes else []))
        before = row.case
    return table


def _json(pair: Pair, fail_on: float | None) -> dict[str, Any]:
    worse = regressions(pair.found, fail_on) if fail_on is not None else []
    table = changes(pair.found, pair.first, pair.second, fail_on)
    verdicts = {(row.case, row.lane): row.verdict for row in table.rows}
    alone = pair.found.alone
    return {
        "schema": 1,
        "a": list(table.first.runs),
        "b": list(table.second.runs),
        "tally": table.tally,
        "comparisons": [
            {
                "case": r.case,
                "lane": r.lane,
                "metric": r.metric,
                "value": r.value,
                "low": r.low,
                "high": r.high,
                "outcome": r.outcome,
                "verdict": verdicts[r.case, r.lane],
                "smallest_effect": r.smallest_effect,
                "q": r.q,
                "regression": r in worse,
                "doubts": [{"code": d.code, "saw": d.saw, "advice": d.advice} for d in DOUBTS],
            }
            for r in pair.found.rows
        ],
        "lost": [{"case": x.case, "lane": x.lane, "reason": x.reason} for x in pair.found.lost],
        "gone": [{"case": x.case, "lane": x.lane, "reason": x.reason} for x in alone if x.why == "gone"],
        "new": [{"case": x.case, "lane": x.lane} for x in alone if x.why == "new"],
        "not_compared": [
            {"case": x.case, "lane": x.lane, "why": x.why, "reason": x.reason}
            for x in alone
            if x.why not in {"lost", "gone", "new"}
        ],
        "other_input": list(pair.found.other_input),
    }
