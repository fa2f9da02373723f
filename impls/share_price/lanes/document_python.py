"""The document's Python: a dict with three keys, and the collector of CPython as it is.

Sharing it between threads takes nothing that the document shows: the interpreter's lock is all that guards it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from impls.contract import Stage
from impls.share_price.collector import Automatic, Bystander, Collect
from impls.share_price.given import Heap, Record, Records
from impls.share_price.holder import Fill, Holding, Read, Size, Update
from impls.share_price.layout import Measured, Placement, header, owned
from impls.share_price.sharing import Shared

LANE = {"kind": "document", "label": "dict"}

SHARE_PRICE: dict[str, Any] = {"gia_mua_gate": None, "time_gia_gate": None, "orderbook_ready": False}


def record_size(given: Records) -> Size:
    """A dict, its float and its text; the keys are shared by all."""
    return Size(given, _made, _size, _plain)


def field_size_main(given: Records, stage: Stage) -> Measured:
    """One value as an object; of a tag, the reference that is None or is not."""
    reference = sys.getsizeof((None,)) - sys.getsizeof(())
    price, time, ready = next(given.unpacked())
    sizes = {
        "price": sys.getsizeof(price),
        "time": sys.getsizeof(time),
        "ready": sys.getsizeof(ready),
        "price-tag": reference,
        "price-value": sys.getsizeof(price),
        "time-tag": reference,
        "time-body": sys.getsizeof(time),
    }
    return Measured(given, sizes[str(stage.params["of"])])


def header_size_main(given: Records, stage: Stage) -> Measured:
    """What every object carries, whatever it holds."""
    return Measured(given, header()[str(stage.params["of"])])


def placement(given: Records) -> Placement:
    """A dict, a float, a text: each takes a block of the heap."""
    return Placement(given, _made)


def fill(given: Records) -> Fill:
    """A list of dicts."""
    return Fill(given, _HOLDING)


def update(given: Records) -> Update:
    """Three stores into the module's dict."""
    return Update(given, _write, _look)


def read(given: Records) -> Read:
    """Three look-ups a record."""
    return Read(given, _HOLDING, _seen)


def shared(given: Records) -> Shared:
    """The module's dict, unguarded."""
    return Shared(given, _write, _look)


def collect(given: Heap) -> Collect:
    """``gc.collect()``, as the document calls it."""
    return Collect(given, freeze=False)


def automatic(given: Heap) -> Automatic:
    """The collector as it comes by itself."""
    return Automatic(given, freeze=False)


def bystander(given: Heap) -> Bystander:
    """Another thread while ``gc.collect()`` runs."""
    return Bystander(given, freeze=False)


def _made(record: Record) -> dict[str, Any]:
    price, time, ready = record
    return {"gia_mua_gate": price, "time_gia_gate": time, "orderbook_ready": ready}


def _plain(found: dict[str, Any]) -> Record:
    return found["gia_mua_gate"], found["time_gia_gate"], found["orderbook_ready"]


def _size(found: dict[str, Any]) -> int:
    return sys.getsizeof(found) + owned(found["gia_mua_gate"], found["time_gia_gate"])


def _filled(given: Records) -> list[dict[str, Any]]:
    return [
        {"gia_mua_gate": price, "time_gia_gate": time, "orderbook_ready": ready}
        for price, time, ready in given.unpacked()
    ]


def _records(held: Iterable[dict[str, Any]]) -> Iterator[Record]:
    return map(_plain, held)


def _total(held: list[dict[str, Any]]) -> int:
    return sys.getsizeof(held) + sum(map(_size, held))


def _write(updates: Sequence[Record]) -> None:
    for price, time, ready in updates:
        SHARE_PRICE["gia_mua_gate"] = price
        SHARE_PRICE["time_gia_gate"] = time
        SHARE_PRICE["orderbook_ready"] = ready


def _look() -> Record:
    return SHARE_PRICE["gia_mua_gate"], SHARE_PRICE["time_gia_gate"], SHARE_PRICE["orderbook_ready"]


def _seen(held: list[dict[str, Any]]) -> tuple[int, float, int]:
    ready = timed = 0
    highest = 0.0
    for record in held:
        if record["time_gia_gate"] is not None:
            timed += 1
        if record["orderbook_ready"]:
            ready += 1
            price = record["gia_mua_gate"]
            if price is not None and price > highest:
                highest = price
    return ready, highest, timed


_HOLDING = Holding(_filled, _records, _total)
