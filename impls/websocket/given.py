"""The given of parse_frames as bytes, for every runtime alike; README.md has the layout."""

from __future__ import annotations

import struct
from typing import NamedTuple

__all__ = ["Chunks", "pack", "unpack"]

_MAGIC = b"TWS1"


class Chunks(NamedTuple):
    """What was received as ``role``; ``messages``: how many the chunks hold; ``probes``: streams to try, by name."""

    role: str
    messages: int
    chunks: list[bytes]
    probes: dict[str, bytes]


def pack(given: Chunks) -> bytes:
    """Lay it out as a file; the role is a parameter of the case."""
    parts = [_MAGIC, struct.pack("<II", given.messages, len(given.chunks))]
    parts += [struct.pack(f"<{len(given.chunks)}I", *map(len, given.chunks)), *given.chunks]
    parts.append(struct.pack("<I", len(given.probes)))
    for name, stream in given.probes.items():
        parts += [struct.pack("<B", len(name)), name.encode("ascii"), struct.pack("<I", len(stream)), stream]
    return b"".join(parts)


def unpack(blob: bytes, role: str) -> Chunks:
    """Read the file; raises ValueError where it is cut or of another kind."""
    try:
        magic, messages, count = struct.unpack_from("<4sII", blob)
        if magic != _MAGIC:
            raise ValueError(f"given of parse_frames should begin with {_MAGIC!r}, began with {magic!r}")
        lengths = struct.unpack_from(f"<{count}I", blob, 12)
        chunks, at = [], 12 + 4 * count
        for length in lengths:
            chunks.append(blob[at : at + length])
            at += length
        probes, at = _probes(blob, at)
    except (struct.error, IndexError) as error:
        raise ValueError(f"given of parse_frames is cut: {error}") from None
    if at != len(blob):
        raise ValueError(f"given of parse_frames should have {at} bytes, had {len(blob)}")
    return Chunks(role, messages, chunks, probes)


def _probes(blob: bytes, at: int) -> tuple[dict[str, bytes], int]:
    (count,) = struct.unpack_from("<I", blob, at)
    at += 4
    probes = {}
    for _ in range(count):
        begin = at + 1 + blob[at]
        (length,) = struct.unpack_from("<I", blob, begin)
        probes[blob[at + 1 : begin].decode("ascii")] = blob[begin + 4 : begin + 4 + length]
        at = begin + 4 + length
    return probes, at
