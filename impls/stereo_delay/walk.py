"""The processor, frame by frame: over plain lists of floats, or over NumPy arrays by index.

Order of operations of one frame (each lane has this one, or states where it departs): fed-back sums, low-pass, input
added, shape, both lines written; then ``dry * x + wet * d``, and its shape where the shape is at the output.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from impls.stereo_delay.core import Core, line_frames
from impls.stereo_delay.motion import LOUDEST, Coefficients, Routing
from impls.stereo_delay.settings import Settings

__all__ = ["SHAPES", "Shape", "Walk", "cubic", "hard"]

Shape = Callable[[Any], Any]


def hard(driven: float) -> float:
    """Clipped to -1..1."""
    return -1.0 if driven < -1.0 else min(driven, 1.0)


def cubic(driven: float) -> float:
    """Clipped, then rounded off: 1.5 y - 0.5 y^3."""
    y = hard(driven)
    return 1.5 * y - 0.5 * y * y * y


SHAPES: dict[str, Shape] = {"soft": math.tanh, "hard": hard, "cubic": cubic}


class Walk(Core):
    """``line(frames)`` makes a delay line; ``shapes`` are the functions of a driven sample."""

    def __init__(
        self,
        settings: Settings,
        rate: int,
        line: Callable[[int], Any] = lambda frames: [0.0] * frames,
        shapes: Mapping[str, Shape] = SHAPES,
    ) -> None:
        super().__init__(settings, rate)
        self._line, self._shapes = line, shapes
        self._size = line_frames(rate)
        self._clear()

    def _clear(self) -> None:
        self._left, self._right = self._line(self._size), self._line(self._size)
        self._at = 0
        self._low = self._next_low = (0.0, 0.0)

    def _clean(self, block: Any) -> Any:
        left, right = block
        if _sound(left) and _sound(right):
            return block
        self.silenced += sum(not abs(x) < LOUDEST for channel in block for x in channel)
        return [[x if abs(x) < LOUDEST else 0.0 for x in channel] for channel in block]

    def _begin_fade(self) -> None:
        self._next_low = self._low

    def _end_fade(self) -> None:
        self._low = self._next_low

    def _move(self, block: Any, out: Any, at: int, frames: int) -> None:
        motion, left, right, size = self.motion, self._left, self._right, self._size
        for i in range(at, at + frames):
            c = motion.advance()
            x = block[0][i], block[1][i]
            into_left, into_right, y_left, y_right, self._low = self._frame(c, motion.routing, x, self._low)
            if motion.next:
                way = motion.fade()
                found = self._frame(c, motion.next, x, self._next_low)
                into_left += (found[0] - into_left) * way
                into_right += (found[1] - into_right) * way
                y_left += (found[2] - y_left) * way
                y_right += (found[3] - y_right) * way
                self._next_low = found[4]
            left[self._at], right[self._at] = into_left, into_right
            out[0][i], out[1][i] = y_left, y_right
            self._at = (self._at + 1) % size

    def _frame(
        self, c: Coefficients, routing: Routing, x: tuple[float, float], low: tuple[float, float]
    ) -> tuple[float, float, float, float, tuple[float, float]]:
        """What goes into the lines, what comes out, and the low-pass's state after it."""
        (x_left, x_right), (s_left, s_right) = x, low
        d_left = self._left[(self._at - routing.left) % self._size]
        d_right = self._right[(self._at - routing.right) % self._size]
        if routing.ping_pong:
            v_left, v_right = c.feedback * d_right, c.feedback * d_left
            in_left, in_right = (x_left + x_right) * 0.5, 0.0
        else:
            v_left, v_right = c.feedback * d_left + c.cross * d_right, c.feedback * d_right + c.cross * d_left
            in_left, in_right = x_left, x_right
        if c.smooth == 1.0:
            s_left, s_right = v_left, v_right
        else:
            s_left, s_right = s_left + c.smooth * (v_left - s_left), s_right + c.smooth * (v_right - s_right)
        into_left, into_right = in_left + s_left, in_right + s_right
        y_left, y_right = c.dry * x_left + c.wet * d_left, c.dry * x_right + c.wet * d_right
        shape = self._shapes.get(routing.shape)
        if shape and routing.output:
            y_left, y_right = shape(c.gain * y_left), shape(c.gain * y_right)
        elif shape:
            into_left, into_right = shape(c.gain * into_left), shape(c.gain * into_right)
        return into_left, into_right, y_left, y_right, (s_left, s_right)

    def _stay(self, block: Any, out: Any, at: int, frames: int) -> None:
        c, routing, size = self.motion.now, self.motion.routing, self._size
        feedback, cross, wet, dry, gain, smooth = c
        shape = self._shapes.get(routing.shape)
        looped = shape if not routing.output else None
        output = shape if routing.output else None
        left, right, ping_pong = self._left, self._right, routing.ping_pong
        w, s_left, s_right = self._at, *self._low
        (in_left, in_right), (out_left, out_right) = block, out
        for i in range(at, at + frames):
            x_left, x_right = in_left[i], in_right[i]
            d_left, d_right = left[w - routing.left], right[w - routing.right]
            if ping_pong:
                v_left, v_right = feedback * d_right, feedback * d_left
                u_left, u_right = (x_left + x_right) * 0.5, 0.0
            else:
                v_left, v_right = feedback * d_left + cross * d_right, feedback * d_right + cross * d_left
                u_left, u_right = x_left, x_right
            if smooth == 1.0:
                s_left, s_right = v_left, v_right
            else:
                s_left += smooth * (v_left - s_left)
                s_right += smooth * (v_right - s_right)
            u_left += s_left
            u_right += s_right
            if looped:
                u_left, u_right = looped(gain * u_left), looped(gain * u_right)
            left[w], right[w] = u_left, u_right
            y_left, y_right = dry * x_left + wet * d_left, dry * x_right + wet * d_right
            if output:
                y_left, y_right = output(gain * y_left), output(gain * y_right)
            out_left[i], out_right[i] = y_left, y_right
            w += 1
            if w == size:
                w = 0
        self._at, self._low = w, (s_left, s_right)


def _sound(channel: Any) -> bool:
    return all(map(math.isfinite, channel)) and max(channel, default=0) < LOUDEST and min(channel, default=0) > -LOUDEST
