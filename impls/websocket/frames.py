"""Frames as bytes (RFC 6455 section 5.2): what a sender writes, and the masking both directions need."""

from __future__ import annotations

import struct

__all__ = ["BINARY", "CLOSE", "CONTINUATION", "LIMIT", "PING", "PONG", "TEXT", "close_frame", "frame", "masked"]

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
LIMIT = 64 << 20  # bytes of payload in one message, all its fragments together


def masked(payload: bytes, key: bytes) -> bytes:
    """``payload`` XOR the repeated 4-byte ``key`` (section 5.3): masks and unmasks alike, in one pass."""
    size = len(payload)
    stream = int.from_bytes((key * (size // 4 + 1))[:size], "little")
    return (int.from_bytes(payload, "little") ^ stream).to_bytes(size, "little")


def frame(opcode: int, payload: bytes, key: bytes | None = None, *, fin: bool = True) -> bytes:
    """One frame in its shortest form; with ``key`` masked, as a client must send."""
    size = len(payload)
    first, bit = opcode | (0x80 if fin else 0), 0 if key is None else 0x80
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + payload if key is None else head + key + masked(payload, key)


def close_frame(code: int | None, key: bytes | None = None, reason: str = "") -> bytes:
    """A close frame; None leaves the code out (section 5.5.1)."""
    return frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason.encode()[:123], key)
