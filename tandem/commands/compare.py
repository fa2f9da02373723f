"""``tandem compare A B [--fail-on 5%]``: two stored runs, a verdict a case and lane; exit 3 on a regression."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Ratio
from benchmarks.core.places import DATA
from benchmarks.stats.versus import DOUBTS, Versus, givens_of, regressions, versus
from reports import units
from tandem.stored import Stored, stored

__all__ = ["Share", "command", "compared"]


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
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, a: str, b: str, fail_on: float | None, data: Path, as_json: bool) -> None:
    """Compare each lane of run B with the same lane of run A; over 1 is better.

    A and B are stored runs by id, file or commit. The two were not measured in the same blocks: where the machine
    changed between them, that is in the numbers. With --fail-on a lane whose interval excludes 1 and whose ratio is
    worse by that share, or that no longer passes the gate, ends the command with exit code 3.
    """
    first, second = stored(data, [a]), stored(data, [b])
    found = compared(a, first, b, second)
    worse = regressions(found, fail_on) if fail_on is not None else []
    if as_json:
        click.echo(json.dumps(_json(first, second, found, worse), allow_nan=False))
    else:
        for line in _lines(found, worse):
            click.echo(line)
    if worse or (fail_on is not None and found.lost):
        sys.exit(3)


def compared(a: str, first: Stored, b: str, second: Stored) -> Versus:
    """Raises `SelectionError` where the two are the same run, or were measured on different hosts."""
    if first.paths == second.paths:
        raise SelectionError(f"compare {a} {b}", "both name the same runs", "name two that differ: tandem runs list")
    if first.hosts[-1:] != second.hosts[-1:]:
        raise SelectionError(
            f"compare {a} {b}", "they were measured on different hosts", "measure both on one: hosts never mix"
        )
    return versus(first.summary(), second.summary(), (givens_of(first.records), givens_of(second.records)))


def _lines(found: Versus, worse: Sequence[Ratio]) -> list[str]:
    rows = [f"{r.outcome}: {r.case} {r.lane}: {units.ratio(r.low, r.value, r.high)} {r.metric}" for r in found.rows]
    marked = [f"{text}{' REGRESSION' if r in worse else ''}" for text, r in zip(rows, found.rows, strict=True)]
    lost = [f"lost: {x.case} {x.lane}: {x.reason}" for x in found.lost]
    other = [f"not compared: {case}: the input is another one" for case in found.other_input]
    if not rows:
        marked = ["nothing to compare: the runs have no lane in common"]
    return [*marked, *lost, *other, *(f"doubt: {d.saw}; {d.advice}" for d in DOUBTS if rows)]


def _json(first: Stored, second: Stored, found: Versus, worse: Sequence[Ratio]) -> dict[str, Any]:
    return {
        "schema": 1,
        "a": [p.stem for p in first.paths],
        "b": [p.stem for p in second.paths],
        "comparisons": [
            {
                "case": r.case,
                "lane": r.lane,
                "metric": r.metric,
                "value": r.value,
                "low": r.low,
                "high": r.high,
                "outcome": r.outcome,
                "smallest_effect": r.smallest_effect,
                "q": r.q,
                "regression": r in worse,
                "doubts": [{"code": d.code, "saw": d.saw, "advice": d.advice} for d in DOUBTS],
            }
            for r in found.rows
        ],
        "lost": [{"case": x.case, "lane": x.lane, "reason": x.reason} for x in found.lost],
        "other_input": list(found.other_input),
    }
