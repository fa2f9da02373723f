"""From settings to what a frame is computed with, and how that moves when settings change.

Six coefficients ramp in a straight line; what cannot ramp, the routing, cross-fades. Both take
``round(0.010 * rate)`` frames, frame ``k`` of them (from 1) standing at ``k / frames`` of the way. Settings are taken
up at the start of a block. A ramp that is under way starts anew from where it is, all coefficients together: the
present and the wanted feedbacks both add up to less than 1, so whatever lies between does. A routing that is asked for
during a cross-fade waits for the first block after it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from impls.stereo_delay.settings import OFF, Settings

__all__ = [
    "GLIDE_S",
    "LEAST",
    "LOUDEST",
    "TINY",
    "Coefficients",
    "Motion",
    "Routing",
    "coefficients",
    "frames_of",
    "routing",
]

GLIDE_S = 0.010
TINY = 1e-18  # smaller samples are 0: their squares would be denormal, and those are slow
LOUDEST = 1e30  # a sample of this size or more is taken as infinite: sums of it could be
LEAST = 1e-9  # smaller coefficients are 0, for the same reason


class Coefficients(NamedTuple):
    """The factors of one frame: all that ramps."""

    feedback: float
    cross: float
    wet: float
    dry: float
    gain: float  # 10^(drive/20), what the shape's argument is multiplied by
    smooth: float  # of s += smooth (v - s); 1 is no filter


class Routing(NamedTuple):
    """Which lines feed which, and what is shaped: all that cross-fades. Delays in frames."""

    left: int
    right: int
    ping_pong: bool
    shape: str
    output: bool


def frames_of(seconds: float, rate: int) -> int:
    """The nearest whole number of frames, halves up."""
    return math.floor(seconds * rate + 0.5)


def coefficients(settings: Settings, rate: int) -> Coefficients:
    """What the settings ramp towards."""
    smooth = 1.0 if settings.low_pass == OFF else 1.0 - math.exp(-2.0 * math.pi * settings.low_pass / rate)
    factors = (settings.feedback, settings.cross_feedback, settings.wet, settings.dry)
    feedback, cross, wet, dry = (value if value >= LEAST else 0.0 for value in factors)
    return Coefficients(feedback, cross, wet, dry, 10.0 ** (settings.drive / 20.0), smooth)


def routing(settings: Settings, rate: int) -> Routing:
    """What the settings cross-fade to."""
    return Routing(
        frames_of(settings.delay_left, rate),
        frames_of(settings.delay_right, rate),
        settings.ping_pong,
        settings.distortion,
        settings.distortion_place == "output",
    )


class Motion:
    """Where coefficients and routing stand between two settings."""

    def __init__(self, settings: Settings, rate: int) -> None:
        self.rate = rate
        self.frames = frames_of(GLIDE_S, rate)
        self.now = self.start = self.target = coefficients(settings, rate)
        self.routing = self.wanted = routing(settings, rate)
        self.next: Routing | None = None  # what is being faded to
        self.ramped = self.faded = self.frames

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return self.ramped >= self.frames and self.next is None

    def ask(self, settings: Settings) -> None:
        """Move to these settings, from the start of the next block."""
        target = coefficients(settings, self.rate)
        if target != self.target:
            self.start, self.target, self.ramped = self.now, target, 0
        self.wanted = routing(settings, self.rate)

    def begin_block(self) -> bool:
        """Take up a routing that waits; whether a cross-fade begins with this block."""
        if self.next is None and self.wanted != self.routing:
            self.next, self.faded = self.wanted, 0
            return True
        return False

    def moving(self, most: int) -> int:
        """For how many of the next ``most`` frames something moves, before what moves changes."""
        ramp, fade = self.frames - self.ramped, self.frames - self.faded
        left = [n for n in (ramp, fade if self.next else 0) if n > 0]
        return min([most, *left]) if left else 0

    def advance(self) -> Coefficients:
        """The coefficients of the next frame, of a ramp that is under way or over."""
        if self.ramped < self.frames:
            self.ramped += 1
            if self.ramped == self.frames:
                self.now = self.target
            else:
                way = self.ramped / self.frames
                self.now = Coefficients(*(a + (b - a) * way for a, b in zip(self.start, self.target, strict=True)))
        return self.now

    def fade(self) -> float:
        """How far the next frame stands between the routings, 1 with the last frame of the cross-fade."""
        self.faded += 1
        return self.faded / self.frames

    def end_fade(self) -> bool:
        """Whether the cross-fade is over; then the new routing is the present one."""
        if self.next is None or self.faded < self.frames:
            return False
        self.routing, self.next = self.next, None
        return True
