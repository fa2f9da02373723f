"""``tandem runs list|show|delete|export|import``: the stored runs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import click

from benchmarks.core.archive import Stored, delete, export, merge, stored_runs
from benchmarks.core.places import DATA, plain
from benchmarks.core.store import locked
from benchmarks.stats.schema import to_json
from tandem import ending, terminal
from tandem.asked import json_option
from tandem.stored import named, stored

__all__ = ["command"]


@click.group("runs")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the raw runs.")
@click.pass_context
def command(ctx: click.Context, /, *, data: Path) -> None:
    """List, show, delete, export, import stored runs. RUN is an id, a file, a commit, or how one of them begins."""
    ctx.obj = data


@command.command("list")
@json_option
@click.pass_obj
def list_runs(data: Path, /, *, as_json: bool) -> None:
    """Every stored run, oldest first."""
    runs = stored_runs(data)
    if as_json:
        click.echo(json.dumps({"schema": 1, "runs": [_as_json(run) for run in runs]}))
        return
    for run in runs:
        said = (
            run.wrong
            or f"{run.trials} trials, {run.ended}: {' '.join(run.header.get('selection', ())) or 'everything'}"
        )
        click.echo(f"{run.path.stem}  {run.path.parent.name}  {said}")
    if not runs:
        click.echo(f"no runs in {plain(str(data))}: tandem run makes one")


@command.command("show")
@click.argument("runs", nargs=-1)
@json_option
@click.pass_obj
def show(data: Path, /, *, runs: tuple[str, ...], as_json: bool) -> None:
    """What runs say, together; all stored ones without RUN."""
    found = stored(data, runs, thin=False)
    summary = found.summary()
    if as_json:
        click.echo(json.dumps(to_json(summary), allow_nan=False))
        return
    console = terminal.console()
    ending.show(summary, console)
    ended = Counter(r["ended"] for r in found.records if r["is"] == "trial")
    words = ", ".join(f"{count} {word}" for word, count in ended.most_common()) or "none"
    click.echo(f"{len(found.paths)} runs; trials: {words}")
    for record in (r for r in found.records if r["is"] == "trial" and r.get("log")):
        click.echo(f"{record['id']} {record['case']} {record['lane']}: {record['ended']}")
        click.echo("  " + record["log"].replace("\n", "\n  "))


@command.command("delete")
@click.argument("runs", nargs=-1, required=True)
@json_option
@click.pass_obj
def delete_runs(data: Path, /, *, runs: tuple[str, ...], as_json: bool) -> None:
    """Remove runs from the disk, for good."""
    with locked(data):
        paths = named(data, runs)
        delete(paths)
    _said({"deleted": [path.stem for path in paths]}, f"deleted {len(paths)} runs", as_json=as_json)


@command.command("export")
@click.argument("target", type=click.Path(path_type=Path))
@click.argument("runs", nargs=-1)
@json_option
@click.pass_obj
def export_runs(data: Path, /, *, target: Path, runs: tuple[str, ...], as_json: bool) -> None:
    """Write runs, all without RUN, into the zip file TARGET."""
    count = export(named(data, runs), target)
    _said({"exported": count}, f"exported {count} runs into {target}", as_json=as_json)


@command.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_runs(data: Path, /, *, source: Path, as_json: bool) -> None:
    """Take runs from an export, a run's file or a folder of runs; what is there already is left as it is."""
    with locked(data):
        came, there = merge(source, data)
    _said({"imported": came, "doubles": there}, f"{came} records came, {there} were there already", as_json=as_json)


def _said(found: dict[str, Any], line: str, *, as_json: bool) -> None:
    click.echo(json.dumps({"schema": 1, **found}) if as_json else line)


def _as_json(run: Stored) -> dict[str, Any]:
    header = {k: run.header.get(k) for k in ("id", "selection", "started", "commit", "host", "seed")}
    return {"name": run.path.stem, **header, "trials": run.trials, "ended": run.ended, "wrong": run.wrong or None}
