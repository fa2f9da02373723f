"""The job of every Python lane: one function over all messages, every outcome kept until the run ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from impls.contract import Json
from impls.ticker.record import TickerError

__all__ = ["Requests", "Stream", "described", "outcomes"]


class Stream:
    """Parses messages one by one; ``step`` does one of them."""

    def __init__(self, function: Callable[[bytes], Any], messages: Sequence[bytes]) -> None:
        self.ops = len(messages)
        self._function = function
        self._messages = messages
        self._found: list[Any] = [None] * self.ops

    def run(self) -> list[Any]:
        """All messages, in order."""
        return outcomes(self._function, self._messages)

    def step(self, i: int) -> None:
        """Message ``i``; an error is an outcome, not a failed operation."""
        i %= self.ops
        try:
            self._found[i] = self._function(self._messages[i])
        except ValueError as error:
            self._found[i] = refusal(error)

    def answer(self) -> Json:
        """The outcomes of the steps."""
        return described(self._found)

    def render(self, found: list[Any]) -> Json:
        """The outcomes of a run."""
        return described(found)


class Requests:
    """Builds subscribe requests, each as the bytes that a client would send."""

    def __init__(self, function: Callable[[int, str], bytes], requests: Sequence[tuple[int, str]]) -> None:
        self.ops = len(requests)
        self._function = function
        self._requests = requests

    def run(self) -> list[bytes]:
        """All requests, in order."""
        function = self._function
        return [function(time, pair) for time, pair in self._requests]

    def render(self, found: list[bytes]) -> Json:
        """The requests as text."""
        return [request.decode() for request in found]


def outcomes(function: Callable[[bytes], Any], messages: Sequence[bytes]) -> list[Any]:
    """One outcome a message: what the function returns, or the kind of the error that it raises."""
    found: list[Any] = []
    keep = found.append
    for message in messages:
        try:
            keep(function(message))
        except ValueError as error:
            keep(refusal(error))
    return found


def refusal(error: ValueError) -> Json:
    """What is kept of an error: its kind, not its frames. Of a library's error no kind of ours is known: ``any``."""
    return {"error": error.kind if isinstance(error, TickerError) else "any"}


def described(found: Sequence[Any]) -> Json:
    """The comparable form of outcomes: a row a record, 64-bit integers as decimal strings; words and errors as kept."""
    return [outcome if isinstance(outcome, str | dict) else _row(outcome) for outcome in found]


def _row(record: Any) -> Json:
    row: list[Json] = [record.channel, record.event, str(record.time_ms), str(record.update_id), record.symbol]
    for mantissa, decimals in (record.bid, record.bid_size, record.ask, record.ask_size):
        row += [str(mantissa), decimals]
    return row
