"""Plain Python with a class that has slots; between threads a lock guards all three fields."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock

from impls.share_price.given import Record, Records
from impls.share_price.holder import Fill, Holding, Read, Size, Update
from impls.share_price.layout import owned
from impls.share_price.sharing import Shared

LANE = {
    "kind": "own",
    "label": "class with __slots__",
    "operations": ["record_size", "fill", "update", "read", "shared"],
}


class SharePrice:
    """The record."""

    __slots__ = ("price", "ready", "time")

    def __init__(self, price: float | None, time: str | None, ready: bool) -> None:  # noqa: FBT001 - a field
        self.price = price
        self.time = time
        self.ready = ready


_SHARED = SharePrice(None, None, False)  # noqa: FBT003
_LOCK = Lock()


def record_size(given: Records) -> Size:
    """The object, its float and its text."""
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


def shared(given: Records) -> Shared:
    """Stores and reads under a lock."""
    return Shared(given, _write_locked, _look_locked)


def _plain(found: SharePrice) -> Record:
    return found.price, found.time, found.ready


def _size(found: SharePrice) -> int:
    return sys.getsizeof(found) + owned(found.price, found.time)


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


def _write_locked(updates: Sequence[Record]) -> None:
    record, lock = _SHARED, _LOCK
    for price, time, ready in updates:
        with lock:
            record.price = price
            record.time = time
            record.ready = ready


def _look_locked() -> Record:
    with _LOCK:
        return _SHARED.price, _SHARED.time, _SHARED.ready


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
