"""The agreement table: the same case by each harness; exit 3 where they disagree.

``python -m benchmarks.harnesses.agreement [SELECT...] [--lane L] [--rounds N] [--json]``

The table is stored beside the runs, and the page shows the newest one of its machine.

*Stopwatches.* pyperf and asv at their defaults, pytest-benchmark calibrated, and our own worker, in turns for some
rounds so that a drift of the machine meets all of them; the median of the rounds counts. Above 10 us a run they should
agree within 10 %; below, each harness's own empty call is subtracted first.

*Instruments.* memray and py-spy look at our worker and at a plain script that calls the same lane: the shares of bytes
and of samples by function should agree within ten points.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.core.errors import TandemError
from benchmarks.core.places import DATA
from benchmarks.core.source import commit
from benchmarks.core.store import RunFile, locked
from benchmarks.harnesses import memray_, pyspy_
from benchmarks.harnesses.stopwatches import STOPWATCHES
from benchmarks.harnesses.subject import Subject, subjects
from benchmarks.host.fingerprint import fingerprint

__all__ = ["Row", "agree", "compare", "keep", "main", "parted"]

SHORT_NS = 10_000
WITHIN = 0.10
PROFILED, PROFILE_S = 4, 1.5  # processes that py-spy looks at on each side, and for how long
SELECT = ("ticker/parse*order=sent*", "websocket/parse_frames*frames=text208,role=client*", "machine/empty*")
LANES = ("python", "python-best", "rust", "floor-python", "floor-native")


@dataclass(frozen=True)
class Row:
    """One case in one lane: ns a run by each stopwatch (or why not), or the largest difference of shares."""

    subject: str
    what: str  # time, bytes, samples
    found: Mapping[str, float | str]
    within: bool
    note: str = ""


def agree(times: Mapping[str, float], empty: Mapping[str, float]) -> tuple[bool, str]:
    """Whether stopwatches agree within 10 % of their median, after their own empty call where a run is short."""
    short = median(times.values()) < SHORT_NS
    net = {name: ns - empty.get(name, 0.0) if short else ns for name, ns in times.items()}
    middle = median(net.values())
    worst = max(abs(ns / middle - 1) for ns in net.values())
    note = f"largest difference {worst:.1%}" + (", empty call subtracted" if short else "")
    return worst <= WITHIN, note


def parted(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The largest difference between two tables of shares; 1 where one of them is empty."""
    if not one or not other:
        return 1.0
    return max(abs(one.get(name, 0.0) - other.get(name, 0.0)) for name in {*one, *other})


def compare(chosen: Sequence[Subject], rounds: int, say: Callable[[str], None]) -> list[Row]:
    """All rows; ``say`` is told what is under way."""
    timed = [s for s in chosen if s.not_applicable() is None]
    seen: dict[str, dict[str, list[float]]] = {s.name: {} for s in timed}
    reasons: dict[str, dict[str, str]] = {s.name: {} for s in timed}
    for turn in range(rounds):
        for subject in timed:
            for name, stopwatch in STOPWATCHES.items():
                reason = stopwatch.applies(subject)
                if reason:
                    reasons[subject.name][name] = f"n/a: {reason}"
                    continue
                say(f"round {turn + 1} of {rounds}: {subject.name} by {name}")
                seen[subject.name].setdefault(name, []).append(stopwatch.measure(subject))
    times = {name: {tool: median(v) for tool, v in by.items()} for name, by in seen.items()}
    rows = [_time_row(s, times, reasons[s.name]) for s in timed if s.arm.lane.kind != "floor"]
    for subject in (s for s in timed if s.in_process and s.arm.lane.kind != "floor"):
        say(f"{subject.name} by py-spy and memray")
        rows += [_samples_row(subject), _bytes_row(subject)]
    return rows


