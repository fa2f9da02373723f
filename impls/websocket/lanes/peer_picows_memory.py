"""picows' parser without a socket: its protocol object fed by hand, for which its documentation offers no way."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from picows.picows import WSAutoPingStrategy, WSProtocol  # type: ignore[attr-defined]  # it is private

from impls.websocket import handshake
from impls.websocket.frames import LIMIT
from impls.websocket.given import Chunks
from impls.websocket.parse_job import PeerParse
from impls.websocket.picows_listener import Listener

LANE = {
    "kind": "peer",
    "label": "picows, in memory",
    "needs": ["module:picows"],
    "operations": ["parse_frames"],
    "options": {"tolerates": ["close-code-0", "close-code-1006", "close-code-5000", "close-code-65535"]},
    "doubts": ["private interface", "accepts close codes 0, 1006, and 5000 and above"],
}


class _Transport:
    """Stands where asyncio's transport and its socket would, and keeps what is written."""

    def __init__(self) -> None:
        self.written = b""

    def get_extra_info(self, name: str) -> _Transport | None:
        return self if name == "socket" else None

    def get_write_buffer_size(self) -> int:
        return 1  # above 0 picows writes here, not to the socket's number

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        """Do nothing: there is nothing to close."""

    def setsockopt(self, *_option: int) -> None:
        """Do nothing: what picows sets is for a network."""

    def getsockopt(self, *_option: int) -> int:
        return 0

    def fileno(self) -> int:
        return -1


class _Stream:
    """One direction of a connection, its handshake done."""

    def __init__(self, role: str, loop: asyncio.AbstractEventLoop) -> None:
        self.failed = False
        self.close: int | None = None
        self._listener = Listener()
        self._transport = _Transport()
        self._protocol = loop.run_until_complete(_protocol(role, self._listener))
        self._protocol.connection_made(self._transport)
        if role == "client":
            hello = handshake.accept(self._transport.written.removesuffix(b"\r\n\r\n"))
        else:
            hello, _ = handshake.request(handshake.address("ws://127.0.0.1/"))
        self.run([hello])

    def run(self, chunks: list[bytes]) -> None:
        """Write each chunk into the buffer that picows offers, as asyncio would; stop where it refuses to go on."""
        protocol, transport = self._protocol, self._protocol.transport
        for chunk in [memoryview(chunk) for chunk in chunks]:
            at = 0
            while at < len(chunk):
                buffer = protocol.get_buffer(-1)
                size = min(len(buffer), len(chunk) - at)
                buffer[:size] = chunk[at : at + size]
                protocol.buffer_updated(size)
                at += size
            if transport.is_close_frame_sent:
                break
        self.close = self._listener.close_code
        self.failed = self.close is None and transport.is_close_frame_sent

    def messages(self) -> list[tuple[int, str | bytes]]:
        """What was kept, as (opcode, payload)."""
        return self._listener.kept


def parse_frames(given: Chunks, *, tolerates: list[str], **_options: object) -> PeerParse:
    """Feed the chunks to the protocol object. A run includes making it, as for every parser, and its handshake."""
    loop = asyncio.new_event_loop()
    return PeerParse(given, lambda role: _Stream(role, loop), tolerates, loop.close)


async def _protocol(role: str, listener: Listener) -> Any:
    quiet = logging.Logger("picows in memory", logging.CRITICAL)  # noqa: LOG001  nobody is to hear of probes
    client, disconnect, auto_ping, auto_pong = role == "client", True, False, False
    return WSProtocol(
        "127.0.0.1", "/", client, lambda *_request: listener, quiet, disconnect, None,
        auto_ping, 10, 10, WSAutoPingStrategy.PING_WHEN_IDLE, auto_pong, LIMIT, None, 16 * 1024,
    )  # fmt: skip
