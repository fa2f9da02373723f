"""Where Python puts a record, and what every object of it carries."""

from __future__ import annotations

import ctypes
import gc
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

from impls.contract import Json, Series, values
from impls.share_price.given import Record, Records, digest

__all__ = ["Measured", "Placement", "header", "owned", "traced"]

MADE = 1000


def owned(*parts: object) -> int:
    """Bytes of the objects that a record holds alone; None, True and False are there once for all."""
    return sum(sys.getsizeof(part) for part in parts if part is not None and not isinstance(part, bool))


def traced(make: Callable[[], object]) -> int:
    """Bytes that are asked of the heap for one object, the mean of `MADE`: for what shows no size of its own."""
    kept: list[object] = [None] * MADE
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for i in range(MADE):
        kept[i] = make()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (after - before) // MADE


def header() -> dict[str, int]:
    """Bytes of a bare object's header, and of its two parts, read off its memory.

    The word that is the address of its class is the type; what stands before it is the reference count.
    """
    bare = object()
    word = ctypes.sizeof(ctypes.c_void_p)
    whole = sys.getsizeof(bare)
    words = list((ctypes.c_size_t * (whole // word)).from_address(id(bare)))
    return {"header": whole, "type": word, "refcount": word * words.index(id(object))}


class Measured:
    """The values of a record, beside a size that was read off one of their parts."""

    def __init__(self, given: Records, size: int) -> None:
        self._given, self._size = given, size

    def run(self) -> Record:
        """The record."""
        return next(self._given.unpacked())

    def render(self, found: Record) -> Json:
        """Its values."""
        return digest([found])

    def readings(self) -> list[Series]:
        """The size."""
        return [values("size", "B", [self._size])]


class Placement:
    """Makes a record many times and counts the blocks of the heap that one takes; ``holds``: all of it lies there."""

    def __init__(self, given: Records, make: Callable[[Record], Any]) -> None:
        self._given, self._make = given, make
        self._blocks = 0.0

    def run(self) -> Record:
        """Every record is kept until they are counted."""
        kept: list[Any] = [None] * MADE
        gc.collect()  # what others left behind would be given back while we count
        before = sys.getallocatedblocks()
        for i in range(MADE):
            kept[i] = self._make(next(self._given.unpacked()))
        self._blocks = (sys.getallocatedblocks() - before) / MADE
        return next(self._given.unpacked())

    def render(self, found: Record) -> Json:
        """Its values."""
        return digest([found])

    def readings(self) -> list[Series]:
        """Blocks of one record: the object that holds the values, the float, the text."""
        text = f"{self._blocks} blocks of the heap a record: what holds it, its float, its text"
        return [values("allocations", "count", [self._blocks]), values("holds", "bool", [self._blocks >= 3], text)]
