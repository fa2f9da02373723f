"""The processor in numbers that know how wrong a float32 lane may be: the bound where errors grow on their way.

A `Near` is a float64 and what a lane's float32 may at most be away from it. Every operation adds its own rounding
(2^-24 of the result, twice that for a product, whose factor is rounded too) to what its operands bring: running error
analysis (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.3). A shape multiplies an error
by at most its steepest slope in reach of the argument. `Walk` runs unchanged over such numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from impls.stereo_delay.motion import TINY, coefficients
from impls.stereo_delay.settings import Settings
from impls.stereo_delay.walk import Walk, cubic, hard

__all__ = ["FLAT", "SLACK", "TANH", "Near", "bound", "calm"]

FLAT = 2e-6  # of the larger of 1 and the peak: how far lanes may be apart where errors do not grow
TANH = 4e-7  # how far a lane's tanh may be off, absolute; tested over float32
SLACK = 2.0  # two lanes, each with its own order of operations
_ROUND = 2.0**-24


class Near:
    """A value and the most that a lane may be away from it."""

    __slots__ = ("error", "value")

    def __init__(self, value: float, error: float = 0.0) -> None:
        self.value, self.error = value, error

    def __add__(self, other: Near | float) -> Near:
        if not isinstance(other, Near):
            other = Near(other)
        value = self.value + other.value
        return Near(value, self.error + other.error + _ROUND * abs(value) + TINY)

    __radd__ = __add__

    def __sub__(self, other: Near | float) -> Near:
        if not isinstance(other, Near):
            other = Near(other)
        value = self.value - other.value
        return Near(value, self.error + other.error + _ROUND * abs(value))

    def __mul__(self, factor: float) -> Near:
        value = self.value * factor
        return Near(value, self.error * abs(factor) + 4 * _ROUND * abs(value))

    __rmul__ = __mul__


def _shape(function: Callable[[float], float], slope: Callable[[float], float], own: float) -> Callable[[Near], Near]:
    """``slope`` falls with the size of its argument, so that it is steepest at the reachable point nearest to 0."""

    def shaped(driven: Near) -> Near:
        nearest = max(abs(driven.value) - driven.error, 0.0)
        value = function(driven.value)
        return Near(value, min(driven.error * slope(nearest), 2.0) + own + _ROUND * abs(value))

    return shaped


_SHAPES: dict[str, Any] = {
    "soft": _shape(math.tanh, lambda u: 1.0 - math.tanh(u) ** 2, TANH),
    "hard": _shape(hard, lambda u: 1.0 if u <= 1 else 0.0, 0.0),
    "cubic": _shape(cubic, lambda u: 1.5 * (1.0 - u * u) if u <= 1 else 0.0, 4 * _ROUND),
}


def calm(*settings: Settings) -> bool:
    """Whether errors do not grow: the loop's gain, with the shape's slope where it is in the loop, is at most 1.

    At the output there is no loop, but a slope above 1 still makes an error larger. Between several settings every
    gain may meet every slope: they ramp, and shapes cross-fade.
    """
    found = [coefficients(s, 48_000) for s in settings]
    gain = max(c.gain for c in found)
    slopes = {"none": 1.0, "cubic": 1.5 * gain}
    shaped = {(s.distortion_place, slopes.get(s.distortion, gain)) for s in settings if s.distortion != "none"}
    looped = max((slope for place, slope in shaped if place == "loop"), default=1.0)
    output = max((slope for place, slope in shaped if place == "output"), default=1.0)
    loop = max(c.feedback + c.cross for c in found)
    return loop * max(looped, 1.0) <= 1 and looped <= 1.5 and output <= 1


def bound(settings: Settings, rate: int, blocks: Iterable[tuple[Settings | None, Any]]) -> float:
    """The most that an output sample of two lanes may differ. ``blocks``: settings asked before, (2, frames) floats."""
    walk = Walk(settings, rate, lambda frames: [_ZERO] * frames, _SHAPES)
    walk._clean = lambda block: block  # type: ignore[method-assign]  # noqa: SLF001 - the caller has cleaned them
    worst = 0.0
    for asked, block in blocks:
        if asked is not None:
            walk.set(asked)
        frames = len(block[0])
        out: list[list[Any]] = [[_ZERO] * frames, [_ZERO] * frames]
        walk.process([[Near(float(x)) for x in channel] for channel in block], out, frames)
        worst = max([worst, *(y.error for channel in out for y in channel)])
    return SLACK * worst


_ZERO = Near(0.0)
