"""Latencies of single operations: kept raw while timed, binned to three significant digits afterwards.

Recording is one store into an array that is already there; a histogram's ``record_value`` costs a microsecond in
Python. Buckets are those of the hdrhistogram crate with bounds (1, 2**42): 2048 of width 1, then 1024 for each
doubling, each named by its lowest value.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Any

__all__ = ["Log", "histogram"]

DIGITS = 3
_SUB_BITS = 11  # 2048 = 2 * 10**3, up to a power of two
_LAST = (1 << 43) - 1  # what the crate's last bucket for 2**42 ends at
_CHUNK = 1 << 16


class Log:
    """Nanoseconds in the order they were seen, 8 bytes each, in memory that was touched before they were."""

    def __init__(self, expected: float) -> None:
        self.values = array("q", bytes(8 * int(min(max(expected, 1), _CHUNK))))
        self.used = 0

    def make_room(self) -> None:
        """Let one more value fit. Untimed."""
        if self.used == len(self.values):
            self.values.extend(array("q", bytes(8 * _CHUNK)))

    def add(self, value_ns: int) -> None:
        """Keep one value, for which there is room."""
        self.values[self.used] = value_ns
        self.used += 1

    def between(self, start: int, end: int) -> array[int]:
        """The values from the ``start``-th to before the ``end``-th."""
        return self.values[start:end]


def histogram(values: Iterable[int], batch: int = 1) -> dict[str, Any]:
    """The sparse histogram of values in ns, as the protocol sends it.

    ``batch`` above 1: the values are totals of so many operations, what is sent are means, whole where they are whole.
    """
    exact = Counter(values)
    bins: Counter[int] = Counter()
    for value, count in exact.items():
        bins[_lowest(value)] += count
    return {
        "digits": DIGITS,
        "count": exact.total(),
        "min": _mean(min(exact, default=0), batch),
        "max": _mean(max(exact, default=0), batch),
        **({"batch": batch} if batch > 1 else {}),
        "counts": [[_mean(lowest, batch), bins[lowest]] for lowest in sorted(bins)],
    }


def _lowest(value: int) -> int:
    """The lowest value of the bucket that a value falls into."""
    value = min(value, _LAST)
    shift = value.bit_length() - _SUB_BITS
    return value >> shift << shift if shift > 0 else value


def _mean(total: int, batch: int) -> int | float:
    return total / batch if total % batch else total // batch
