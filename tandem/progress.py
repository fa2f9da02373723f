"""Shows a run as it goes: bars on a terminal, plain lines elsewhere; always on stderr, results are stdout's."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from benchmarks.campaign.events import Event

__all__ = ["Show"]

QUIET_S = 5.0  # between two plain lines about blocks
WIDE = 100  # columns from which a bar need not be as long as the terminal
STEPS = {"build": "building", "gate": "gate: same work?", "block": "measuring", "memory": "memory"}


class Bars(Progress):
    """Bars, and lines below them that are cut where the terminal ends: what is measured, and what is known so far."""

    now = ""
    so_far = ""

    def get_renderables(self) -> Iterable[RenderableType]:
        """The bars, then the lines that say something."""
        yield self.make_tasks_table(self.tasks)
        for text, style in ((self.now, ""), (self.so_far, "cyan")):
            if text:
                yield Text(text, style=style, no_wrap=True, overflow="ellipsis")


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

    def _made_bars(self) -> Bars:
        columns = (TextColumn("{task.description}"), BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn())
        return Bars(*columns, console=self._console, refresh_per_second=4, expand=self._console.width < WIDE)

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
            self._tasks[step] = self._bars.add_task(self._steps[step], total=None)
        left = f"{max(event.left_s, 0):.0f} s left" if event.left_s is not None else ""
        what = " ".join(filter(None, (event.case, event.lane)))
        if event.step == "block" and event.text:
            self._bars.so_far = f"{event.case}: {event.text}"
        shown = event.text if event.step == "trial" else ""
        self._bars.now = ", ".join(filter(None, (left, what, shown)))
        if event.step != "trial":
            self._bars.update(self._tasks[step], completed=event.done, total=event.total or None)

    def _plain(self, event: Event) -> None:
        now = time.monotonic()
        if event.step != "build" and now - self._said_s < QUIET_S and event.done != event.total:
            return
        self._said_s = now
        left = f", {max(event.left_s, 0):.0f} s of the budget left" if event.left_s is not None else ""
        count = f" {event.done}/{event.total}" if event.total else ""
        what = " ".join(filter(None, (event.case, event.lane)))
        text = f"{self._steps[event.step]}{count}: {what}" if what else f"{self._steps[event.step]}{count}"
        known = f"; {event.text}" if event.step == "block" and event.text else ""
        self._line(Event(step=event.step, text=text + left + known))
