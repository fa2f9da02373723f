"""The jobs of a client of the exchange: receive a feed, connect, echo. A lane gives the functions that do the work."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

from impls.contract import Json
from impls.websocket.answer import listed

__all__ = ["SUBSCRIBE", "Connect", "Echo", "Receive", "Taken"]

Line = TypeVar("Line")
Taken: TypeAlias = "tuple[Sequence[str | bytes], int | None]"  # every text, the subscribe reply first; the close code

SUBSCRIBE = {"time": 1606293275, "channel": "spot.book_ticker", "event": "subscribe", "payload": ["!all"]}


class Receive(Generic[Line]):
    """``open``: connect, untimed. ``take``: send the request, keep every message until the close frame, and close."""

    def __init__(self, ops: int, open_: Callable[[], Line], take: Callable[[Line], Taken]) -> None:
        self.ops = ops
        self._open, self._take = open_, take
        self._line: Line | None = None

    def reset(self) -> None:
        """Connect."""
        self._line = self._open()

    def run(self) -> Taken:
        """Take the whole feed."""
        if self._line is None:
            self._line = self._open()
        line, self._line = self._line, None
        return self._take(line)

    def render(self, taken: Taken) -> Json:
        """Digest the messages behind the reply to the request."""
        texts, code = taken
        reply = json.loads(texts[0]) if texts else {}
        if reply.get("event") != "subscribe" or reply.get("error"):
            raise ValueError(f"the exchange should confirm the subscription first, it said {reply}")
        return listed(map(_encoded, texts[1:])) | {"close": code}


class Connect:
    """``dial``: connect, upgrade, and drop the connection."""

    ops = 1

    def __init__(self, dial: Callable[[], None]) -> None:
        self._dial = dial

    def step(self, _i: int) -> None:
        """Connect once."""
        self._dial()

    def run(self) -> Json:
        """Connect once."""
        self._dial()
        return {"connected": True}

    def answer(self) -> Json:
        """Say that every step connected: one that does not raises."""
        return {"connected": True}


class Echo:
    """``trip``: send a text and return the next one that comes in; ``close``: end the connection."""

    def __init__(
        self, messages: Sequence[bytes], trip: Callable[[bytes], str | bytes], close: Callable[[], None]
    ) -> None:
        self.ops = len(messages)
        self._messages, self._trip, self.close = messages, trip, close

    def step(self, i: int) -> None:
        """Send message i and check what comes back."""
        message = self._messages[i % self.ops]
        back = self._trip(message)
        if _encoded(back) != message:
            raise ValueError(f"message {i} should come back as it was sent, was {back[:80]!r}")

    def run(self) -> list[str | bytes]:
        """Echo every message once."""
        return [self._trip(message) for message in self._messages]

    def render(self, texts: list[str | bytes]) -> Json:
        """Digest the texts."""
        return listed(map(_encoded, texts))

    def answer(self) -> Json:
        """Echo every message once and digest that: steps check themselves."""
        return self.render(self.run())


def _encoded(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
