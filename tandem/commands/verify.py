"""``tandem verify [SELECT...]``: does every lane do the same work? Exit 3 where one that can run does not."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks.campaign.verify import verify
from benchmarks.core.model import RunOptions
from benchmarks.core.plan import seconds
from tandem.asked import choose, json_option, selecting
from tandem.progress import Show

__all__ = ["command"]

MARKS = {"passed": "same work", "unavailable": "cannot run"}


@click.command("verify")
@selecting
@click.option("--seed", type=int, default=RunOptions().seed, help="Of the givens, instead of the usual one.")
@click.option("--patience", default="60s", metavar="60s", help="How long a lane may say nothing.")
@json_option
def command(
    *, select: tuple[str, ...], lanes: str, impls: tuple[Path, ...], capture: Path | None, seed: int, patience: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Run every selected lane once, untimed, and compare its answer with the reference's; measure nothing.

    Lanes that cannot run here are listed with the reason and do not count; exit code 3 says that one that ran did other
    work.
    """
    chosen = choose(select, lanes, impls, capture)
    with Show(quiet=as_json) as show:
        rows = verify(chosen.workshop, chosen.givens(seed), chosen.arms, patience_s=seconds(patience), tell=show)
    if as_json:
        click.echo(json.dumps({"schema": 1, "gate": [asdict(row) for row in rows]}))
    else:
        wide = max((len(row.lane) for row in rows), default=0)
        for case in dict.fromkeys(row.case for row in rows):
            click.echo(case)
            for row in (r for r in rows if r.case == case):
                why = f": {row.difference}" if row.difference else ""
                click.echo(f"  {row.lane:{wide}}  {MARKS.get(row.status, row.status)}{why}")
        counts = Counter(row.status for row in rows)
        click.echo(", ".join(f"{count} {status}" for status, count in counts.most_common()))
    if any(not row.passed and row.status != "unavailable" for row in rows):
        sys.exit(3)
