"""Shows a run as it goes: bars on a terminal, plain lines elsewhere; always on stderr, results are stdout's."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from benchmarks.campaign.events import Event

__all__ = ["Show"]

QUIET_S = 5.0  # between two plain lines about blocks
STEPS = {"build": "building", "gate": "gate: same work?", "block": "measuring", "memory": "memory"}


class Show:
    """Hears events; a context manager. ``quiet`` shows nothing; ``steps`` are the words for them."""

    def __init__(
        self, console: Console | None = None, *, quiet: bool = False, steps: Mapping[str, str] = STEPS
    ) -> None:
        self._steps = steps
        self._console = console or Console(stderr=True, quiet=quiet)
        live = self._console.is_terminal and not quiet
        self._bars = self._made_bars() if live else None
        self._tasks: dict[str, TaskID] = {}
        self._said_s = 0.0

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars:
            self._bars.stop()

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if event.step in {"resume", "withdrawn"} or (event.step == "gate" and event.text):
            self._line(event)
        if self._bars:
            self._bar(event)
        elif event.step in {"build", "memory", "block"}:
            self._plain(event)

    def _made_bars(self) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        return Progress(
            *columns,
            TextColumn("{task.fields[now]}", style="dim", markup=False),
            console=self._console,
            refresh_per_second=4,
        )

    def _line(self, event: Event) -> None:
        what = " ".join(filter(None, (event.case, event.lane)))
        self._console.print(
            f"{what}: {event.text}" if what else event.text, markup=False, highlight=False, soft_wrap=True
        )

    def _bar(self, event: Event) -> None:
        if self._bars is None:
            return
        step = "block" if event.step == "trial" else event.step
        if step not in self._steps:
            return
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(self._steps[step], total=None, now="")
        left = f", {event.left_s:.0f} s left" if event.left_s is not None else ""
        now = " ".join(filter(None, (event.case, event.lane)))
        if event.step == "trial":
            self._bars.update(self._tasks[step], now=f"{now} {event.text}{left}")
        else:
            self._bars.update(self._tasks[step], completed=event.done, total=event.total or None, now=f"{now}{left}")

    def _plain(self, event: Event) -> None:
        now = time.monotonic()
        if event.step != "build" and now - self._said_s < QUIET_S and event.done != event.total:
            return
        self._said_s = now
        left = f", {max(event.left_s, 0):.0f} s of the budget left" if event.left_s is not None else ""
        count = f" {event.done}/{event.total}" if event.total else ""
        what = " ".join(filter(None, (event.case, event.lane)))
        text = f"{self._steps[event.step]}{count}: {what}" if what else f"{self._steps[event.step]}{count}"
        self._line(Event(step=event.step, text=text + left))
