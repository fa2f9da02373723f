"""The jobs of Python lanes: payloads handed over one by one, sums taken; and batches of updates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from impls.contract import Json
from impls.ticker.record import Ticker
from impls.ticker.stream import described

__all__ = ["Batch", "Sums"]


class Sums:
    """``take`` sums one payload; ``end`` lets go of what it took that for."""

    def __init__(
        self, take: Callable[[Any], float], payloads: Sequence[Any], end: Callable[[], object] | None = None
    ) -> None:
        self.ops = len(payloads)
        self._take, self._payloads = take, payloads
        self._found: list[float] = [0] * self.ops
        self._end = end

    def run(self) -> list[float]:
        """All payloads, in order."""
        take, found = self._take, self._found
        for i, payload in enumerate(self._payloads):
            found[i] = take(payload)
        return found

    def step(self, i: int) -> None:
        """Payload ``i``."""
        i %= self.ops
        self._found[i] = self._take(self._payloads[i])

    def answer(self) -> Json:
        """The sums of the steps."""
        return [int(total) for total in self._found]

    def render(self, found: list[float]) -> Json:
        """All sums are whole."""
        return [int(total) for total in found]

    def close(self) -> None:
        """Close what was opened."""
        if self._end:
            self._end()


class Batch:
    """``parse`` makes all messages into records: rows of nine fields."""

    def __init__(self, parse: Callable[[list[bytes]], Sequence[Any]], messages: Sequence[bytes]) -> None:
        self.ops = len(messages)
        self._parse, self._messages = parse, list(messages)
        self._found: Sequence[Any] = ()

    def run(self) -> Sequence[Any]:
        """All messages, in the place of the last run's."""
        self._found = self._parse(self._messages)
        return self._found

    def render(self, found: Sequence[Any]) -> Json:
        """As a ticker's records are compared."""
        return described([Ticker(*row) if isinstance(row, tuple) else row for row in found])
