"""Units of the documents, and how many of a metric's base unit (ns, B, 1/s, 1, count) one of each is.

The documents' MB and KB are read as decimal: they never say otherwise, and tools that print "MB" mostly mean it so.
"""

from __future__ import annotations

__all__ = ["base_of", "in_unit"]

_UNITS: dict[str, tuple[str, float]] = {
    "ns": ("ns", 1),
    "us": ("ns", 1e3),
    "ms": ("ns", 1e6),
    "s": ("ns", 1e9),
    "min": ("ns", 60e9),
    "B": ("B", 1),
    "KB": ("B", 1e3),
    "MB": ("B", 1e6),
    "GB": ("B", 1e9),
    "x": ("1", 1),
    "1": ("1", 1),
    "%": ("1", 0.01),
    "1/s": ("1/s", 1),
    "orders/s": ("1/s", 1),
    "msg/s": ("1/s", 1),
    "events/s": ("1/s", 1),
    "updates/s": ("1/s", 1),
    "count": ("count", 1),
    "allocations": ("count", 1),
    "bool": ("bool", 1),
}


def base_of(unit: str) -> str | None:
    """The base unit that a document's unit is a multiple of; None for a unit that nothing here measures."""
    return _UNITS[unit][0] if unit in _UNITS else None


def in_unit(value: float, unit: str) -> float:
    """A figure in its base unit, said in a document's ``unit``."""
    return value / _UNITS[unit][1]
