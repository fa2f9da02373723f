"""Options that commands share, and what they stand for: components, arms, workshop, givens."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from benchmarks.core.discovery import components, with_folders
from benchmarks.core.errors import GivenError, SelectionError
from benchmarks.core.givens import Givens
from benchmarks.core.model import Arm, Component
from benchmarks.core.selection import arms, cases
from benchmarks.launcher.runtimes import check_lanes
from benchmarks.launcher.workshop import Workshop
from impls.exchange.capture import CaptureError, read
from reports import ledger

__all__ = ["Chosen", "choose", "json_option", "selecting"]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a selection comes to."""

    components: tuple[Component, ...]
    arms: list[Arm]
    workshop: Workshop
    feed: list[bytes] | None = None
    left_out: list[str] = field(default_factory=list)  # cases that cannot run on the capture

    @property
    def feed_digest(self) -> str:
        """What the capture is, for a record; empty without one."""
        return "" if self.feed is None else hashlib.sha256(b"\n".join(self.feed)).hexdigest()

    def givens(self, seed: int) -> Givens:
        """The givens of the cases."""
        return Givens(self.components, seed, self.feed)


def selecting(function: F) -> F:
    """The options that choose what a command is about: SELECT..., --lanes, --impls, --input."""
    for option in (
        click.argument("select", nargs=-1),
        click.option("--lanes", default="", metavar="L,...", help="Only these lanes, by name or glob."),
        click.option(
            "--impls", multiple=True, type=click.Path(path_type=Path), metavar="PATH",
            help="Components outside the checkout: a folder of component folders; may be repeated.",
        ),
        click.option(
            "--input", "capture", type=click.Path(path_type=Path), metavar="FILE",
            help="Run on a recorded feed (tandem record) instead of a seeded one.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def json_option(function: F) -> F:
    """The option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def choose(
    select: Sequence[str], lanes: str, impls: Sequence[Path], capture: Path | None = None, *, quick: bool = False,
    documents: Sequence[str] = (),
) -> Chosen:  # fmt: skip
    """Discover and select.

    ``quick``: where nothing is selected, without the cases that are left to longer runs. ``documents``: only the arms
    that the claims of these are bound to. Raises `DiscoveryError`, `SelectionError`, `GivenError`.
    """
    folders = with_folders(impls)
    found = components(folders, select)
    workshop = Workshop(found)
    check_lanes(workshop.components, workshop.runtimes)
    chosen = [(c, case) for c, case in cases(found, select) if case.quick or select or documents or not quick]
    feed = None if capture is None else _messages(capture)
    left_out: list[str] = []
    if feed is not None:
        takers = {c.name for c in found if Givens(found, 0, feed).takes_feed(c.name)}
        left_out = [case.id(component.name) for component, case in chosen if component.name not in takers]
        chosen = [(component, case) for component, case in chosen if component.name in takers]
        if not chosen:
            raise SelectionError(
                f"--input {capture}", "none of the selected cases runs on a capture", "select ticker or websocket"
            )
    every = arms(chosen, [name for name in lanes.split(",") if name], workshop.kinds)
    if documents:
        every = _bound(documents, every, loads=bool(select))
    return Chosen(components=found, arms=every, workshop=workshop, feed=feed, left_out=left_out)


def _bound(documents: Sequence[str], every: Sequence[Arm], *, loads: bool) -> list[Arm]:
    found = ledger.needed([ledger.load(name) for name in documents], every, loads=loads)
    if not found:
        asked = " ".join(f"--document {name}" for name in documents)
        raise SelectionError(asked, "no claim is bound to any of what is selected", f"see: tandem list {asked}")
    return found


def _messages(path: Path) -> list[bytes]:
    asked = f"--input {path}"
    try:
        return read(path).messages
    except CaptureError as error:
        raise GivenError(asked, str(error), "record one: tandem record URL SYMBOL... --out FILE") from error
    except OSError as error:
        raise GivenError(asked, error.strerror or str(error), "name a file that tandem record wrote") from error