def keep(rows: Sequence[Row], folder: Path) -> Path:
    """Store a table in the results folder, a file of its own. Raises `ResultsError` where it cannot be written."""
    machine, known, began = fingerprint(), commit(), datetime.now(UTC)
    at = began.strftime("%Y-%m-%dT%H:%M:%SZ")
    table: dict[str, Any] = {"is": "agreement", "host": machine["id"], "commit": known, "at": at}
    path = Path(folder, machine["id"], f"{began.strftime('%Y%m%dT%H%M%SZ')}-{known[:8]}-agreement.jsonl")
    with locked(folder), RunFile(path) as file:
        file.append(machine)
        for row in rows:
            file.append({**table, **asdict(row)})
        file.append({"is": "end", "ended": "complete", "at": at})
    return path


def _time_row(subject: Subject, times: Mapping[str, Mapping[str, float]], reasons: Mapping[str, str]) -> Row:
    floor = "floor-python" if subject.in_process else "floor-native"
    empty = next((by for name, by in times.items() if name.endswith(f" {floor}")), {})
    within, note = agree(times[subject.name], empty)
    return Row(subject.name, "time", {**times[subject.name], **reasons}, within, note)


def _plain(subject: Subject) -> list[str]:
    return [sys.executable, "-m", "benchmarks.harnesses.plain", subject.arm.case_id, subject.arm.name]


def _samples_row(subject: Subject) -> Row:
    """Processes of one program differ by their layout: both sides are the sum of some, started in turns."""
    ours: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for _ in range(PROFILED):
        ours.update(pyspy_.profile(subject.workshop, subject.arm, subject.given, PROFILE_S))
        with tempfile.TemporaryDirectory(prefix="tandem-agreement-") as folder:
            file = Path(folder, "stacks.txt")
            script = [*_plain(subject), "--seconds", str(PROFILE_S)]
            subprocess.run([*pyspy_.prefix(file), *script], capture_output=True, check=False)
            plain.update(pyspy_.read(file))
    return _shares_row(subject, "samples", *(pyspy_.shares(stacks, subject.component) for stacks in (ours, plain)))


def _bytes_row(subject: Subject) -> Row:
    with tempfile.TemporaryDirectory(prefix="tandem-agreement-") as folder:
        worker, script = Path(folder, "worker.bin"), Path(folder, "script.bin")
        memray_.record(subject.workshop, subject.arm, subject.given, worker)
        subprocess.run(
            [*memray_.PLAIN_HEAP, *_plain(subject), "--memray", str(script)], capture_output=True, check=False
        )
        ours, plain = (memray_.shares(file, subject.component) for file in (worker, script))
    return _shares_row(subject, "bytes", ours, plain)


def _shares_row(subject: Subject, what: str, ours: Mapping[str, float], plain: Mapping[str, float]) -> Row:
    apart = parted(ours, plain)
    top = next(iter(ours), "nothing seen")
    found = {"worker": ours.get(top, 0.0), "plain script": plain.get(top, 0.0)}
    return Row(subject.name, what, found, apart <= WITHIN, f"share of {top}; largest difference {apart:.1%}")


@click.command()
@click.argument("select", nargs=-1)
@click.option("--lane", "lanes", multiple=True, help="Only this lane; may be repeated.")
@click.option("--rounds", default=2, show_default=True, help="How often each stopwatch takes its turn.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
def main(*, select: tuple[str, ...], lanes: tuple[str, ...], rounds: int, data: Path, as_json: bool) -> None:
    """Compare the harnesses; exit 3 where they disagree."""
    try:
        chosen = subjects(select or SELECT, lanes or LANES)
        for subject in chosen:
            subject.build()
        rows = compare(chosen, rounds, lambda text: click.echo(text, err=True))
        keep(rows, data)
    except TandemError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps({"schema": 1, "rows": [asdict(row) for row in rows]}, indent=1))
    else:
        for row in rows:
            shown = ", ".join(f"{k} {v if isinstance(v, str) else f'{v:,.4g}'}" for k, v in row.found.items())
            click.echo(f"{'agree' if row.within else 'DISAGREE'}  {row.subject}  {row.what}: {shown} ({row.note})")
    sys.exit(0 if all(row.within for row in rows) else 3)


if __name__ == "__main__":
    main()
