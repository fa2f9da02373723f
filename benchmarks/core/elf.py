"""How large a program is: the file, and what of it is ever loaded, without symbols and what debuggers read."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import NamedTuple

__all__ = ["Size", "size"]

_SYMBOLS, _NO_BITS, _ALLOCATED = 2, 8, 0x2


class Size(NamedTuple):
    """Bytes of a program's file. ``loaded_bytes`` and ``stripped`` are None where it is no ELF file of 64 bits."""

    bytes: int
    loaded_bytes: int | None
    stripped: bool | None


def size(path: Path) -> Size:
    """Read the section headers (System V ABI, chapter 4). Raises OSError where the file cannot be read."""
    blob = path.read_bytes()
    if blob[:6] != b"\x7fELF\x02\x01":
        return Size(len(blob), None, None)
    (at,) = struct.unpack_from("<Q", blob, 0x28)
    each, count = struct.unpack_from("<HH", blob, 0x3A)
    try:
        heads = [struct.unpack_from("<IIQQQQ", blob, at + i * each) for i in range(count)]
    except struct.error:
        return Size(len(blob), None, None)
    loaded = sum(length for _, kind, flags, _, _, length in heads if flags & _ALLOCATED and kind != _NO_BITS)
    return Size(len(blob), loaded, all(kind != _SYMBOLS for _, kind, *_ in heads))
