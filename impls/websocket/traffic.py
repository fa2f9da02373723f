"""Seeded streams of frames, and how a network would cut them.

All numbers come from ``random.Random(seed).getrandbits`` and integer arithmetic: a seed gives the same bytes anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from impls.exchange import market
from impls.websocket.frames import BINARY, CONTINUATION, PING, PONG, TEXT, close_frame, frame

__all__ = ["cut", "mixed", "payloads", "text_frames"]

_EDGES = (125, 126, 127, 65535, 65536)  # where the form of a length changes


def text_frames(texts: Sequence[bytes], role: str, seed: int) -> bytes:
    """Each text as one frame, as the peer of ``role`` sends it."""
    random = Random(seed)
    return b"".join(frame(TEXT, text, _key(random, role)) for text in texts)


def mixed(payloads: Sequence[tuple[int, bytes]], role: str, seed: int) -> bytes:
    """Each (opcode, payload), one in four in fragments, with control frames in between and a close at the end."""
    random = Random(seed)
    parts = []
    for opcode, payload in payloads:
        fragments = 1 + random.getrandbits(3) if random.getrandbits(2) == 0 else 1
        pieces = _split(random, payload, fragments)
        for i, piece in enumerate(pieces):
            parts.append(frame(CONTINUATION if i else opcode, piece, _key(random, role), fin=i == len(pieces) - 1))
            parts += _control(random, role)
    return b"".join([*parts, close_frame(1000, _key(random, role), "fin ✓")])


def payloads(n: int, seed: int) -> list[tuple[int, bytes]]:
    """``n`` times (opcode, payload) of 0 B to 64 KiB, text and binary."""
    random = Random(seed)
    pool = _pool(random)
    found = []
    for _ in range(n):
        text, size = random.getrandbits(1) == 1, _size(random)
        found.append((TEXT, _text(random, pool, size)) if text else (BINARY, random.randbytes(size)))
    return found


def cut(stream: bytes, seed: int) -> list[bytes]:
    """The stream in chunks of 1 B to 64 KiB, their sizes spread evenly over the powers of two."""
    random = Random(seed)
    chunks, at = [], 0
    while at < len(stream):
        power = random.getrandbits(4)
        size = (1 << power | random.getrandbits(16) & (1 << power) - 1) + 1
        chunks.append(stream[at : at + size])
        at += size
    return chunks


def _key(random: Random, role: str) -> bytes | None:
    return random.randbytes(4) if role == "server" else None


def _size(random: Random) -> int:
    """0 in one of 16, an edge in one of 16, else spread evenly over the powers of two up to 32 KiB."""
    kind = random.getrandbits(4)
    if kind == 0:
        return 0
    if kind == 1:
        return _EDGES[random.getrandbits(8) % len(_EDGES)]
    power = random.getrandbits(4)
    return 1 << power | random.getrandbits(16) & (1 << power) - 1


def _pool(random: Random) -> bytes:
    """200 kB of text with characters of one to four bytes, in stretches of one kind."""
    kinds = ((0x20, 0x5F), (0xA0, 0x6FF), (0x4E00, 0x4FFF), (0x1F300, 0xFF))
    parts = []
    for _ in range(8000):
        first, span = kinds[random.getrandbits(2)]
        parts.append("".join(chr(first + random.getrandbits(16) % span) for _ in range(1 + random.getrandbits(4))))
    return "".join(parts).encode()


def _text(random: Random, pool: bytes, size: int) -> bytes:
    """``size`` bytes of valid text: half the time from the pool, else a book_ticker's characters over and over."""
    if random.getrandbits(1):
        ticker = market.messages(1, random.getrandbits(16))[0]
        return (ticker * (size // len(ticker) + 1))[:size]
    begin = random.getrandbits(16)
    text = pool[begin : begin + size].decode(errors="ignore").encode()  # cuts at both ends drop a character's rest
    return text + b"." * (size - len(text))


def _split(random: Random, payload: bytes, fragments: int) -> list[bytes]:
    """Cut anywhere, inside of characters too; some pieces are empty."""
    at = sorted(random.getrandbits(20) % (len(payload) + 1) for _ in range(fragments - 1))
    return [payload[a:b] for a, b in zip([0, *at], [*at, len(payload)], strict=True)]


def _control(random: Random, role: str) -> Iterator[bytes]:
    """A ping or a pong of up to 125 bytes, one time in four."""
    if random.getrandbits(2) == 0:
        opcode = PING if random.getrandbits(1) else PONG
        yield frame(opcode, random.randbytes(random.getrandbits(10) % 126), _key(random, role))
