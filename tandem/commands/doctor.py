"""``tandem doctor``: what would spoil a measurement here, and how to mend it."""

from __future__ import annotations

import getpass
import json
import socket
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from benchmarks.core.errors import WorkerError
from benchmarks.core.needs import missing
from benchmarks.core.places import ROOT, cache
from benchmarks.host.doctor import ORDER, Finding, examine
from benchmarks.host.fingerprint import fingerprint
from benchmarks.launcher.extension import unfit
from benchmarks.launcher.worker import Command, Worker
from tandem import terminal
from tandem.asked import json_option

__all__ = ["command", "extension", "workers"]

MARKS = {"bad": ("bad", "red"), "note": ("note", "yellow"), "unseen": ("unseen", "magenta"), "good": ("ok", "green")}
HELLO_S = 5.0
NOT_TIMED = "a debug build is many times slower: its lanes are refused, and have no number"


@click.command("doctor")
@click.option("--identify", is_flag=True, help="Also say host, user and checkout.")
@json_option
def command(*, identify: bool, as_json: bool) -> None:
    """Look at all that would spoil a measurement here, and say how to mend it.

    Frequency, heat, load, steal, threads, address layout, pages, memory, limits of a container, clock, counters,
    builds, environment, other runs. What cannot be looked at is told too. It only informs: the exit status is 0.
    """
    machine = {k: v for k, v in fingerprint().items() if k not in {"is", "schema"}}
    found = [*examine(), extension(), workers(sorted(cache("bin").glob("*/tandem-*")))]
    findings = sorted(found, key=lambda finding: ORDER.index(finding.grade))
    who = {"host": socket.gethostname(), "user": _user(), "checkout": str(ROOT)} if identify else {}
    if as_json:
        told = {"schema": 1, "machine": machine, "findings": [f._asdict() for f in findings]}
        click.echo(json.dumps(told | ({"identity": who} if identify else {})))
        return
    said = {**who, **machine}
    click.echo(", ".join(f"{key} {value}" for key, value in said.items() if value not in ("", 0)))
    console = terminal.console()
    console.print(_table(findings))
    counts = Counter(f.grade for f in findings)
    console.print(", ".join(f"{counts[grade]} {MARKS[grade][0]}" for grade in ORDER), highlight=False)


def extension() -> Finding:
    """Whether the extension module is there, a release build, and built from these sources."""
    absent = missing("module:impls._native")
    if absent:
        does = "lanes that call Rust from Python do not run"
        return Finding("extension", "note", f"extension module: {absent}", does, "nox -s build")
    reason = unfit()
    if reason:
        return Finding("extension", "bad", reason, "lanes that call Rust from Python are not measured", "nox -s build")
    return Finding("extension", "good", "extension module: a release build of these sources", NOT_TIMED)


def workers(binaries: Sequence[Path]) -> Finding:
    """What the newest binary of each worker says of its build; a program that is no worker says nothing."""
    newest = {path.name: path for path in sorted(binaries, key=lambda path: path.stat().st_mtime)}
    profiles = {name: profile for name, path in newest.items() if (profile := _profile(path))}
    debug = [name for name, profile in profiles.items() if profile in {"debug", "dev"}]
    if not profiles:
        return Finding("workers", "unseen", "cannot be seen here: no worker is built yet", NOT_TIMED, "nox -s build")
    if debug:
        saw = f"a debug build: {', '.join(debug)}"
        return Finding("workers", "note", saw, NOT_TIMED, "nox -s build builds for release")
    return Finding("workers", "good", f"{len(profiles)} workers: release builds", NOT_TIMED)


def _profile(path: Path) -> str:
    """What a worker says of its build in its hello; empty where it does not."""
    with tempfile.TemporaryFile() as log:
        try:
            worker = Worker(path.name, Command(argv=(str(path),)), log, 0)
        except WorkerError:
            return ""
        try:
            worker.greet(HELLO_S)
        except WorkerError:
            return ""
        finally:
            worker.kill()
    return str((worker.hello.get("runtime") or {}).get("profile", ""))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in many a container
        return ""


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for heading in ("seen", "what it does to numbers", "how to mend it"):
        table.add_column(heading, overflow="fold")
    for found in findings:
        word, colour = MARKS[found.grade]
        quiet = "dim" if found.grade == "good" else ""
        table.add_row(Text(word, colour), Text(found.saw), Text(found.does, quiet), Text(found.mend))
    return table
