"""``tandem trend [SELECT...]``: how each lane's figures went over the stored runs, and where they changed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks.core import store
from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Measurement
from benchmarks.core.places import DATA
from benchmarks.core.selection import names
from benchmarks.stats.history import FEWEST, Change, changes
from benchmarks.stats.summary import figures
from reports import units
from tandem.asked import json_option
from tandem.stored import uncollected

__all__ = ["command"]

SEED = 20260101  # of the permutations: the same history says the same twice


@dataclass(frozen=True, slots=True)
class Line:
    """One lane's headline figure over the runs of one host, the oldest first."""

    case: str
    lane: str
    metric: str
    unit: str
    runs: tuple[str, ...]
    values: tuple[float, ...]

    def changes(self) -> list[Change]:
        """Where it changed its level, on logs."""
        return changes(np.log(self.values), np.random.default_rng(SEED))


@click.command("trend")
@click.argument("select", nargs=-1)
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@json_option
def command(*, select: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Show each lane's headline figure over the stored runs of the host measured last, and its changes of level.

    A change is said where fewer than 5 in 100 histories without one would look like it; ten runs are the fewest. Runs
    are told by file, as in tandem runs list. SELECT is a component, a case or a glob.
    """
    lines = [line for line in _lines(data) if not select or any(names(item, line.case) for item in select)]
    if select and not lines:
        raise SelectionError(f"trend {' '.join(select)}", "no stored run has such a case", "see tandem runs list")
    if as_json:
        click.echo(json.dumps({"schema": 1, "trends": [_json(line) for line in lines]}, allow_nan=False))
        return
    for line in lines:
        click.echo(_said(line))
    if not lines:
        click.echo("no run is stored yet: tandem run --quick makes one")


def _lines(data: Path) -> list[Line]:
    """Every lane's history, of the host measured last."""
    found: dict[tuple[str, str, str], list[tuple[str, float]]] = {}
    unit: dict[tuple[str, str, str], str] = {}
    told = list(_figures(data))
    for name, measurements in ((name, found) for name, host, found in told if host == told[-1][1]):
        for m in measurements:
            if m.value > 0 and math.isfinite(m.value):
                found.setdefault((m.case, m.lane, m.metric), []).append((name, m.value))
                unit[m.case, m.lane, m.metric] = m.unit
    return [
        Line(*key, unit[key], tuple(name for name, _ in points), tuple(value for _, value in points))
        for key, points in sorted(found.items())
    ]


def _figures(data: Path) -> Iterator[tuple[str, str, Sequence[Measurement]]]:
    """Name, host and measurements of every run that has any, one in memory at a time."""
    with uncollected():
        for path in store.files(data):
            records = store.load(path).records
            if any(r["is"] == "trial" for r in records):
                yield (path.stem, *figures(records))


def _said(line: Line) -> str:
    unit = units.suits(line.unit, line.values)
    first, last = (units.show(None, value, None, unit).value for value in (line.values[0], line.values[-1]))
    head = f"{line.case} {line.lane}: {line.metric} {first} to {last} {unit.name} over {len(line.values)} runs"
    if len(line.values) < FEWEST:
        return f"{head}; changes are looked for from {FEWEST} runs on"
    found = [f"{math.exp(c.shift):.3g} times from {line.runs[c.at]} on (p {c.p:.3f})" for c in line.changes()]
    return f"{head}; {'; '.join(found) or 'no change'}"


def _json(line: Line) -> dict[str, Any]:
    points: Sequence[dict[str, Any]] = [
        {"run": name, "value": value} for name, value in zip(line.runs, line.values, strict=True)
    ]
    found = [{"run": line.runs[c.at], "factor": math.exp(c.shift), "p": c.p} for c in line.changes()]
    stated = {"case": line.case, "lane": line.lane, "metric": line.metric, "unit": line.unit}
    return {**stated, "points": points, "changes": found}
