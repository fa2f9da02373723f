"""The opening handshake (RFC 6455 section 4), both sides, as bytes in and bytes out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["Address", "HandshakeError", "accept", "address", "check", "request"]

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # section 1.3
_REFUSED = "HTTP/1.1 {}\r\nConnection: close\r\nContent-Length: 0\r\n{}\r\n"
_PORTS = {"ws": 80, "wss": 443}


class HandshakeError(ConnectionError):
    """The other side does not speak the protocol; ``answer``: what a server may still say to it."""

    def __init__(self, message: str, answer: bytes = b"") -> None:
        super().__init__(message)
        self.answer = answer


class Address(NamedTuple):
    """Where a URL leads."""

    secure: bool
    host: str
    port: int
    path: str


def address(url: str) -> Address:
    """Take a ws or wss URL apart; raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"should be a ws:// or wss:// URL, was {url!r}")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme == "wss", parts.hostname, parts.port or _PORTS[parts.scheme], path)


def request(to: Address) -> tuple[bytes, bytes]:
    """The request's bytes, and the key that its answer must prove to have read."""
    key = base64.b64encode(os.urandom(16))
    host = f"[{to.host}]" if ":" in to.host else to.host
    head = (
        f"GET {to.path} HTTP/1.1\r\nHost: {host}:{to.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
    )
    return head.encode() + key + b"\r\n\r\n", key


def check(head: bytes, key: bytes) -> None:
    """Raise `HandshakeError` unless ``head``, up to its empty line, upgrades the connection (section 4.1)."""
    status, fields = _parsed(head)
    if not status.startswith(b"HTTP/1.1 101"):
        raise HandshakeError(f"should answer the upgrade with 101, said {status[:60].decode('latin-1')!r}")
    if fields.get(b"upgrade", b"").lower() != b"websocket" or b"upgrade" not in _tokens(fields, b"connection"):
        raise HandshakeError("answered 101 without upgrading the connection")
    if fields.get(b"sec-websocket-accept") != _proof(key):
        raise HandshakeError("answered 101 with a Sec-WebSocket-Accept that does not belong to the key")
    for asked_for_none in (b"sec-websocket-extensions", b"sec-websocket-protocol"):
        if asked_for_none in fields:
            raise HandshakeError(f"answered 101 with {asked_for_none.decode()}, which was not asked for")


def accept(head: bytes) -> bytes:
    """Answer a request, given up to its empty line (section 4.2); raises `HandshakeError` with the answer to send."""
    line, fields = _parsed(head)
    method, _, rest = line.partition(b" ")
    if method != b"GET" or not rest.endswith(b" HTTP/1.1") or b"host" not in fields:
        raise _refusal("400 Bad Request", "is no HTTP/1.1 GET request")
    if b"websocket" not in _tokens(fields, b"upgrade") or b"upgrade" not in _tokens(fields, b"connection"):
        raise _refusal("426 Upgrade Required", "asks for no WebSocket", "Upgrade: websocket\r\n")
    if fields.get(b"sec-websocket-version") != b"13":
        raise _refusal("426 Upgrade Required", "asks for another version", "Sec-WebSocket-Version: 13\r\n")
    key = fields.get(b"sec-websocket-key", b"")
    if not _is_key(key):
        raise _refusal("400 Bad Request", "has no Sec-WebSocket-Key of 16 bytes")
    answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
    return answer + _proof(key) + b"\r\n\r\n"


def _parsed(head: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    """The first line, and the fields by lower-case name."""
    first, *lines = head.split(b"\r\n")
    split = (line.partition(b":") for line in lines if line)
    return first, {name.lower(): value.strip() for name, _, value in split}


def _tokens(fields: dict[bytes, bytes], name: bytes) -> list[bytes]:
    return [token.strip() for token in fields.get(name, b"").lower().split(b",")]


def _proof(key: bytes) -> bytes:
    return base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())


def _is_key(key: bytes) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except binascii.Error:
        return False


def _refusal(status: str, why: str, fields: str = "") -> HandshakeError:
    return HandshakeError(f"the request {why}", _REFUSED.format(status, fields).encode())
