"""A structured array of NumPy: 17 bytes a row, a time as a number, what is missing as NaN and -1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from impls.share_price.given import BASE_MS, Record, Records
from impls.share_price.holder import Fill, Holding, Read, Size, Update

LANE = {
    "kind": "peer",
    "label": "numpy structured array",
    "operations": ["record_size", "fill", "update", "read"],
    "needs": ["module:numpy"],
}

_ROW = np.dtype([("hundredths", "<u4"), ("low", "<u2"), ("high", "u1"), ("flags", "u1")])
_RECORD = np.dtype([("price", "<f8"), ("time", "<i8"), ("ready", "?")])
_SHARED = np.zeros(1, _RECORD)


def record_size(given: Records) -> Size:
    """One row."""
    return Size(given, lambda _: _filled(given), lambda found: int(found.nbytes), lambda found: next(_records(found)))


def fill(given: Records) -> Fill:
    """One array, column by column."""
    return Fill(given, _HOLDING)


def update(given: Records) -> Update:
    """Three stores into one row, the text turned into its number."""
    return Update(given, _write, lambda: next(_records(_SHARED)))


def read(given: Records) -> Read:
    """Whole columns at once."""
    return Read(given, _HOLDING, _seen)


def _filled(given: Records) -> np.ndarray[Any, Any]:
    rows = np.frombuffer(given.rows, _ROW)
    held = np.empty(len(rows), _RECORD)
    flags = rows["flags"]
    held["price"] = np.where(flags & 1, rows["hundredths"] / 100.0, np.nan)
    after = rows["low"].astype(np.int64) + (rows["high"].astype(np.int64) << 16)
    held["time"] = np.where(flags & 2, after + BASE_MS, -1)
    held["ready"] = flags & 4
    return held


def _records(held: np.ndarray[Any, Any]) -> Iterator[Record]:
    for price, time, ready in held.tolist():
        yield None if price != price else price, None if time < 0 else str(time), ready  # noqa: PLR0124 - a NaN


def _write(updates: Sequence[Record]) -> None:
    row = _SHARED[0]
    nan = float("nan")
    for price, time, ready in updates:
        row["price"] = nan if price is None else price
        row["time"] = -1 if time is None else int(time)
        row["ready"] = ready


def _seen(held: np.ndarray[Any, Any]) -> tuple[int, float, int]:
    ready = held["ready"]
    prices = held["price"][ready]
    highest = np.fmax.reduce(prices, initial=0.0)
    return int(np.count_nonzero(ready)), float(highest), int(np.count_nonzero(held["time"] >= 0))


_HOLDING = Holding(_filled, _records, lambda held: int(held.nbytes))
