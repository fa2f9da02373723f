"""The job of every Python lane: one function over all messages, every outcome kept until the run ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from impls.contract import Json
from impls.ticker.record import TickerError

__all__ = ["Requests", "Stream", "described"]


class Stream:
    """Parses messages one by one; ``step`` does one of them.

    An outcome takes the place of the last run's, so that the heap keeps its size. Where a thousand records are dropped
    at once the allocator gives the memory back, and asking for it again can take longer than the work.
    """

    def __init__(self, function: Callable[[bytes], Any], messages: Sequence[bytes]) -> None:
        self.ops = len(messages)
        self._function = function
        self._messages = messages
        self._found: list[Any] = [None] * self.ops

    def run(self) -> list[Any]:
        """All messages, in order; an error is an outcome."""
        function, found = self._function, self._found
        for i, message in enumerate(self._messages):
            try:
                found[i] = function(message)
            except ValueError as error:
                found[i] = refusal(error)
        return found

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
    """Builds subscribe requests, each as the bytes that a client would send, in the place of the last run's."""

    def __init__(self, function: Callable[[int, str], bytes], requests: Sequence[tuple[int, str]]) -> None:
        self.ops = len(requests)
        self._function = function
        self._requests = requests
        self._built = [b""] * self.ops

    def run(self) -> list[bytes]:
        """All requests, in order."""
        function, built = self._function, self._built
        for i, (time, pair) in enumerate(self._requests):
            built[i] = function(time, pair)
        return built

    def render(self, found: list[bytes]) -> Json:
        """The requests as text."""
        return [request.decode() for request in found]


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
