"""The client as one would ship it where start-up and memory count: a blocking socket, few imports, no event loop.

Python compiles a script at each start and caches a module, so the lane imports this one. Text frames that came whole,
nearly all there are, are cut out of the chunk here; at the first frame of another kind the connection is handed to the
complete parser of ``impls.websocket``, which is imported only then.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from binascii import b2a_base64

from impls.program.clients.sha1 import sha1
from impls.program.share import PAIR, UPDATES, Tally
from impls.websocket.frames import PING, PONG, TEXT, close_frame, frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["main", "run"]

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_WHOLE_TEXT = 0x81  # a final frame of text
_EXTENDED = 126  # in the place of a length: it follows in 16 bits; above it, it is longer or the frame is masked
_CHUNK = 1 << 16  # bytes read at a time
_PATIENCE_S = 10.0  # for the handshakes


def run(url: str, pair: str, updates: int) -> Tally:
    """Subscribe and read until the record has seen so many updates; raises OSError or ValueError where it cannot."""
    tally = Tally()
    sock, received = _connect(url)
    with sock:
        request = {"time": int(time.time()), "channel": "spot.book_ticker", "event": "subscribe", "payload": [pair]}
        sock.sendall(frame(TEXT, json.dumps(request).encode(), os.urandom(4)))
        for text in _texts(sock, received):
            message = json.loads(text)
            if message.get("error"):
                raise ValueError(f"the exchange refused: {message['error']['message']}")
            if message.get("channel") == "spot.book_ticker" and message.get("event") == "update":
                tally.take(message)
                if tally.updates == updates:
                    break
        _close(sock)
    return tally


def _connect(url: str) -> tuple[socket.socket, bytes]:
    """Connect and upgrade; the bytes are what came behind the handshake."""
    scheme, _, rest = url.partition("://")
    at, _, path = rest.partition("/")
    host, _, port = at.partition(":")
    if scheme != "ws" or not host:
        raise ValueError("the address should be ws://host:port/path")
    sock = socket.create_connection((host, int(port or 80)), _PATIENCE_S)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = b2a_base64(os.urandom(16), newline=False)
        head = (
            f"GET /{path} HTTP/1.1\r\nHost: {at}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key.decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        sock.sendall(head.encode())
        reply, received = _head(sock)
        _check(reply, b2a_base64(sha1(key + _GUID), newline=False))
        sock.settimeout(None)
    except BaseException:
        sock.close()
        raise
    return sock, received


def _head(sock: socket.socket) -> tuple[bytes, bytes]:
    """The reply to the request, and what came behind it."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += (more := sock.recv(_CHUNK))
        if not more or len(received) > _CHUNK:
            raise ConnectionError("no WebSocket answers there")
    reply, _, rest = received.partition(b"\r\n\r\n")
    return reply, rest


def _check(reply: bytes, proof: bytes) -> None:
    """Raise ConnectionError unless the reply upgrades the connection (RFC 6455, section 4.1)."""
    status, *lines = reply.split(b"\r\n")
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
    if not status.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(f"no WebSocket answers there: {status.decode('latin-1')}")
    if (
        fields.get(b"upgrade", b"").lower() != b"websocket"
        or b"upgrade" not in fields.get(b"connection", b"").lower()
        or fields.get(b"sec-websocket-accept") != proof
    ):
        raise ConnectionError("no WebSocket answers there: the upgrade's answer is not right")


def _texts(sock: socket.socket, chunk: bytes) -> Iterator[str]:
    """Text messages as they come; raises ConnectionError at the end of the stream, UnicodeDecodeError for bad text."""
    while True:
        at, size = 0, len(chunk)
        while size - at > 1:
            length, body = chunk[at + 1], at + 2
            if length == _EXTENDED and size - at > 3:
                length, body = chunk[at + 2] << 8 | chunk[at + 3], at + 4
                odd = length < _EXTENDED
            else:
                odd = length > _EXTENDED
            if odd or chunk[at] != _WHOLE_TEXT:
                yield from _any_texts(sock, chunk[at:])
                return
            end = body + length
            if end > size:
                break
            yield str(chunk[body:end], "utf-8")
            at = end
        chunk = chunk[at:] + _received(sock)


def _any_texts(sock: socket.socket, chunk: bytes) -> Iterator[str]:
    """The same for frames of any kind: pings are answered, what is no text passes."""
    from impls.websocket.parser import Messages, Parser  # noqa: PLC0415  most connections never need it

    parser = Parser("client")
    while True:
        found = Messages()
        parser.feed(chunk, found)
        for opcode, payload in found:
            if opcode == TEXT:
                yield payload.decode()
            elif opcode == PING:
                sock.sendall(frame(PONG, payload, os.urandom(4)))
        if parser.error:
            raise ConnectionError(f"the server broke the protocol ({parser.error[0]} at byte {parser.error[1]})")
        if parser.close is not None:
            raise ConnectionError(f"the server closed too early ({parser.close})")
        chunk = _received(sock)


def _received(sock: socket.socket) -> bytes:
    if not (chunk := sock.recv(_CHUNK)):
        raise ConnectionError("the server closed too early, without a close frame")
    return chunk


def _close(sock: socket.socket) -> None:
    """The closing handshake: say so, and read on until the server has closed."""
    sock.settimeout(_PATIENCE_S)
    sock.sendall(close_frame(1000, os.urandom(4)))
    while sock.recv(_CHUNK):
        pass


def main() -> int:
    """Run the program; 2 and a line on stderr where the server cannot be reached or does not behave."""
    arguments = sys.argv[1:]
    url, pair, updates = [*arguments, *("", PAIR, str(UPDATES))[len(arguments) :]][:3]
    try:
        tally = run(url, pair, int(updates))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        print(f"error: {url}: {wrong}", file=sys.stderr)
        return 2
    print(json.dumps(tally.answer()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
