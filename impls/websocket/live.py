"""The jobs of a client of the exchange: receive a feed, connect, echo. A lane gives the functions that do the work."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

from impls.contract import Json
from impls.websocket.answer import encoded, listed

__all__ = ["SUBSCRIBE", "AsyncConnect", "AsyncEcho", "Connect", "Echo", "Receive", "Taken"]

Line = TypeVar("Line")
NewLoop: TypeAlias = Callable[[], asyncio.AbstractEventLoop]
Taken: TypeAlias = "tuple[Sequence[str | bytes], int | None]"  # every text, the subscribe reply first; the close code

SUBSCRIBE = {"time": 1606293275, "channel": "spot.book_ticker", "event": "subscribe", "payload": ["!all"]}


class Receive(Generic[Line]):
    """``open``: connect, untimed. ``take``: send the request, keep every message until the close frame, and close.

    ``close``: let go of what both need, an event loop.
    """

    def __init__(
        self,
        ops: int,
        open_: Callable[[], Line],
        take: Callable[[Line], Taken],
        close: Callable[[], object] | None = None,
    ) -> None:
        self.ops = ops
        self._open, self._take, self._close = open_, take, close
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
        return listed(texts[1:]) | {"close": code}

    def close(self) -> None:
        """Let go of the event loop, if there is one."""
        if self._close:
            self._close()


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
        return self.answer()

    def answer(self) -> Json:
        """Say that every step connected: one that did not has raised."""
        return {"connected": True}


class AsyncConnect:
    """The same for an event loop; ``new_event_loop`` makes it."""

    ops = 1

    def __init__(self, dial: Callable[[], Awaitable[None]], new_event_loop: NewLoop | None = None) -> None:
        self._dial, self.new_event_loop = dial, new_event_loop

    async def astep(self, _i: int) -> None:
        """Connect once."""
        await self._dial()

    def run(self) -> Json:
        """Connect once, on a loop made for it."""
        with asyncio.Runner(loop_factory=self.new_event_loop) as runner:
            runner.run(self.astep(0))
        return self.answer()

    def answer(self) -> Json:
        """Say that every step connected: one that did not has raised."""
        return {"connected": True}


class _Echoed:
    """What came back for each message; a step that gets another text has failed."""

    def __init__(self, messages: Sequence[bytes]) -> None:
        self.ops = len(messages)
        self._messages = messages
        self._back: list[str | bytes] = [b""] * len(messages)

    def _note(self, i: int, back: str | bytes) -> None:
        self._back[i] = back
        if encoded(back) != self._messages[i]:
            raise ValueError(f"message {i} should come back as it was sent, was {back[:80]!r}")

    def answer(self) -> Json:
        """Digest what came back in the last round."""
        return listed(self._back)


class Echo(_Echoed):
    """``trip``: send a text and return the next one that comes in; ``close``: end the connection."""

    def __init__(
        self, messages: Sequence[bytes], trip: Callable[[bytes], str | bytes], close: Callable[[], None]
    ) -> None:
        super().__init__(messages)
        self._trip, self.close = trip, close

    def step(self, i: int) -> None:
        """Echo one message."""
        self._note(i, self._trip(self._messages[i]))

    def run(self) -> Json:
        """Echo every message once."""
        for i in range(self.ops):
            self.step(i)
        return self.answer()


class AsyncEcho(_Echoed, Generic[Line]):
    """The same for an event loop. ``open`` connects before the first step; ``trip`` and ``close`` take what it gave."""

    def __init__(
        self,
        messages: Sequence[bytes],
        open_: Callable[[], Awaitable[Line]],
        trip: Callable[[Line, bytes], Awaitable[str | bytes]],
        close: Callable[[Line], Awaitable[None]],
        new_event_loop: NewLoop | None = None,
    ) -> None:
        super().__init__(messages)
        self._open, self._trip, self._close, self.new_event_loop = open_, trip, close, new_event_loop
        self._line: Line | None = None

    async def astep(self, i: int) -> None:
        """Echo one message."""
        if self._line is None:
            self._line = await self._open()
        self._note(i, await self._trip(self._line, self._messages[i]))

    def run(self) -> Json:
        """Echo every message once, on a loop and a connection of their own."""
        with asyncio.Runner(loop_factory=self.new_event_loop) as runner:
            runner.run(self._round())
        return self.answer()

    async def close(self) -> None:
        """End the connection."""
        if self._line is not None:
            line, self._line = self._line, None
            await self._close(line)

    async def _round(self) -> None:
        for i in range(self.ops):
            await self.astep(i)
        await self.close()
