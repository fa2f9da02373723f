"""The jobs of Python's handlers: a stream, one odd message, calls that fail, and what an error still tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from impls.contract import Json, Series, values

__all__ = ["Behave", "Calls", "Stream", "word"]


def word(outcome: str) -> str:
    """``login``, ``passed``, or ``error`` for the text of one."""
    return "error" if outcome.startswith("Error: ") and len(outcome) > len("Error: ") else outcome


class Stream:
    """Handles messages one by one; what a handler leaves takes the place of the last run's."""

    def __init__(self, handle: Callable[[bytes], str], messages: Sequence[bytes]) -> None:
        self.ops = len(messages)
        self._handle, self._messages = handle, messages
        self._found = [""] * self.ops

    def run(self) -> list[str]:
        """All messages, in order."""
        handle, found = self._handle, self._found
        for i, message in enumerate(self._messages):
            found[i] = handle(message)
        return found

    def step(self, i: int) -> None:
        """Message ``i``."""
        i %= self.ops
        self._found[i] = self._handle(self._messages[i])

    def answer(self) -> Json:
        """The outcomes of the steps."""
        return [word(outcome) for outcome in self._found]

    def render(self, found: list[str]) -> Json:
        """The outcomes of a run."""
        return [word(outcome) for outcome in found]


class Behave:
    """An odd message and a good one behind it. ``holds``: both end as the document's listing has it."""

    def __init__(self, handle: Callable[[bytes], str], given: dict[str, str]) -> None:
        self._handle, self._given = handle, given
        self._found: list[str] = []

    def run(self) -> list[str]:
        """Both, one after the other."""
        self._found = [self._handle(self._given[name].encode()) for name in ("message", "next")]
        return self._found

    def render(self, found: list[str]) -> Json:
        """Both outcomes."""
        return [word(outcome) for outcome in found]

    def readings(self) -> list[Series]:
        """Whether it went as listed, and what was said."""
        holds = [word(outcome) for outcome in self._found] == [self._given["python"], "login"]
        return [values("holds", "bool", [holds], repr(self._found))]


class Calls:
    """Calls through a chain of functions, which fail or do not; ``call`` answers None for one that failed."""

    def __init__(self, call: Callable[[int, bool, int], int | None], given: dict[str, Any]) -> None:
        self._call, self._depth, self._bad = call, int(given["depth"]), bool(given["bad"])
        self._calls: list[int] = given["calls"]
        self.ops = len(self._calls)

    def run(self) -> tuple[int, int]:
        """The sum of what came back, and how many failed."""
        total = failed = 0
        call, depth, bad = self._call, self._depth, self._bad
        for number in self._calls:
            found = call(depth, bad, number)
            if found is None:
                failed += 1
            else:
                total += found
        return total, failed

    def render(self, found: tuple[int, int]) -> Json:
        """Both."""
        return {"sum": found[0], "failed": found[1]}
