"""The job of parse_frames, for our parsers and for libraries: a run keeps every message, the answer is made later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from impls.contract import Json
from impls.websocket.answer import Said, digest, own_probes, peer_probes
from impls.websocket.given import Chunks
from impls.websocket.parser import Messages

__all__ = ["Driver", "FrameParser", "OwnParse", "PeerParse"]


class FrameParser(Protocol):
    """What `impls.websocket.parser.Parser` offers."""

    close: int | None
    error: tuple[int, int] | None

    def feed(self, chunk: bytes, found: Messages) -> None:
        """Take the next bytes of the stream, and add the messages that end in them to ``found``."""
        ...


class OwnParse:
    """One of our parsers over the chunks; ``new`` makes a parser of a role."""

    def __init__(self, given: Chunks, new: Callable[[str], FrameParser]) -> None:
        self.ops = given.messages
        self._given, self._new = given, new

    def run(self) -> tuple[Messages, FrameParser]:
        """Parse all chunks."""
        return self._parse(self._given.chunks)

    def render(self, done: tuple[Messages, FrameParser]) -> Json:
        """Digest the messages and try the probes."""
        found, parser = done
        error: Json = None if parser.error is None else {"code": parser.error[0], "at": parser.error[1]}
        ended: dict[str, Json] = {"close": parser.close, "error": error}
        return digest(found) | ended | {"probes": own_probes(self._given.probes, self._said)}

    def _parse(self, chunks: list[bytes]) -> tuple[Messages, FrameParser]:
        found, parser = Messages(), self._new(self._given.role)
        feed = parser.feed
        for chunk in chunks:
            feed(chunk, found)
        return found, parser

    def _said(self, chunks: list[bytes]) -> Said:
        return self._parse(chunks)[1].error


class Driver(Protocol):
    """A library's parser as its documentation would have it driven, one object a stream."""

    failed: bool
    close: int | None

    def run(self, chunks: list[bytes]) -> None:
        """Take the stream, keeping every message; stop at a close frame or where the library refuses to go on."""
        ...

    def messages(self) -> Iterable[tuple[int, str | bytes]]:
        """What was kept, in order, as (opcode, payload)."""
        ...


class PeerParse:
    """A library over the chunks.

    ``new`` makes the driver of a role; ``tolerates``: probes the library lets through; ``close``: let go of what the
    drivers need, an event loop.
    """

    def __init__(
        self,
        given: Chunks,
        new: Callable[[str], Driver],
        tolerates: Iterable[str] = (),
        close: Callable[[], object] | None = None,
    ) -> None:
        self.ops = given.messages
        self._close = close
        self._given, self._new, self._tolerates = given, new, tuple(tolerates)

    def run(self) -> Driver:
        """Parse all chunks."""
        return self._drive(self._given.chunks)

    def render(self, done: Driver) -> Json:
        """Digest the messages and try the probes."""
        ended: dict[str, Json] = {"close": done.close, "error": done.failed}
        refused = peer_probes(self._given.probes, lambda chunks: self._drive(chunks).failed, self._tolerates)
        return digest(done.messages()) | ended | {"probes": refused}

    def close(self) -> None:
        """Let go of the event loop, if there is one."""
        if self._close:
            self._close()

    def _drive(self, chunks: list[bytes]) -> Driver:
        driver = self._new(self._given.role)
        driver.run(chunks)
        return driver
