"""The given as bytes: a count, the lengths (u32, little-endian), then the messages one after another."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import accumulate, pairwise

__all__ = ["frame", "pack_request", "unframe", "unpack_request"]


def frame(messages: Sequence[bytes]) -> bytes:
    """Lay messages end to end behind their count and lengths.

    >>> frame([b"ab", b""]).hex()
    '0200000002000000000000006162'
    """
    return struct.pack(f"<{1 + len(messages)}I", len(messages), *map(len, messages)) + b"".join(messages)


def unframe(blob: bytes) -> list[bytes]:
    """The messages of `frame`. Raises ValueError where the lengths and the bytes do not match."""
    if len(blob) < 4:
        raise ValueError(f"a given should start with 4 bytes of count, it has {len(blob)}")
    (count,) = struct.unpack_from("<I", blob)
    start = 4 + 4 * count
    if len(blob) < start:
        raise ValueError(f"a given of {count} messages should have {start} bytes of lengths, it has {len(blob)}")
    ends = list(accumulate(struct.unpack_from(f"<{count}I", blob, 4), initial=start))
    if ends[-1] != len(blob):
        raise ValueError(f"a given should have {ends[-1]} bytes by its lengths, it has {len(blob)}")
    return [blob[a:b] for a, b in pairwise(ends)]


def pack_request(time: int, pair: str) -> bytes:
    """What a subscribe request is made of, as one message of a given: u64 little-endian seconds, then the pair."""
    return struct.pack("<Q", time) + pair.encode()


def unpack_request(message: bytes) -> tuple[int, str]:
    """The seconds and the pair of `pack_request`."""
    return int.from_bytes(message[:8], "little"), message[8:].decode()
