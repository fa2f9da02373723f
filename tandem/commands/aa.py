"""``tandem aa``: how often the suite sees a difference where there is none, and the smallest effect it can see here."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from benchmarks.campaign.start import Outcome, Wanted, run
from benchmarks.campaign.twins import few, pairs, suits
from benchmarks.core import aa
from benchmarks.core.errors import SelectionError
from benchmarks.core.model import RunOptions
from benchmarks.core.places import DATA, plain
from benchmarks.core.plan import options_for, seconds
from benchmarks.core.store import locked
from tandem.asked import Chosen, choose, json_option
from tandem.commands.run import split
from tandem.progress import Show

__all__ = ["command"]


@click.command("aa")
@click.argument("select", nargs=-1)
@click.option("--lanes", default="", metavar="L,...", help="Only these lanes, by name or glob.")
@click.option("--impls", multiple=True, type=click.Path(path_type=Path), metavar="PATH", help="Further components.")
@click.option("--decisions", default=aa.FULL, show_default=True, type=click.IntRange(1), help="To make, at least.")
@click.option("--budget", default="40m", show_default=True, metavar="40m", help="Wall time for measuring.")
@click.option("--seed", type=int, help="Of givens and orders, instead of the usual one.")
@click.option("--fresh", is_flag=True, help="Start anew even where an unfinished check could go on.")
@click.option("--patience", default="60s", metavar="60s", help="How long a lane may say nothing.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the raw runs.")
@json_option
def command(
    *, select: tuple[str, ...], lanes: str, impls: tuple[Path, ...], decisions: int, budget: str, seed: int | None,
    fresh: bool, patience: str, data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Measure lanes against their own twins, through gate, schedule, workers, intervals and stopping rule.

    Without SELECT: of every component the cheapest lanes of our own, Python and Rust. The figures are kept beside the
    raw runs, and every report prints the last ones. Exit code 3 says that a rate is outside what chance allows. An
    interrupted check goes on when the same command is given again.
    """
    options = replace(options_for("quick", budget, seed), memory=False)
    chosen = choose(select, lanes, impls)
    arms = [arm for arm in chosen.arms if suits(arm)] if select or lanes else few(chosen.arms)
    if not arms:
        raise SelectionError("tandem aa", "no lane of the selection can stand beside its twin", "select ticker")
    wanted = Wanted(
        arms=arms, selection=("aa", *select), lanes=tuple(filter(None, lanes.split(","))), options=options,
        folder=data / aa.FOLDER, command=plain(shlex.join(["tandem", *sys.argv[1:]])), fresh=fresh,
        patience_s=seconds(patience),
    )  # fmt: skip
    outcome = _measured(wanted, chosen, decisions, data, quiet=as_json)
    figures = _figures(outcome, options, decisions)
    enough = figures["decisions"] >= decisions
    stored = enough and aa.keep(data, figures["host"], figures)
    if as_json:
        click.echo(json.dumps({"schema": 1, "aa": figures, "complete": enough, "kept": stored}, allow_nan=False))
    else:
        for line in _said(figures, decisions, stored=stored):
            click.echo(line)
    if figures["comparisons"] and not figures["within"]:
        sys.exit(3)


def undecided(records: Sequence[Mapping[str, Any]], case: str, options: RunOptions) -> bool:
    """Whether a lane and its twin should be measured for another block; what decides takes a second to load."""
    from benchmarks.stats import twins  # noqa: PLC0415

    return twins.undecided(records, case, options)


def _measured(wanted: Wanted, chosen: Chosen, decisions: int, data: Path, *, quiet: bool) -> Outcome:
    with Show(quiet=quiet) as show, locked(data):
        return run(
            wanted, chosen.workshop, chosen.givens(wanted.options.seed), undecided=undecided, instruments={},
            split=split, rounds=pairs(decisions), tell=show,
        )  # fmt: skip


def _figures(outcome: Outcome, options: RunOptions, decisions: int) -> dict[str, Any]:
    """What is stored: the rates, and when, where and how they were seen."""
    from benchmarks.stats import twins  # noqa: PLC0415  (as above)

    header = next(r for r in outcome.records if r["is"] == "run")
    return {
        "schema": 1,
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "host": header["host"],
        "run": header["id"],
        "commit": header["commit"],
        "asked": decisions,
        "level": options.level,
        "blocks": [options.blocks_min, options.blocks_max],
        **twins.figures(twins.comparisons(outcome.records, options)),
    }


def _said(figures: Mapping[str, Any], decisions: int, *, stored: bool) -> list[str]:
    lines = [_line("all", figures), *(_line(one["language"], one) for one in figures["languages"])]
    if not figures["comparisons"]:
        lines = ["nothing was compared: no lane passed the gate, or the budget was too short"]
    elif figures["within"]:
        lines.append("as it should be: no more difference between a lane and its twin than chance allows")
    else:
        lines.append("not as it should be: see what else runs here (tandem doctor), and read intervals with care")
    if figures["decisions"] < decisions:
        lines.append(f"{figures['decisions']} of {decisions} decisions: the budget is spent; these are not kept")
    elif not stored:
        lines.append(f"a check of {aa.FULL} decisions is kept already, and a smaller one does not take its place")
    return lines


def _line(name: str, rates: Mapping[str, Any]) -> str:
    """One line of rates: of all comparisons, or of a language's."""
    if not rates["comparisons"]:
        return f"{name}: no comparison"
    low, high = rates["band"]
    said = (
        f"{name}: {rates['comparisons']} comparisons of {len(rates['lanes'])} lanes with their twins; "
        f"interval rate {rates['interval_rate']:.1%} (chance: {low:.1%} to {high:.1%})"
    )
    if rates["decisions"]:
        said += (
            f"; of {rates['decisions']} decisions {rates['decision_rate']:.1%} faster or slower "
            f"(at most {rates['decision_most']:.1%}), {rates['equivalent']} equivalent; "
            f"smallest effect {rates['smallest_effect']:.3f}×"
        )
    return said
