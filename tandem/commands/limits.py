"""``tandem limits``: what this machine can do at best, what the harness itself costs, and what each of them bounds."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from benchmarks.campaign.start import Wanted
from benchmarks.core.places import DATA, PAGE, plain
from benchmarks.core.plan import options_for, seconds
from tandem import terminal
from tandem.asked import choose, json_option
from tandem.commands.run import measured, refuse_invalid

if TYPE_CHECKING:
    from benchmarks.campaign.start import Outcome
    from benchmarks.core.model import Summary
    from reports.tables.limits import LimitRow

__all__ = ["command"]

COMPONENT = "machine"
TITLES = {"limit": "What this machine can do at best", "floor": "What calls, waiting and the harness cost"}


@click.command("limits")
@click.argument("names", nargs=-1)
@click.option("--quick", "level", flag_value="quick", default=True, help="Four to six blocks a case (the default).")
@click.option("--default", "level", flag_value="default", help="As long as an ordinary run.")
@click.option("--rigorous", "level", flag_value="rigorous", help="Up to 100 blocks a case.")
@click.option("--budget", default="5m", show_default=True, metavar="5m", help="Wall time for measuring.")
@click.option("--fresh", is_flag=True, help="Start anew even where an unfinished run could go on.")
@click.option("--patience", default="120s", show_default=True, metavar="120s", help="How long a lane may say nothing.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the raw runs.")
@json_option
def command(
    *, names: tuple[str, ...], level: str, budget: str, fresh: bool, patience: str, data: Path, as_json: bool
) -> None:
    """Measure clock, calls, memory, cache line, loopback, processes and text, and say what each bounds.

    NAMES are operations of the component machine (memory, loopback, ...), all without. It is an ordinary run of that
    component: it is stored, a report shows it, and the same command goes on where it was interrupted.
    """
    select = tuple(f"{COMPONENT}/{name}*" for name in names) or (COMPONENT,)
    options = replace(options_for(level, budget), memory=False)
    chosen = choose(select, "", ())
    wanted = Wanted(
        arms=chosen.arms, selection=select, lanes=(), options=options, folder=data, fresh=fresh,
        command=plain(shlex.join(["tandem", *sys.argv[1:]])), patience_s=seconds(patience),
    )  # fmt: skip
    outcome = measured(wanted, chosen, PAGE if data == DATA else None, quiet=as_json)
    refuse_invalid(_say(outcome, as_json=as_json))


def _say(outcome: Outcome, *, as_json: bool) -> Summary:
    from reports.tables import limits  # noqa: PLC0415  (what draws takes a second to load, so measuring begins before)
    from tandem import ending  # noqa: PLC0415  (as above)

    summary = ending.summarised(outcome.records, outcome.read)
    rows = limits.limit_rows(summary)
    if as_json:
        click.echo(json.dumps(_as_json(outcome, summary, limits.as_json(rows)), allow_nan=False))
        return summary
    console = terminal.console()
    for kind, title in TITLES.items():
        if chosen := [row for row in rows if row.kind == kind]:
            console.print(_table(title, chosen))
            console.print()
    for line in (
        *_refused(summary),
        *limits.notes(outcome.records),
        *(f"doubt: {d.saw}; {d.advice}" for d in summary.doubts),
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    said = "everything is decided" if outcome.ended == "complete" else "the budget is spent"
    console.print(f"{said}; raw data: {plain(str(outcome.path))}", markup=False, highlight=False, soft_wrap=True)
    return summary


def _refused(summary: Summary) -> list[str]:
    """What was not measured, a line a reason."""
    lanes: dict[str, dict[str, None]] = {}
    for gate in (g for g in summary.gate if not g.passed):
        lanes.setdefault(f"{gate.status}: {gate.difference}", {})[gate.lane] = None
    return [f"{', '.join(names)}: {reason}" for reason, names in lanes.items()]


def _table(title: str, rows: Sequence[LimitRow]) -> Table:
    from reports.tables.limits import printed  # noqa: PLC0415  (as above)

    table = Table(title=title, title_justify="left", title_style="bold not italic", box=None, pad_edge=False)
    table.add_column("what")
    table.add_column("value", justify="right", no_wrap=True, style="bold")
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("what it bounds", style="cyan")
    for row in rows:
        text, unit = printed(row)
        table.add_row(Text(row.what), text.value, text.interval, unit, Text(row.bounds))
    return table


def _as_json(outcome: Outcome, summary: Summary, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schema": 1,
        "machine": {k: v for k, v in summary.host.items() if k not in {"is", "schema"}},
        "run": next((run["id"] for run in summary.runs), None),
        "ended": outcome.ended,
        "limits": rows,
        "refused": [
            {"case": g.case, "lane": g.lane, "status": g.status, "reason": g.difference}
            for g in summary.gate
            if not g.passed
        ],
        "doubts": [{"code": d.code, "saw": d.saw, "advice": d.advice} for d in summary.doubts],
    }
