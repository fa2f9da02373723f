"""When operations of an open loop are meant to start: the same times in every language, from a seed.

The gap before operation ``i`` is ``1e9 / rate`` ns (constant), or drawn from the exponential distribution of that mean
(poisson): ``-ln(u) * 1e9 / rate``, rounded half up, ``u = (x >> 11) + 0.5`` in units of 2**-53, ``x`` the next value of
splitmix64 (Steele, Lea, Flood 2014). impls/_kit/rust/src/arrivals.rs is its twin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

__all__ = ["constant", "poisson", "splitmix64"]

_MASK = (1 << 64) - 1
_UNIT = 1.0 / (1 << 53)


def constant(rate: float) -> Iterator[int]:
    """Start times in ns, one each ``1 / rate`` seconds, the first at 0; no error adds up."""
    mean_ns = 1e9 / rate
    index = 0
    while True:
        yield int(index * mean_ns + 0.5)
        index += 1


def poisson(rate: float, seed: int) -> Iterator[int]:
    """Start times in ns of a Poisson process of that rate."""
    mean_ns = 1e9 / rate
    at_ns = 0
    for drawn in splitmix64(seed):
        unit = ((drawn >> 11) + 0.5) * _UNIT
        at_ns += int(-math.log(unit) * mean_ns + 0.5)
        yield at_ns


def splitmix64(seed: int) -> Iterator[int]:
    """The generator's values after that seed."""
    state = seed & _MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        yield mixed ^ (mixed >> 31)
