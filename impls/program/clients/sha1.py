"""SHA-1 of a short text (FIPS 180-4, 6.1.2), for the proof in the WebSocket handshake: two blocks, once a connection.

hashlib would load OpenSSL for it: 4 MB and 3 ms of a program that is measured by its start.
"""

from __future__ import annotations

__all__ = ["sha1"]

_WORD = 0xFFFFFFFF
_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)


def sha1(data: bytes) -> bytes:
    """The digest, 20 bytes."""
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    state: tuple[int, ...] = _START
    for at in range(0, len(padded), 64):
        state = _block(state, padded[at : at + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _block(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = [int.from_bytes(block[i : i + 4], "big") for i in range(0, 64, 4)]
    for i in range(16, 80):
        words.append(_turned(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1))
    a, b, c, d, e = state
    for i, word in enumerate(words):
        if i < 20:
            mixed, constant = b & c | ~b & d, 0x5A827999
        elif i < 40:
            mixed, constant = b ^ c ^ d, 0x6ED9EBA1
        elif i < 60:
            mixed, constant = b & c | b & d | c & d, 0x8F1BBCDC
        else:
            mixed, constant = b ^ c ^ d, 0xCA62C1D6
        a, b, c, d, e = (_turned(a, 5) + mixed + e + constant + word) & _WORD, a, _turned(b, 30), c, d
    return tuple((old + new) & _WORD for old, new in zip(state, (a, b, c, d, e), strict=True))


def _turned(word: int, by: int) -> int:
    return (word << by | word >> (32 - by)) & _WORD
