"""Streams that find the corners of a parser: sound frames, unsound ones, bytes of both changed, cut anywhere."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import strategies as st

from impls.websocket.frames import frame, masked

__all__ = ["cuts", "drawn", "streams"]

_OPCODES = st.sampled_from([0, 1, 1, 1, 2, 8, 9, 10, 3, 11])
_GOOD = [b"", b"a", b"hello" * 30, "κόσμε".encode(), "😀".encode(), b"x" * 126, b"\x03\xe8", b"\x0b\xb8ok"]
_HALF = [b"\xe2", b"\x82\xac", b"\xf0\x9f", b"\x98\x80", b"\xe0", b"\x80"]
_BAD = [b"\xed\xa0", b"\xc0", b"\xf4\x90", b"\xff", b"\x03\xe7"]
_PIECES = st.sampled_from([*_GOOD, *_HALF, *_BAD])
_TEXTS = st.one_of(
    st.lists(_PIECES, max_size=3).map(b"".join), st.binary(max_size=140), st.text(max_size=80).map(str.encode)
)
_KEYS = st.one_of(st.just(bytes(4)), st.binary(min_size=4, max_size=4))


@st.composite
def _frames(draw: st.DrawFn) -> bytes:
    opcode, payload, fin = draw(_OPCODES), draw(_TEXTS), draw(st.booleans())
    key = draw(st.one_of(st.none(), _KEYS))
    form = draw(st.sampled_from([0, 0, 0, 0, 126, 127]))
    if not form:
        return frame(opcode, payload, key, fin=fin)
    length = draw(st.sampled_from([len(payload), 0, 125, 126, 200, 65535, 65536, 1 << 26, (1 << 26) + 1, 1 << 63]))
    width = 2 if form == 126 else 8
    head = bytes([opcode | (0x80 if fin else 0), form | (0x80 if key else 0)])
    head += (length & (1 << 8 * width) - 1).to_bytes(width, "big")
    return head + (key + masked(payload, key) if key else payload)


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """A stream of frames, whole or cut, with some bytes changed; or plain garbage."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=300))
    stream = bytearray(b"".join(draw(st.lists(_frames(), min_size=1, max_size=5))))
    if draw(st.integers(0, 3)) == 0:
        stream = stream[: draw(st.integers(0, len(stream)))]
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2])) if stream else 0):
        stream[draw(st.integers(0, len(stream) - 1))] = draw(st.integers(0, 255))
    return bytes(stream)


def drawn(random: Random, role: str) -> bytes:
    """The same without hypothesis, for bulk: mostly sound, short in half of all draws, else up to some 100 kB."""
    if random.random() < 0.1:
        return random.randbytes(random.randrange(1, 400))
    stream = bytearray()
    open_message = False
    for _ in range(random.choice([1, 2, 3, 3, 4, 30])):
        opcode = 0 if open_message else random.choice([1, 1, 1, 2])
        fin = random.random() < 0.7
        if random.random() < 0.2:
            opcode, fin = random.choice([8, 9, 9, 10, 10]), True
        else:
            open_message = not fin
        payload = _drawn_payload(random, opcode)
        stream += frame(opcode, payload, random.randbytes(4) if role == "server" else None, fin=fin)
    for _ in range(random.choice([0, 0, 1, 2])):
        stream[random.randrange(len(stream))] = random.getrandbits(8)
    return bytes(stream)


def _drawn_payload(random: Random, opcode: int) -> bytes:
    if opcode == 8:
        return random.choice([b"", b"\x03\xe8", b"\x0f\xa0" + b"bye", b"\x03\xed", b"\x03"])
    text = b"".join(random.choices([*_GOOD[:6] * 8, *_HALF[:4]], k=random.randrange(4)))
    if opcode > 8:
        return text[:125]
    if random.random() < 0.0005:
        size = random.choice([30_000, 65_535, 65_536, 100_000])
        return ("κόσμε text " * 8000).encode()[:size] if opcode < 2 else random.randbytes(size)
    return text if opcode < 2 else random.randbytes(random.choice([0, 1, 125, 126, 300]))


def cuts(stream: bytes, at: list[int]) -> list[bytes]:
    """The stream cut at the given places."""
    places = [0, *sorted(min(max(place, 0), len(stream)) for place in at), len(stream)]
    return [stream[a:b] for a, b in pairwise(places)]
