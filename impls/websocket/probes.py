"""Small streams, most of them invalid, that show whether a lane refuses what RFC 6455 forbids."""

from __future__ import annotations

import struct

from impls.websocket.frames import BINARY, CLOSE, CONTINUATION, LIMIT, PING, TEXT, close_frame, frame

__all__ = ["probes"]

_KEY = bytes.fromhex("37fa213d")  # the masking key of RFC 6455 section 5.7's examples


def probes(role: str) -> dict[str, bytes]:
    """The streams by name, as the peer of ``role`` would send them. Those named ``good-...`` are valid."""
    key = _KEY if role == "server" else None
    return _headers(key) | _lengths(key) | _closes(key) | _texts(key) | _good(key)


def _headers(key: bytes | None) -> dict[str, bytes]:
    def raw(first: int) -> bytes:
        return bytes([first]) + frame(TEXT, b"a", key)[1:]

    text = frame(TEXT, b"good", key)
    return {
        "reserved-bit-1": text + raw(0xC1),
        "reserved-bit-2": raw(0xA1),
        "reserved-bit-3": raw(0x91),
        "reserved-data-opcode": text + raw(0x83),
        "reserved-control-opcode": raw(0x8B),
        "wrong-mask": text + frame(TEXT, b"a", None if key else _KEY),
        "ping-in-fragments": raw(0x09),
        "ping-of-126-bytes": frame(PING, b"p" * 126, key),
        "continuation-of-nothing": text + frame(CONTINUATION, b"a", key),
        "text-inside-a-message": frame(TEXT, b"a", key, fin=False) + frame(TEXT, b"b", key),
    }


def _lengths(key: bytes | None) -> dict[str, bytes]:
    bit = 0x80 if key else 0

    def long(form: int, length: bytes) -> bytes:
        return bytes([0x80 | BINARY, bit | form]) + length + (key or b"") + b"\0" * 130

    return {
        "16-bit-length-of-125": long(126, struct.pack("!H", 125)),
        "64-bit-length-of-126": long(127, struct.pack("!Q", 126)),
        "64-bit-length-with-top-bit": long(127, struct.pack("!Q", 1 << 63 | 126)),
        "over-the-limit": long(127, struct.pack("!Q", LIMIT + 1)),
    }


def _closes(key: bytes | None) -> dict[str, bytes]:
    codes = (0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535)
    return {f"close-code-{code}": close_frame(code, key) for code in codes} | {
        "close-of-1-byte": frame(CLOSE, b"\x03", key),
        "close-reason-not-utf8": frame(CLOSE, b"\x03\xe8bad \xff", key),
    }


def _texts(key: bytes | None) -> dict[str, bytes]:
    bad = {
        "stray-continuation": b"a\x80b",
        "overlong": b"ab\xc0\xaf",
        "overlong-of-3": b"ab\xe0\x80\x80",
        "surrogate": b"abc\xed\xa0\x80",
        "above-10ffff": b"abcd\xf4\x90\x80\x80",
        "impossible-byte": "κόσμε".encode() + b"\xff",
    }
    return {f"text-{name}": frame(TEXT, b"good", key) + frame(TEXT, text, key) for name, text in bad.items()} | {
        "text-ends-inside-a-character": frame(TEXT, b"a\xe2\x82", key),
        "fragments-end-inside-a-character": frame(TEXT, b"a\xe2", key, fin=False) + frame(CONTINUATION, b"\x82", key),
        "fragments-hold-a-bad-character": frame(TEXT, b"a\xe2", key, fin=False) + frame(CONTINUATION, b"bcd", key),
    }


def _good(key: bytes | None) -> dict[str, bytes]:
    def split(opcode: int, *pieces: bytes) -> bytes:
        heads = [opcode] + [CONTINUATION] * (len(pieces) - 1)
        whole = enumerate(zip(heads, pieces, strict=True), 1)
        return b"".join(frame(head, piece, key, fin=i == len(pieces)) for i, (head, piece) in whole)

    return {
        "good-close-1001": close_frame(1001, key, "going away"),
        "good-close-4999": close_frame(4999, key),
        "good-close-without-code": close_frame(None, key),
        "good-split-character": split(TEXT, b"\xf0\x9f", b"\x98", b"\x80"),
        "good-empty-fragments": split(BINARY, b"", b"", b""),
        "good-ping-inside-a-message": frame(TEXT, b"a", key, fin=False)
        + frame(PING, b"p" * 125, key)
        + frame(CONTINUATION, b"b", key),
    }
