"""The best Python known: columns of the ``array`` module for many records, one tuple in one name for one record.

A tuple takes the place of the one before in a single store, so no reader ever sees half of it, and no lock is needed.
The collector looks at nothing that was frozen.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Sequence

from impls.share_price.collector import Automatic, Bystander, Collect
from impls.share_price.given import Heap, Record, Records
from impls.share_price.holder import Fill, Holding, Read, Update
from impls.share_price.sharing import Shared

LANE = {
    "kind": "own",
    "label": "array columns, one tuple, gc.freeze",
    "operations": ["fill", "update", "read", "shared", "collect", "automatic", "bystander"],
}

_NAN = float("nan")


class Columns:
    """Prices with NaN, Unix milliseconds with -1 where there is none, and a byte a flag."""

    __slots__ = ("prices", "ready", "times")

    def __init__(self, given: Records) -> None:
        self.prices = array("d", bytes(8 * len(given)))
        self.times = array("q", bytes(8 * len(given)))
        self.ready = bytearray(len(given))
        prices, times, flags = self.prices, self.times, self.ready
        for i, (price, time, ready) in enumerate(given.unpacked()):
            prices[i] = _NAN if price is None else price
            times[i] = -1 if time is None else int(time)
            flags[i] = ready

    def records(self) -> Iterator[Record]:
        """As they were."""
        for price, time, ready in zip(self.prices, self.times, self.ready, strict=True):
            yield None if price != price else price, None if time < 0 else str(time), ready == 1  # noqa: PLR0124 - a NaN

    def size(self) -> int:
        """All bytes."""
        return sys.getsizeof(self) + sys.getsizeof(self.prices) + sys.getsizeof(self.times) + sys.getsizeof(self.ready)


class One:
    """The shared record: whoever reads takes the tuple that is there."""

    record: Record = (None, None, False)


def fill(given: Records) -> Fill:
    """Three columns."""
    return Fill(given, _HOLDING)


def update(given: Records) -> Update:
    """One store an update."""
    return Update(given, _write, lambda: One.record)


def read(given: Records) -> Read:
    """Column by column."""
    return Read(given, _HOLDING, _seen)


def shared(given: Records) -> Shared:
    """One store, one load."""
    return Shared(given, _write, lambda: One.record)


def collect(given: Heap) -> Collect:
    """What lives was frozen before."""
    return Collect(given, freeze=True)


def automatic(given: Heap) -> Automatic:
    """What lived before was frozen; what takes its place was not."""
    return Automatic(given, freeze=True)


def bystander(given: Heap) -> Bystander:
    """What lives was frozen before."""
    return Bystander(given, freeze=True)


def _write(updates: Sequence[Record]) -> None:
    for update_ in updates:
        One.record = update_


def _seen(held: Columns) -> tuple[int, float, int]:
    timed = len(held.times) - held.times.count(-1)
    ready = held.ready.count(1)
    highest = max((p for p, is_ready in zip(held.prices, held.ready, strict=True) if is_ready and p > 0), default=0.0)
    return ready, highest, timed


_HOLDING = Holding(Columns, Columns.records, Columns.size)
