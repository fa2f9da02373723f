"""The command line of an instrument: one printed row for each selected arm."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from benchmarks.core.errors import TandemError
from benchmarks.harnesses.subject import Subject, subjects

__all__ = ["command"]


def command(
    name: str, says: str, applies: Callable[[Subject], str | None], row: Callable[[Subject], str]
) -> click.Command:
    """A command that prints ``row`` of each selected arm, or why the instrument says nothing of it."""

    @click.command(name=name, help=says)
    @click.argument("select", nargs=-1)
    @click.option("--lane", "lanes", multiple=True, help="Only this lane; may be repeated.")
    def run(select: tuple[str, ...], lanes: tuple[str, ...]) -> None:
        try:
            for subject in subjects(select, lanes):
                reason = applies(subject) or subject.workshop.unavailable(subject.arm)
                click.echo(f"{subject.name}: {f'n/a: {reason}' if reason else row(subject)}")
        except TandemError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(2)

    return run
