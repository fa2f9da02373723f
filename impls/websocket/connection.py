"""A connection over a blocking socket, client or server, for whichever of our parsers."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
from collections.abc import Callable

from impls.websocket import handshake
from impls.websocket.frames import PING, PONG, close_frame, frame
from impls.websocket.parse_job import FrameParser
from impls.websocket.parser import Messages

__all__ = ["Connection", "LostError", "dial", "serve", "trusting"]

_LONGEST_HEAD = 16 << 10  # bytes of an HTTP head
_PATIENCE_S = 10.0  # for the handshakes at both ends; a feed may be silent for longer
_KEYS = 256  # masking keys drawn at a time


class LostError(ConnectionError):
    """The other side closed without a close frame, or sent what the protocol forbids."""


class Connection:
    """Frames both ways. ``parser`` reads what comes in; ``rest``: bytes received behind the handshake."""

    def __init__(self, sock: socket.socket, role: str, new: Callable[[str], FrameParser], rest: bytes = b"") -> None:
        self.sock, self.role, self.parser = sock, role, new(role)
        self._rest = rest
        self._keys = b""

    def send(self, opcode: int, payload: bytes) -> None:
        """Send one unfragmented message."""
        self.sock.sendall(frame(opcode, payload, self._key()))

    def take(self, found: Messages, size: int = 1 << 16) -> None:
        """Wait for bytes and add the messages that end in them; an error of the stream is left in ``parser.error``.

        Raises `LostError` where the stream ends.
        """
        chunk, self._rest = self._rest or self.sock.recv(size), b""
        if not chunk:
            raise LostError("the connection was closed without a close frame")
        self.parser.feed(chunk, found)

    def read(self, found: Messages, size: int = 1 << 16) -> None:
        """As `take`, with pings answered.

        Raises `LostError` where the stream ends or breaks the protocol; ``found`` then holds what came before.
        """
        had = len(found)
        self.take(found, size)
        if found.opcodes.find(PING, had) >= 0:
            for opcode, payload in zip(found.opcodes[had:], found.payloads[had:], strict=True):
                if opcode == PING:
                    self.send(PONG, payload)
        self.check()

    def check(self) -> None:
        """Raise `LostError` where the stream broke the protocol."""
        if self.parser.error:
            code, at = self.parser.error
            raise LostError(f"the stream breaks the protocol at byte {at} ({code})")

    def answer_close(self) -> None:
        """Answer the close frame that has come in, and drop the connection without waiting for the other side."""
        with contextlib.suppress(OSError):
            self.sock.sendall(self._last_frame())
        self.sock.close()

    def close(self) -> None:
        """End the connection as its state asks: echo a close frame, name an error, or begin the closing handshake."""
        with contextlib.suppress(OSError), self.sock:  # the other side may be gone: then nothing is owed to it
            self.sock.sendall(self._last_frame())
            if self.role == "server" or self.parser.error:
                self.sock.shutdown(socket.SHUT_WR)
            self.sock.settimeout(_PATIENCE_S)
            while self.sock.recv(1 << 16):  # until the other side has closed, else the kernel may drop what we sent
                pass

    def _last_frame(self) -> bytes:
        code = self.parser.error[0] if self.parser.error else self.parser.close or 1000
        return close_frame(None if code == 1005 else code, self._key())

    def _key(self) -> bytes | None:
        """A fresh unpredictable key where this side masks (section 5.3)."""
        if self.role == "server":
            return None
        if not self._keys:
            self._keys = os.urandom(4 * _KEYS)
        key, self._keys = self._keys[:4], self._keys[4:]
        return key


def trusting(ca: str) -> ssl.SSLContext:
    """TLS 1.3 that trusts the certificates of the file ``ca`` and no other."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(ca)
    return context


def dial(url: str, new: Callable[[str], FrameParser], tls: ssl.SSLContext | None = None) -> Connection:
    """Connect and upgrade; raises OSError, of which `handshake.HandshakeError` and ssl's are kinds."""
    to = handshake.address(url)
    sock = socket.create_connection((to.host, to.port), _PATIENCE_S)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if to.secure:
            sock = (tls or ssl.create_default_context()).wrap_socket(sock, server_hostname=to.host)
        asked, key = handshake.request(to)
        sock.sendall(asked)
        head, rest = _read_head(sock)
        handshake.check(head, key)
        sock.settimeout(None)
    except BaseException:
        sock.close()
        raise
    return Connection(sock, "client", new, rest)


def serve(sock: socket.socket, new: Callable[[str], FrameParser]) -> Connection:
    """Upgrade an accepted connection; refuses it with an HTTP status and raises where the request is not one."""
    sock.settimeout(_PATIENCE_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head, rest = _read_head(sock)
    try:
        sock.sendall(handshake.accept(head))
    except handshake.HandshakeError as error:
        sock.sendall(error.answer)
        raise
    sock.settimeout(None)
    return Connection(sock, "server", new, rest)


def _read_head(sock: socket.socket) -> tuple[bytes, bytes]:
    """The HTTP head without its empty line, and what was received behind it."""
    received = b""
    while b"\r\n\r\n" not in received:
        if len(received) > _LONGEST_HEAD:
            raise handshake.HandshakeError(f"sent {len(received)} bytes that are no HTTP head")
        chunk = sock.recv(_LONGEST_HEAD)
        if not chunk:
            raise handshake.HandshakeError(f"closed the connection in the handshake, after {len(received)} bytes")
        received += chunk
    head, _, rest = received.partition(b"\r\n\r\n")
    return head, rest
