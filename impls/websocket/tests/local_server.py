"""Servers on loopback, a thread each: a small exchange, and ones that misbehave."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from impls.websocket.connection import Connection, serve
from impls.websocket.frames import BINARY, PING, TEXT, close_frame, frame
from impls.websocket.parser import Messages, Parser

REPLY = b'{"time":1,"channel":"spot.book_ticker","event":"subscribe","result":{"status":"success"}}'


@contextmanager
def served(handle: Callable[[socket.socket], None]) -> Iterator[int]:
    """Give every connection to ``handle``; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_accept, args=(listener, handle))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def _accept(listener: socket.socket, handle: Callable[[socket.socket], None]) -> None:
    with contextlib.suppress(OSError):
        while True:
            sock, _ = listener.accept()
            with sock, contextlib.suppress(OSError):
                handle(sock)


def raw(answer: bytes) -> Callable[[socket.socket], None]:
    """Read the request, say ``answer``, close."""

    def handle(sock: socket.socket) -> None:
        sock.recv(4096)
        sock.sendall(answer)
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(4096):
            pass

    return handle


def exchange(texts: list[bytes], end: bytes = close_frame(1000)) -> Callable[[socket.socket], None]:
    """Upgrade, wait for a message, confirm, send a ping, every text and ``end``; read until the client closes."""

    def handle(sock: socket.socket) -> None:
        line = serve(sock, Parser)
        first = _next(line)
        assert first[0] == TEXT
        sock.sendall(frame(TEXT, REPLY) + frame(PING, b"p") + b"".join(frame(TEXT, text) for text in texts) + end)
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(4096):
            pass

    return handle


def echo(sock: socket.socket) -> None:
    """Upgrade, then send every message back."""
    line = serve(sock, Parser)
    while (message := _next(line))[0] in (TEXT, BINARY):
        line.send(*message)
    line.close()


def _next(line: Connection) -> tuple[int, bytes]:
    found = Messages()
    while not found:
        line.read(found)
    return next(iter(found))


def stage(operation: str, port: int, **params: object) -> SimpleNamespace:
    """What a client's role is given."""
    peers = {"exchange": {"url": f"ws://127.0.0.1:{port}/ws/v4/", "echo": f"ws://127.0.0.1:{port}/echo"}}
    return SimpleNamespace(role="client", operation=operation, params=params, options={}, peers=peers)
