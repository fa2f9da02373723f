"""A dataclass as it is usually written: no slots, its fields in a dict that CPython makes only when it is asked for.

Asking for it would make it, so the size is what the heap is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from impls.share_price.given import Record, Records
from impls.share_price.holder import Fill, Holding, Read, Size, Update
from impls.share_price.layout import owned, traced

LANE = {"kind": "own", "label": "dataclass", "operations": ["record_size", "fill", "update", "read"]}


@dataclass
class SharePrice:
    """The record."""

    price: float | None = None
    time: str | None = None
    ready: bool = False


_SHARED = SharePrice()


def record_size(given: Records) -> Size:
    """The object with its fields, its float and its text."""
    return Size(given, lambda record: SharePrice(*record), _size, _plain)


def fill(given: Records) -> Fill:
    """A list of objects."""
    return Fill(given, _HOLDING)


def update(given: Records) -> Update:
    """Three stores into one object."""
    return Update(given, _write, lambda: _plain(_SHARED))


def read(given: Records) -> Read:
    """Three attributes a record."""
    return Read(given, _HOLDING, _seen)


def _plain(found: SharePrice) -> Record:
    return found.price, found.time, found.ready


def _size(found: SharePrice) -> int:
    return _empty_size() + owned(found.price, found.time)


@cache
def _empty_size() -> int:
    return traced(lambda: SharePrice(None, None, False))  # noqa: FBT003


def _filled(given: Records) -> list[SharePrice]:
    return [SharePrice(price, time, ready) for price, time, ready in given.unpacked()]


def _records(held: Iterable[SharePrice]) -> Iterator[Record]:
    return map(_plain, held)


def _total(held: list[SharePrice]) -> int:
    return sys.getsizeof(held) + sum(map(_size, held))


def _write(updates: Sequence[Record]) -> None:
    record = _SHARED
    for price, time, ready in updates:
        record.price = price
        record.time = time
        record.ready = ready


def _seen(held: list[SharePrice]) -> tuple[int, float, int]:
    ready = timed = 0
    highest = 0.0
    for record in held:
        if record.time is not None:
            timed += 1
        if record.ready:
            ready += 1
            price = record.price
            if price is not None and price > highest:
                highest = price
    return ready, highest, timed


_HOLDING = Holding(_filled, _records, _total)
