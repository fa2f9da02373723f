"""The echo programs of our own parsers: blocking sockets, a thread a connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from functools import partial

from impls.websocket.connection import Connection, LostError, dial, serve
from impls.websocket.echo.program import HOST, Program
from impls.websocket.frames import BINARY, PING, PONG, TEXT
from impls.websocket.parse_job import FrameParser
from impls.websocket.parser import Messages

__all__ = ["program"]

_NewParser = Callable[[str], FrameParser]


def program(new: _NewParser) -> Program:
    """Client and server around parsers made by ``new``."""
    return Program(partial(_connect, new), partial(_listen, new))


def _connect(new: _NewParser, url: str) -> None:
    _converse(dial(url, new))


def _listen(new: _NewParser, port: int, ready: Callable[[int], None]) -> None:
    with socket.create_server((HOST, port)) as listener:
        ready(listener.getsockname()[1])
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=_serve, args=(new, sock), daemon=True).start()


def _serve(new: _NewParser, sock: socket.socket) -> None:
    with sock, contextlib.suppress(OSError):  # a client that misbehaves is told so, and ends nothing but itself
        _converse(serve(sock, new))


def _converse(line: Connection) -> None:
    """Echo in the order in which things came, until a close frame or an error; then end the connection as it asks."""
    try:
        while line.parser.close is None:
            found = Messages()
            line.take(found)
            for opcode, payload in found:
                if opcode in (TEXT, BINARY):
                    line.send(opcode, payload)
                elif opcode == PING:
                    line.send(PONG, payload)
            line.check()
    except BrokenPipeError:
        raise LostError("the connection was closed while an echo was sent") from None
    finally:
        line.close()
