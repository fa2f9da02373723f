"""Figures in the cells of a document's tables: "500-800ms", "~0.1 µs", "**25x faster**", "<1 ms"."""

from __future__ import annotations

import re
from typing import NamedTuple

from reports.ledger_units import base_of

__all__ = ["Figure", "figure"]

_WORDS = {
    "µs": "us", "μs": "us", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "mins": "min", "minute": "min",
    "minutes": "min", "bytes": "B", "kB": "KB", "×": "x", "X": "x", "times": "x", "orders/sec": "orders/s",
    "msgs/s": "msg/s", "msg/sec": "msg/s", "msgs/sec": "msg/s", "messages/s": "msg/s", "messages/sec": "msg/s",
    "events/sec": "events/s", "updates/sec": "updates/s", "ops/s": "1/s", "ops/sec": "1/s", "req/s": "1/s",
    "/s": "1/s",
}  # fmt: skip
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNIT = r"[^\s\d.,;:()<>~-]*"
_CELL = re.compile(
    rf"(?P<about>~|≈|about|approx\.?|<=?|≤|under|below|up to|at most)?\s*"
    rf"(?P<low>{_NUMBER})\s*(?P<of_low>{_UNIT}?)\s*(?:(?:-|–|—|\bto\b)\s*~?(?P<high>{_NUMBER})\s*)?(?P<unit>{_UNIT})"
    r"(?:\s+(?![\s\-–—]|to\b).*)?",
    re.IGNORECASE,
)
_AT_MOST = {"<", "<=", "≤", "under", "below", "up to", "at most"}


class Figure(NamedTuple):
    """What a cell claims, in a unit of `reports.ledger_units`."""

    low: float
    high: float
    unit: str


def figure(cell: str) -> Figure | None:
    """The figure that a cell states; None where it states none that a ledger can hold.

    ``<1 ms`` claims 0 to 1. What has no upper end (``>1000/s``, ``10+``), two units or an unknown one is left to a
    person: its words stay.
    """
    found = _CELL.fullmatch(cell.strip().replace("\N{NON-BREAKING HYPHEN}", "-"))
    if found is None:
        return None
    unit = _unit(found["unit"])
    if unit is None or found["of_low"] not in ("", found["unit"]):
        return None
    low, high = (float(found[end].replace(",", "")) for end in ("low", "high" if found["high"] else "low"))
    if (found["about"] or "").lower() in _AT_MOST:
        return Figure(0.0, high, unit)
    return Figure(low, high, unit) if high >= low else None


def _unit(text: str) -> str | None:
    known = _WORDS.get(text, text)
    return known if base_of(known) is not None and known != "bool" else None
