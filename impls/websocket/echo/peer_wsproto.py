"""wsproto: blocking sockets, a thread a connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from wsproto import ConnectionType, WSConnection
from wsproto.connection import ConnectionState
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    RejectConnection,
    Request,
    TextMessage,
)
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from impls.websocket.connection import LostError
from impls.websocket.echo.program import HOST, Program
from impls.websocket.handshake import HandshakeError, address

__all__ = ["PROGRAM"]

_PATIENCE_S = 10.0


class _Peer:
    """One connection of either side."""

    def __init__(self, sock: socket.socket, kind: ConnectionType) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sock, self._state = sock, WSConnection(kind)
        self._text = ""
        self._binary = b""

    def converse(self) -> None:
        """Echo until the connection ends; raises LostError where that is without a close frame."""
        while self._state.state is not ConnectionState.CLOSED:
            received = self._sock.recv(1 << 16)
            try:
                self._state.receive_data(received or None)
                for event in self._state.events():
                    self._answer(event)
            except RemoteProtocolError as error:
                raise HandshakeError(str(error)) from None
            if not received:
                raise LostError("the connection was closed without a close frame")

    def send(self, event: Event) -> None:
        """Send what stands for the event."""
        self._sock.sendall(self._state.send(event))

    def _answer(self, event: Event) -> None:
        match event:
            case Request():
                self.send(AcceptConnection())
            case RejectConnection(status_code=status):
                raise HandshakeError(f"should answer the upgrade with 101, said {status}")
            case Ping():
                self.send(event.response())
            case TextMessage(data=data, message_finished=finished):
                self._text += data
                if finished:
                    self.send(TextMessage(self._text))
                    self._text = ""
            case BytesMessage(data=data, message_finished=finished):
                self._binary += data
                if finished:
                    self.send(BytesMessage(self._binary))
                    self._binary = b""
            case CloseConnection():
                with contextlib.suppress(LocalProtocolError):
                    self.send(event.response())
                if self._state.state is ConnectionState.LOCAL_CLOSING:
                    raise LostError(f"the stream breaks the protocol: {event.reason} ({event.code})")
            case _:
                pass


def _connect(url: str) -> None:
    to = address(url)
    with socket.create_connection((to.host, to.port), _PATIENCE_S) as sock:
        peer = _Peer(sock, ConnectionType.CLIENT)
        peer.send(Request(host=f"{to.host}:{to.port}", target=to.path))
        try:
            peer.converse()
        finally:
            _leave(sock)


def _listen(port: int, ready: Callable[[int], None]) -> None:
    with socket.create_server((HOST, port)) as listener:
        ready(listener.getsockname()[1])
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=_serve, args=(sock,), daemon=True).start()


def _serve(sock: socket.socket) -> None:
    with sock, contextlib.suppress(OSError):
        try:
            _Peer(sock, ConnectionType.SERVER).converse()
        finally:
            sock.shutdown(socket.SHUT_WR)
            _leave(sock)


def _leave(sock: socket.socket) -> None:
    """Read until the other side has closed, else the kernel may drop what was sent last."""
    sock.settimeout(_PATIENCE_S)
    with contextlib.suppress(OSError):
        while sock.recv(1 << 16):
            pass


PROGRAM = Program(_connect, _listen)
