"""The Rust record as a class of the extension: the fields stay Rust's, each access is a call."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from impls._native import share_price
from impls.share_price.given import Record, Records
from impls.share_price.holder import Fill, Holding, Read, Size, Update

LANE = {
    "kind": "own",
    "label": "Rust struct, from Python",
    "operations": ["record_size", "fill", "update", "read"],
    "needs": ["module:impls._native"],
}

_SHARED = share_price.SharePrice(None, None, False)  # noqa: FBT003


def record_size(given: Records) -> Size:
    """The object with the struct in it, and the text on Rust's heap."""
    return Size(given, lambda record: share_price.SharePrice(*record), _size, _plain)


def fill(given: Records) -> Fill:
    """A list of objects."""
    return Fill(given, _HOLDING)


def update(given: Records) -> Update:
    """One call an update."""
    return Update(given, _write, lambda: _plain(_SHARED))


def read(given: Records) -> Read:
    """Three attributes a record."""
    return Read(given, _HOLDING, _seen)


def _plain(found: share_price.SharePrice) -> Record:
    return found.price, found.time, found.ready


def _size(found: share_price.SharePrice) -> int:
    return sys.getsizeof(found) + found.text_bytes


def _filled(given: Records) -> list[share_price.SharePrice]:
    return [share_price.SharePrice(price, time, ready) for price, time, ready in given.unpacked()]


def _records(held: Iterable[share_price.SharePrice]) -> Iterator[Record]:
    return map(_plain, held)


def _total(held: list[share_price.SharePrice]) -> int:
    return sys.getsizeof(held) + sum(map(_size, held))


def _write(updates: Sequence[Record]) -> None:
    write = _SHARED.write
    for price, time, ready in updates:
        write(price, time, ready)


def _seen(held: list[share_price.SharePrice]) -> tuple[int, float, int]:
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
