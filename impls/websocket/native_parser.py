"""The Rust parser behind the face of the Python ones, so that what is written for those can drive it."""

from __future__ import annotations

from impls._native import websocket
from impls.websocket.answer import encoded
from impls.websocket.frames import LIMIT
from impls.websocket.parser import Messages

__all__ = ["NativeParser"]


class NativeParser:
    """As `impls.websocket.parser.Parser`, with the same answers."""

    def __init__(self, role: str, limit: int = LIMIT) -> None:
        self.close: int | None = None
        self.error: tuple[int, int] | None = None
        self._parser = websocket.Parser(server=role == "server", limit=limit)

    def feed(self, chunk: bytes, found: Messages) -> None:
        """Take the next bytes of the stream, and add the messages that end in them to ``found``."""
        opcodes, payloads = self._parser.feed(chunk)
        found.opcodes += opcodes
        found.payloads += map(encoded, payloads)
        self.close, self.error = self._parser.close_code, self._parser.error
