"""``tandem doctor``: what would spoil a measurement here, and how to mend it."""

from __future__ import annotations

import json

import click

from benchmarks.core.needs import missing
from benchmarks.host.doctor import Finding, examine
from benchmarks.host.fingerprint import fingerprint
from benchmarks.launcher.extension import unfit
from tandem.asked import json_option

__all__ = ["command"]

MARKS = {"good": "ok  ", "note": "note", "bad": "BAD "}


@click.command("doctor")
@json_option
def command(*, as_json: bool) -> None:
    """Look at frequency, load, steal, threads, address layout, memory, limits, clock, builds and other runs."""
    machine = {k: v for k, v in fingerprint().items() if k not in {"is", "schema"}}
    findings = [*examine(), extension()]
    if as_json:
        click.echo(json.dumps({"schema": 1, "machine": machine, "findings": [f._asdict() for f in findings]}))
        return
    click.echo(", ".join(f"{key} {value}" for key, value in machine.items() if value not in ("", 0)))
    for found in findings:
        click.echo(f"{MARKS[found.grade]} {found.saw}")
        if found.does:
            click.echo(f"       {found.does}")
        if found.mend:
            click.echo(f"       mend: {found.mend}")


def extension() -> Finding:
    """Whether the extension module is there, a release build, and built from these sources."""
    absent = missing("module:impls._native")
    if absent:
        return Finding(
            "extension", "note", f"extension module: {absent}", "lanes that call Rust from Python do not run"
        )
    reason = unfit()
    if reason:
        return Finding("extension", "bad", reason, "lanes that call Rust from Python are not measured", "nox -s build")
    return Finding("extension", "good", "extension module: a release build of these sources")
