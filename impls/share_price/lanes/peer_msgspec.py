"""A msgspec struct that the collector leaves alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from impls.share_price.given import Record, Records
from impls.share_price.holder import Fill, Holding, Read, Size, Update
from impls.share_price.layout import owned

LANE = {
    "kind": "peer",
    "label": "msgspec.Struct",
    "operations": ["record_size", "fill", "update", "read"],
    "needs": ["module:msgspec"],
}


class _SharePrice(msgspec.Struct, gc=False):
    price: float | None
    time: str | None
    ready: bool


_SHARED = _SharePrice(price=None, time=None, ready=False)


def record_size(given: Records) -> Size:
    """The struct, its float and its text."""
    return Size(given, lambda record: _SharePrice(*record), _size, _plain)


def fill(given: Records) -> Fill:
    """A list of structs."""
    return Fill(given, _HOLDING)


def update(given: Records) -> Update:
    """Three stores into one struct."""
    return Update(given, _write, lambda: _plain(_SHARED))


def read(given: Records) -> Read:
    """Three attributes a record."""
    return Read(given, _HOLDING, _seen)


def _plain(found: _SharePrice) -> Record:
    return found.price, found.time, found.ready


def _size(found: _SharePrice) -> int:
    return sys.getsizeof(found) + owned(found.price, found.time)


def _filled(given: Records) -> list[_SharePrice]:
    return [_SharePrice(price, time, ready) for price, time, ready in given.unpacked()]


def _records(held: Iterable[_SharePrice]) -> Iterator[Record]:
    return map(_plain, held)


def _total(held: list[_SharePrice]) -> int:
    return sys.getsizeof(held) + sum(map(_size, held))


def _write(updates: Sequence[Record]) -> None:
    record = _SHARED
    for price, time, ready in updates:
        record.price = price
        record.time = time
        record.ready = ready


def _seen(held: list[_SharePrice]) -> tuple[int, float, int]:
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
