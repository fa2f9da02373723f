"""``tandem fleet list|run|show``: the same cases on many machines, through Dask; their runs together here."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from rich.table import Table
from rich.text import Text

from benchmarks.core.archive import merge
from benchmarks.core.errors import FleetError
from benchmarks.core.model import Interval, Ratio
from benchmarks.core.places import DATA
from benchmarks.core.source import revision
from benchmarks.core.store import locked
from benchmarks.stats.summary import hosts, summarise
from reports import units
from reports.tables.across import Row, across
from reports.tables.facts import count
from tandem.asked import choose, json_option
from tandem.commands import run as run_command
from tandem.stored import stored, uncollected
from tandem.terminal import console

if TYPE_CHECKING:
    from benchmarks.fleet.crew import Brought, Crew, Machine

__all__ = ["command"]

PATIENCE_S = 10.0  # for the scheduler
HERE = ("capture", "data", "page", "dry_run", "as_json")  # what names a file of this machine, or its output


@click.group("fleet")
def command() -> None:
    """Measure the same cases on many machines, and read them together.

    SCHEDULER is the address of a Dask scheduler, as tcp://10.0.0.1:8786, whose workers were started in a checkout of
    the same commit. A scheduler runs what it is sent: keep it in a network of your own, or give Dask certificates.
    """


@command.command("list")
@click.argument("scheduler")
@click.option("--identify", is_flag=True, help="Also say addresses.")
@json_option
def list_machines(*, scheduler: str, identify: bool, as_json: bool) -> None:
    """Say which machines there are, and which of them cannot measure for this checkout, with why."""
    with _crew(scheduler) as crew:
        machines = [(machine, _unfit(machine)) for machine in crew.machines()]
    if as_json:
        rows = [_machine_json(m, wrong) | ({"address": m.address} if identify else {}) for m, wrong in machines]
        click.echo(json.dumps({"schema": 1, "machines": rows}))
        return
    for machine, wrong in machines:
        told = f"{machine.address}  " if identify else ""
        click.echo(f"{told}{_called(machine)}  {wrong or 'can measure'}")


@command.command("run", context_settings={"ignore_unknown_options": True})
@click.argument("scheduler")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the raw runs, here.")
@json_option
def run(*, scheduler: str, words: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Have every machine measure, and bring the runs home: WORDS are what tandem run takes, SELECT and options.

    Each machine measures for itself, as if the command had been given there, and all at the same time; a folder of
    --impls lies at the same place on all of them. One that fails, or leaves, has a line with the reason; the others'
    runs are kept. Given again, the command goes on where a machine was cut off.
    """
    _check(words)
    with locked(data), _crew(scheduler) as crew:
        machines = crew.machines()
        fit = [machine for machine in machines if not _unfit(machine)]
        rows = [{**_machine_json(m, wrong), "runs": []} for m in machines if (wrong := _unfit(m))]
        for row in rows:
            click.echo(f"{row['host'] or 'a machine'}: left out: {row['wrong']}", err=True)
        with contextlib.closing(crew.measure(fit, words, _say)) as coming:
            rows += [_home(crew, brought, data) for brought in coming]
    if as_json:
        click.echo(json.dumps({"schema": 1, "machines": rows}))
    came = [row for row in rows if row["runs"]]
    if not came:
        why = "; ".join(dict.fromkeys(f"{row['host'] or 'a machine'} {row['wrong']}" for row in rows))
        raise FleetError(f"fleet {scheduler}", f"none of {count(len(rows), 'machine')} measured: {why}")
    if not as_json:
        click.echo(f"{len(came)} of {count(len(rows), 'machine')} measured; together: tandem fleet show")


@command.command("show")
@click.argument("runs", nargs=-1)
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@json_option
def show(*, runs: tuple[str, ...], data: Path, as_json: bool) -> None:
    """What stored runs of several machines say together, all of them without RUN: a row for each lane and its base.

    A ratio is what carries from machine to machine. One machine shows its own interval, two their range, three or more
    a 95 % interval for a machine like these: each is one value. Machines of one kind have one id, and are pooled.
    """
    found = stored(data, runs)
    with uncollected():
        summaries = [summarise(found.records, host) for host in hosts(found.records)]
    rows = across(summaries)
    if as_json:
        told = [{k: v for k, v in s.host.items() if k in {"id", "cpu", "cores", "os"}} for s in summaries]
        click.echo(json.dumps({"schema": 1, "hosts": told, "rows": [_row_json(row) for row in rows]}, allow_nan=False))
        return
    out = console()
    for summary in summaries:
        out.print(Text(_named(summary.host)), soft_wrap=True)
    for case, of_case in groupby(rows, key=lambda row: (row.case, row.metric, row.base)):
        out.print()
        out.print(Text("{}: {}, times better than {}".format(*case), style="bold"), soft_wrap=True)
        out.print(_table(list(of_case), [str(s.host["id"]) for s in summaries]))
    if not rows:
        out.print("nothing to read together: no stored run compares two lanes")


