"""What a whole program gains where a part of it becomes faster, with intervals of both the part and the gain.

Amdahl (1967): of a program whose part p of the time becomes s times faster, the whole becomes 1 / ((1 - p) + p / s)
times faster, and never more than 1 / (1 - p).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.core.model import Interval

__all__ = ["bound", "together", "whole", "wilson"]

_Z = 1.959963984540054  # two-sided 95 % of the normal distribution


def wilson(count: float, samples: float) -> Interval:
    """The share ``count / samples`` with its 95 % score interval (Wilson 1927), which holds for few samples too.

    Samples count as independent; ``samples`` may be an effective number, and must be above 0.
    """
    p, z2 = min(1.0, count / samples), _Z * _Z
    middle = (p + z2 / (2 * samples)) / (1 + z2 / samples)
    half = _Z / (1 + z2 / samples) * math.sqrt(p * (1 - p) / samples + z2 / (4 * samples * samples))
    return Interval(max(0.0, min(middle - half, p)), p, min(1.0, max(middle + half, p)))


def whole(share: Interval, gain: Interval) -> Interval:
    """How many times faster the program is whose ``share`` becomes ``gain`` times faster; see `together`."""
    return together([(share, gain)])


def together(parts: Sequence[tuple[Interval, Interval]]) -> Interval:
    """The same of several parts at once, each a share and its gain.

    The time that is left is T = 1 - sum p (1 - 1/s), and its interval is recovered from those of all p and s: each is
    moved to its ends by itself, and the distances are added as squares (MOVER: Zou and Donner 2008). Shares of one
    profile go against each other, which is left out: the interval is rather too wide.
    """
    left = _left([(p.value, s.value) for p, s in parts])
    below = above = 0.0
    for i, (share, gain) in enumerate(parts):
        others = [(p.value, s.value) for j, (p, s) in enumerate(parts) if j != i]
        for ends in (
            [(share.low, gain.value), (share.high, gain.value)],
            [(share.value, gain.low), (share.value, gain.high)],
        ):
            moved = [_left([*others, end]) for end in ends]
            below += max(0.0, left - min(moved)) ** 2
            above += max(0.0, max(moved) - left) ** 2
    least = min(left, 1 - math.fsum(p.high for p, _ in parts))  # what is left if all parts took no time at all
    slow, fast = left + math.sqrt(above), max(left - math.sqrt(below), least)
    return Interval(1 / max(slow, _SMALLEST), 1 / max(left, _SMALLEST), 1 / max(fast, _SMALLEST))


def bound(share: Interval) -> Interval:
    """What the whole cannot gain more than, however fast the part becomes."""
    low, value, high = (1 / max(1 - p, _SMALLEST) for p in (share.low, share.value, share.high))
    return Interval(low, value, high)


_SMALLEST = 1e-9  # of the time that is left: a program that does nothing else has no bound that can be printed


def _left(parts: Sequence[tuple[float, float]]) -> float:
    return 1 - math.fsum(p * (1 - 1 / s) for p, s in parts)
