"""tandem beside pyperf: the same Python lanes, as many processes of each, what both take and what both decide.

``python -m benchmarks.harnesses.pyperf_versus [SELECT...] [--lanes A,B] [--processes N] [--out FILE] [--json]``

Of every case two pairs are compared: a lane with itself, and with another lane. pyperf measures lane after lane at its
defaults (20 processes and one that calibrates) and decides by ``pyperf compare_to``; tandem measures lane, twin and
other lane in the same blocks, gate included, and decides by the interval of the blocks' ratios.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click

from benchmarks.campaign.start import Wanted, run
from benchmarks.core.discovery import components
from benchmarks.core.errors import SelectionError, TandemError, WorkerError
from benchmarks.core.givens import Givens
from benchmarks.core.model import Ratio, RunOptions, Summary
from benchmarks.core.places import ROOT
from benchmarks.core.plan import LEVELS
from benchmarks.core.schedule import Unit
from benchmarks.harnesses.subject import Subject, subjects
from benchmarks.stats.summary import summarise

__all__ = ["Row", "compare", "main", "said_by_pyperf"]

SELECT = ("ticker/parse*order=sent*", "websocket/parse_frames*frames=text208,role=client*")
LANES = "python,python-best"
PROCESSES = 21  # pyperf's 20, and the one in which it calibrates


@dataclass(frozen=True, slots=True)
class Row:
    """What one harness says of one pair, and what it took for all three measurements of the case (seconds)."""

    case: str
    harness: str
    pair: str  # A/A, A/B
    lanes: tuple[str, str]
    decision: str  # faster, slower, equivalent, unresolved; pyperf: faster, slower, not significant
    ratio: float  # how many times better the second is
    low: float | None  # pyperf gives no interval
    high: float | None
    processes: int  # of each lane
    wall_s: float


def compare(first: Subject, other: Subject, processes: int = PROCESSES) -> list[Row]:
    """Both pairs by both harnesses. Raises `TandemError` where a lane cannot be measured."""
    with tempfile.TemporaryDirectory(prefix="tandem-versus-") as folder:
        return [*_by_pyperf(first, other, processes, Path(folder)), *_by_us(first, other, processes, Path(folder))]


def said_by_pyperf(told: str) -> str:
    """The decision in what ``pyperf compare_to -v`` prints of one benchmark. Raises ValueError where there is none."""
    if "Not significant" in told:
        return "not significant"
    if "Significant" not in told:
        raise ValueError(f"no decision in what pyperf said: {told.strip()}")
    return next((word for word in ("faster", "slower") if word in told), "not significant")


def _by_pyperf(first: Subject, other: Subject, processes: int, folder: Path) -> list[Row]:
    began = time.perf_counter()
    files = [
        _measured(subject, folder / name, processes)
        for subject, name in ((first, "first.json"), (first, "again.json"), (other, "other.json"))
    ]
    wall_s = time.perf_counter() - began
    rows = []
    for pair, file, subject in (("A/A", files[1], first), ("A/B", files[2], other)):
        said = _ran(first, ["-m", "pyperf", "compare_to", "-v", str(files[0]), str(file)])
        decision, (mean, runs), (other_mean, _) = said_by_pyperf(said), _mean(files[0]), _mean(file)
        lanes = (first.arm.name, subject.arm.name)
        rows.append(
            Row(first.arm.case_id, "pyperf", pair, lanes, decision, mean / other_mean, None, None, runs, wall_s)
        )
    return rows


def _measured(subject: Subject, file: Path, processes: int) -> Path:
    """Measure one lane; the file names it ``lane``, since pyperf compares what has one name."""
    import pyperf  # noqa: PLC0415  (a harness's tool is imported where it is used)

    fewer = [] if processes == PROCESSES else ["-p", str(max(processes - 1, 1))]
    raw = file.with_suffix(".raw")
    words = ["-m", "benchmarks.harnesses.pyperf_", subject.arm.case_id, "--lane", subject.arm.name, "-q", *fewer]
    _ran(subject, [*words, "-o", str(raw)])
    benchmark = pyperf.Benchmark.load(str(raw))
    benchmark.update_metadata({"name": "lane"})
    benchmark.dump(str(file))
    return file


def _mean(file: Path) -> tuple[float, int]:
    import pyperf  # noqa: PLC0415  (as above)

    benchmark = pyperf.Benchmark.load(str(file))
    return float(benchmark.mean()), int(benchmark.get_nrun())


def _ran(subject: Subject, words: Sequence[str]) -> str:
    done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise WorkerError(f"{subject.name} by pyperf", last, "run it alone: nox -s pyperf")
    return done.stdout


def _by_us(first: Subject, other: Subject, processes: int, folder: Path) -> list[Row]:
    blocks = -(-processes // 3)
    options = replace(LEVELS["default"], blocks_min=blocks, blocks_max=blocks, memory=False)
    unit = Unit(first.arm.case_id, (first.arm, replace(first.arm, twin=True), other.arm))
    wanted = Wanted(
        arms=[first.arm, other.arm], selection=(first.arm.case_id,), lanes=(), options=options, folder=folder,
        command="pyperf_versus",
    )  # fmt: skip
    began = time.perf_counter()
    outcome = run(
        wanted, first.workshop, Givens(components(), RunOptions().seed),
        undecided=lambda *_: True, instruments={}, rounds=lambda _fit, _cost: [[unit]],
    )  # fmt: skip
    wall_s = time.perf_counter() - began
    summary = summarise(outcome.records, read=outcome.read)
    pairs = (("A/A", _twin(summary, first)), ("A/B", _ratio(summary, first, other)))
    return [_row(pair, found, 3 * blocks, wall_s) for pair, found in pairs]


def _row(pair: str, found: Ratio, processes: int, wall_s: float) -> Row:
    lanes = (found.baseline, found.lane)
    ends = (found.low, found.high)
    return Row(found.case, "tandem", pair, lanes, found.outcome, found.value, *ends, processes, wall_s)


def _twin(summary: Summary, first: Subject) -> Ratio:
    return _only(list(summary.aa.rows), summary, first)


def _ratio(summary: Summary, first: Subject, other: Subject) -> Ratio:
    names = (first.arm.name, other.arm.name)
    rows = [r for r in summary.ratios if (r.baseline, r.lane) == names and r.metric == "time"]
    return _only(rows, summary, first)


def _only(rows: Sequence[Ratio], summary: Summary, subject: Subject) -> Ratio:
    if not rows:
        why = next((str(g.difference) for g in summary.gate if not g.passed), "no trial ended well")
        raise WorkerError(f"{subject.name} by tandem", why, f"see: tandem verify '{subject.arm.case_id}'")
    return rows[0]


@click.command()
@click.argument("select", nargs=-1)
@click.option("--lanes", default=LANES, show_default=True, metavar="A,B", help="The lane, and the one beside it.")
@click.option("--processes", default=PROCESSES, show_default=True, type=click.IntRange(6), help="Of each lane.")
@click.option("--out", type=click.Path(path_type=Path), help="A file to write the JSON into.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def main(select: tuple[str, ...], lanes: str, processes: int, out: Path | None, *, as_json: bool) -> None:
    """Compare the harnesses on the selected cases."""
    try:
        rows = [row for pair in _chosen(select or SELECT, lanes) for row in compare(*pair, processes)]
    except TandemError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    document: dict[str, Any] = {"schema": 1, "processes": processes, "rows": [asdict(row) for row in rows]}
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if as_json:
        click.echo(json.dumps(document))
    else:
        for row in rows:
            click.echo(_line(row))


def _chosen(select: Sequence[str], lanes: str) -> list[tuple[Subject, Subject]]:
    names = lanes.split(",")
    if len(names) != 2:
        raise SelectionError(f"--lanes {lanes}", "should be two lanes", "write it as python,python-best")
    found = subjects(select, names)
    pairs = []
    for case in dict.fromkeys(s.arm.case_id for s in found):
        by_name = {s.arm.name: s for s in found if s.arm.case_id == case}
        if all(name in by_name and by_name[name].in_process for name in names):
            pairs.append((by_name[names[0]], by_name[names[1]]))
    if not pairs:
        raise SelectionError(f"--lanes {lanes}", "no selected case has both as Python lanes", "tandem list shows them")
    return pairs


def _line(row: Row) -> str:
    ends = f" ({row.low:.3f} to {row.high:.3f})" if row.low is not None and row.high is not None else ""
    return (
        f"{row.case}  {row.pair}  {row.harness:6}  {row.lanes[0]} : {row.lanes[1]}  {row.decision}  "
        f"{row.ratio:.3f}×{ends}  {row.processes} processes a lane  {row.wall_s:.1f} s for all three"
    )


if __name__ == "__main__":
    main()
