"""The given, typed: rows of records, or what lives on the heap; and the digest by which records are compared."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from impls.contract import Json

__all__ = ["BASE_MS", "Heap", "Record", "Records", "digest", "pack", "torn", "unpack"]

BASE_MS = 1_606_292_218_000
_ROW = struct.Struct("<IHBB")
_BITS = struct.Struct("<d")
_PRICE, _TIME, _READY = 1, 2, 4
Record: TypeAlias = "tuple[float | None, str | None, bool]"  # price; Unix milliseconds as text; the book is ready


class Heap(NamedTuple):
    """What a collector's case needs."""

    live: int  # containers that stay
    pairs: int  # pairs of containers that become garbage, in one round
    rounds: int


class Records(NamedTuple):
    """Packed rows."""

    rows: bytes

    def __len__(self) -> int:
        return len(self.rows) // _ROW.size

    def unpacked(self) -> Iterator[Record]:
        """Each record, its price and its text made anew."""
        for hundredths, low, high, flags in _ROW.iter_unpack(self.rows):
            yield (
                hundredths / 100.0 if flags & _PRICE else None,
                str(BASE_MS + low + (high << 16)) if flags & _TIME else None,
                flags & _READY != 0,
            )


def pack(rows: bytes) -> bytes:
    """A count before the rows."""
    return struct.pack("<I", len(rows) // _ROW.size) + rows


def unpack(blob: bytes) -> Records:
    """The rows of `pack`. Raises ValueError where count and length do not match."""
    if len(blob) < 4 or len(blob) != 4 + _ROW.size * int.from_bytes(blob[:4], "little"):
        raise ValueError(f"a given of records should have a count and 8 bytes each, it has {len(blob)} bytes")
    return Records(blob[4:])


def digest(records: Iterable[Record]) -> Json:
    """A number that depends on every field of every record, in their order, and how many there are.

    ``d = 31 d + bits of the price + 7 time + ready`` modulo 2**64, where what is missing counts as 1.
    """
    found, count = 0, 0
    for price, time, ready in records:
        bits = 1 if price is None else int.from_bytes(_BITS.pack(price), "little")
        found = (31 * found + bits + 7 * (1 if time is None else int(time)) + ready) % 2**64
        count += 1
    return {"records": count, "digest": str(found)}


def torn(price: float | None, time: str | None) -> bool:
    """Whether price and time are of different records, where every time follows from its price."""
    if price is None or time is None:
        return (price is None) != (time is None)
    return round(price * 100) & 0xFFFFFF != int(time) - BASE_MS