def _crew(scheduler: str) -> Crew:
    try:
        from benchmarks.fleet.crew import Crew  # noqa: PLC0415  (Dask takes a second to load, and may be missing)
    except ModuleNotFoundError as error:
        mend = "use nox -s fleet -- ..., or install distributed"
        raise FleetError(f"fleet {scheduler}", f"needs Dask: {error}", mend) from error
    return Crew(scheduler, patience_s=PATIENCE_S)


def _check(words: Sequence[str]) -> None:
    """Refuse here what every machine would refuse. Raises `click.UsageError` and what `choose` raises."""
    context = run_command.command.make_context("tandem run", list(words))
    given = context.params
    for name in HERE:
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            option = next(p.opts[0] for p in run_command.command.params if p.name == name)
            raise click.UsageError(f"{option}: a machine of the fleet cannot be given it")
    choose(
        given["select"], given["lanes"], given["impls"], quick=given["level"] == "quick", documents=given["documents"]
    )


def _unfit(machine: Machine) -> str:
    """Why it cannot measure for us; empty where it can."""
    if machine.wrong or machine.revision == revision():
        return machine.wrong
    return f"has other sources: {machine.revision}, here {revision()}; check out the same commit there"


def _home(crew: Crew, brought: Brought, data: Path) -> dict[str, Any]:
    """Take what a machine brought, and have it forget that; the machine's row."""
    row = {**_machine_json(brought.machine, brought.wrong), "runs": list(brought.runs)}
    if brought.wrong:
        click.echo(f"{_called(brought.machine)}: {brought.wrong}", err=True)
        return row
    with tempfile.NamedTemporaryFile(suffix=".zip", prefix="tandem-fleet-") as file:
        file.write(brought.export)
        file.flush()
        came, _ = merge(Path(file.name), data)
    crew.forget(brought)
    click.echo(f"{_called(brought.machine)}: {count(len(brought.runs), 'run')}, {came} records", err=True)
    return row


def _say(machine: Machine, line: str) -> None:
    click.echo(f"{machine.host['id']}: {line}", err=True)


def _called(machine: Machine) -> str:
    return _named(machine.host) if machine.host else "a machine"


def _named(host: Mapping[str, Any]) -> str:
    return f"{host['id']}  {host['cpu']}, {count(int(host['cores']), 'core')}"


def _machine_json(machine: Machine, wrong: str) -> dict[str, Any]:
    told = {key: machine.host.get(key) for key in ("cpu", "cores", "os")}
    return {"host": machine.host.get("id"), **told, "revision": machine.revision or None, "wrong": wrong or None}


def _row_json(row: Row) -> dict[str, Any]:
    by_host = {
        host: {"low": r.low, "value": r.value, "high": r.high, "outcome": r.outcome, "q": r.q}
        for host, r in row.hosts.items()
    }
    head = {"case": row.case, "metric": row.metric, "base": row.base, "lane": row.lane}
    outcomes = dict(row.outcomes)
    return {
        **head,
        "hosts": by_host,
        "together": asdict(row.together),
        "outcomes": outcomes,
        "reversed": row.reversed,
    }


def _table(rows: Sequence[Row], known: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("lane", no_wrap=True)
    for host in known:
        table.add_column(host, justify="right", no_wrap=True)
    table.add_column("together", justify="right", no_wrap=True)
    table.add_column("outcomes", overflow="fold")
    for row in rows:
        own = [_ratio(row.hosts[host]) if host in row.hosts else Text("–", style="dim") for host in known]
        words = ", ".join(f"{word} on {number}" for word, number in row.outcomes.items())
        table.add_row(Text(row.lane), *own, _ratio(row.together), Text(words, style="red" if row.reversed else ""))
    return table


def _ratio(found: Ratio | Interval) -> Text:
    return Text(str(units.ratio(found.low, found.value, found.high)))
