"""``tandem build [SELECT...]``: the worker binaries of what is selected, ahead of a run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from benchmarks.campaign.memory import COUNTING
from benchmarks.core.errors import RuntimeUnavailableError
from benchmarks.launcher.workshop import Part, Workshop, reason_of
from tandem.asked import choose, json_option, selecting

__all__ = ["command"]


@click.command("build")
@selecting
@click.option("--counting", is_flag=True, help="Also the builds that count allocations.")
@json_option
def command(
    *, select: tuple[str, ...], lanes: str, impls: tuple[Path, ...], capture: Path | None, counting: bool, as_json: bool
) -> None:
    """Build what the selected lanes run in, release profile; what cannot be built says why."""
    chosen = choose(select, lanes, impls, capture)
    arms = [arm for arm in chosen.arms if arm.runtime == arm.lane.runtime]
    if counting:
        kinds = chosen.workshop.kinds
        arms += [replace(arm, runtime=COUNTING) for arm in arms if kinds[arm.runtime] == "cargo"]
    parts = dict.fromkeys(part for arm in arms for part in chosen.workshop.parts(arm))
    rows = {f"{part[0] or 'warden'}@{part[1]}": _built(chosen.workshop, part) for part in parts}
    if as_json:
        click.echo(json.dumps({"schema": 1, "parts": rows}))
        return
    for name, reason in rows.items():
        click.echo(f"{name}: {reason or 'built'}")


def _built(workshop: Workshop, part: Part) -> str | None:
    try:
        workshop.build(part)
    except RuntimeUnavailableError as error:
        return reason_of(error)
    return None
