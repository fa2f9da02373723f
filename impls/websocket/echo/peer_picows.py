"""picows on uvloop."""

from __future__ import annotations

import logging
from collections.abc import Callable

import uvloop
from picows import WSError, WSMsgType, WSTransport, WSUpgradeRequest, ws_connect, ws_create_server

from impls.websocket.connection import LostError
from impls.websocket.echo.program import HOST, Program
from impls.websocket.frames import BINARY, CLOSE, LIMIT, TEXT
from impls.websocket.handshake import HandshakeError
from impls.websocket.picows_listener import Listener, Message

__all__ = ["PROGRAM"]

_KINDS = {TEXT: WSMsgType.TEXT, BINARY: WSMsgType.BINARY}


class _Echo(Listener):
    """Sends every message back."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self._keep = self._send_back

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Remember where to send."""
        self._transport = transport

    def _send_back(self, message: Message) -> None:
        opcode, payload = message
        if opcode in _KINDS:
            self._transport.send(_KINDS[opcode], payload.encode() if isinstance(payload, str) else payload)
        self.closed = self.closed or opcode == CLOSE


def _connect(url: str) -> None:
    uvloop.run(_echo_at(url))


async def _echo_at(url: str) -> None:
    logging.getLogger("picows").setLevel(logging.CRITICAL)
    try:
        transport, listener = await ws_connect(_Echo, url, max_frame_size=LIMIT)
    except WSError as error:
        raise HandshakeError(str(error)) from None
    if not isinstance(listener, _Echo):  # picows returns without a listener
        raise HandshakeError("closed the connection in the handshake")
    try:
        await transport.wait_disconnected()
    except WSError as error:
        raise LostError(f"the stream breaks the protocol: {error}") from None
    if not listener.closed:
        raise LostError("the connection was closed without a close frame")


def _listen(port: int, ready: Callable[[int], None]) -> None:
    logging.getLogger("picows").setLevel(logging.CRITICAL)  # what clients do wrong is not our news
    uvloop.run(_serve(port, ready))


async def _serve(port: int, ready: Callable[[int], None]) -> None:
    server = await ws_create_server(_accept, HOST, port, max_frame_size=LIMIT)
    ready(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _accept(_request: WSUpgradeRequest) -> _Echo:
    return _Echo()


PROGRAM = Program(_connect, _listen)
