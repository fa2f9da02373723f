"""Begins a run, or goes on with one that was cut: the header, the lock, the host, then the loop."""

from __future__ import annotations

import platform
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.campaign.events import Event, Tell, silent
from benchmarks.campaign.loop import Campaign, Rounds, Splitter, Undecided, clock_read_ns
from benchmarks.campaign.memory import Instrument
from benchmarks.campaign.records import Records, catalog
from benchmarks.core.errors import TerminatedError
from benchmarks.core.givens import Givens
from benchmarks.core.model import Arm, Doubt, RunOptions
from benchmarks.core.source import build_digest, commit
from benchmarks.core.store import RunFile, locked, places, unfinished
from benchmarks.host.doctor import doubts, examine
from benchmarks.host.fingerprint import fingerprint
from benchmarks.launcher.workshop import Workshop

__all__ = ["Outcome", "Wanted", "run"]

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a person asked for."""

    arms: Sequence[Arm]
    selection: Sequence[str]
    lanes: Sequence[str]
    options: RunOptions
    folder: Path
    command: str
    fresh: bool = False
    given_by: str = ""  # digest of a capture that replaces the seed
    patience_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended, and where the records are."""

    ended: str
    path: Path
    records: list[dict[str, Any]]
    read: tuple[Doubt, ...]  # what was doubted while an earlier part of the run was read


def run(
    wanted: Wanted,
    workshop: Workshop,
    givens: Givens,
    *,
    undecided: Undecided,
    instruments: Mapping[str, Instrument],
    split: Splitter | None = None,
    rounds: Rounds | None = None,
    tell: Tell = silent,
    begun: Callable[[Records], object] = lambda _: None,
) -> Outcome:
    """Measure what is wanted, to the end. ``begun`` is called with the records once the header is written.

    Raises `RunInProgressError` and `ResultsError` before anything is started, `ResultsError` where a later line cannot
    be written (what stands is kept), KeyboardInterrupt after the end was written as interrupted.
    """
    machine = fingerprint()
    with locked(wanted.folder):
        found = _header(wanted, workshop, machine)
        earlier = None if wanted.fresh else unfinished(wanted.folder, found)
        if earlier:
            path, loaded = earlier
            header, known, read = loaded.records[0], loaded.records, loaded.doubts
        else:
            header, known, read = found, [], ()
            path = _free(wanted.folder / machine["id"], header)
        with RunFile(path) as file:
            records = Records(file, known)
            if earlier:
                trials = len(records.slots)
                tell(Event(step="resume", text=f"going on with {path.stem}: {trials} trials are there", done=trials))
            else:
                records.add(header)
            findings = examine()
            told = {"doctor": [asdict(d) for d in doubts(findings)], "findings": [f._asdict() for f in findings]}
            records.add({**machine, **told})
            begun(records)
            campaign = Campaign(
                workshop=workshop, givens=givens, records=records, arms=wanted.arms, options=wanted.options,
                run=header["id"], host=machine["id"], undecided=undecided, instruments=instruments,
                clock_ns=header["clock_ns"], patience_s=wanted.patience_s, tell=tell, split=split,
                rounds=rounds,
            )  # fmt: skip
            ended = _to_the_end(campaign, records, header["id"], read)
    return Outcome(ended, path, records.all, read)


def _to_the_end(campaign: Campaign, records: Records, run_id: str, read: tuple[Doubt, ...]) -> str:
    end = {"is": "end", "run": run_id, "doubts": [asdict(d) for d in read]}
    with _term_interrupts():
        try:
            ended = campaign.go()
        except KeyboardInterrupt:
            records.add({**end, "ended": "interrupted", "at": _now()})
            raise
    records.add({**end, "ended": ended, "at": _now()})
    return ended


def _header(wanted: Wanted, workshop: Workshop, machine: Mapping[str, Any]) -> dict[str, Any]:
    began_ns = time.time_ns()  # as fine as it is: machines of one kind share the host's id, and may begin together
    return {
        "is": "run",
        "schema": SCHEMA,
        "id": f"{machine['id']}-{began_ns}",
        "selection": list(wanted.selection),
        "lanes": list(wanted.lanes),
        "options": asdict(wanted.options),
        "input": wanted.given_by,
        "commit": commit(),
        "host": machine["id"],
        "build": {"digest": build_digest(_folders(wanted, workshop)), "python": platform.python_version()},
        "started": datetime.fromtimestamp(began_ns / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "command": wanted.command,
        "seed": wanted.options.seed,
        "clock_ns": clock_read_ns(),
        "catalog": catalog(list(workshop.components.values()), wanted.arms),
    }


def _folders(wanted: Wanted, workshop: Workshop) -> set[Path]:
    """Where the measured components lie, and those that they build on."""
    names = {arm.component for arm in wanted.arms}
    while more := {part for name in names for part in workshop.components[name].parts} - names:
        names |= more
    return {workshop.components[name].folder for name in names}


def _free(folder: Path, header: Mapping[str, Any]) -> Path:
    """A path that no other run has."""
    stem = f"{header['started'].replace('-', '').replace(':', '')}-{header['commit'][:8]}"
    return next(path for path in places(folder, stem) if not path.exists())


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _term_interrupts() -> Iterator[None]:
    """SIGTERM interrupts as Ctrl-C does, so that processes are ended and the end is written."""

    def interrupt(_number: int, _frame: object) -> None:
        raise TerminatedError

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not the main thread: whoever runs us there has its own way to stop us
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
