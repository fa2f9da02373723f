"""The processor as two loops over frames that numba compiles; compiled code is kept on disk."""

from __future__ import annotations

import math
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from impls.stereo_delay import settings
from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.motion import TINY, Routing

__all__ = ["Compiled"]

F = np.float32
Samples = NDArray[np.float32]
_tiny = F(TINY)
_NONE, _SOFT, _HARD, _CUBIC = range(4)


@numba.njit(cache=True, inline="always")
def _shaped(driven: Any, shape: int) -> Any:
    if shape == _SOFT:
        return F(math.tanh(driven))
    y = min(max(driven, F(-1)), F(1))
    return y if shape == _HARD else y * (F(1.5) - F(0.5) * y * y)


@numba.njit(cache=True, inline="always")
def _awake(sample: Any) -> Any:
    """The sample, or 0 where it is so small that its products could be denormal."""
    return sample if abs(sample) >= _tiny else F(0)


@numba.njit(cache=True, inline="always")
def _frame(lines: Any, at: int, x: Any, how: Any, low: Any) -> Any:
    """Into both lines, out of both, low-pass's states; `how`: coefficients, routing as numbers."""
    c, (left, right, ping_pong, shape, output) = how
    size = lines.shape[1]
    r_left, r_right = at - left, at - right
    d_left = lines[0, r_left + size if r_left < 0 else r_left]
    d_right = lines[1, r_right + size if r_right < 0 else r_right]
    if ping_pong:
        v_left, v_right = c[0] * d_right, c[0] * d_left
        in_left, in_right = (x[0] + x[1]) * F(0.5), F(0)
    else:
        v_left, v_right = c[0] * d_left + c[1] * d_right, c[0] * d_right + c[1] * d_left
        in_left, in_right = x
    if c[5] == F(1):
        s_left, s_right = v_left, v_right
    else:
        s_left, s_right = low[0] + c[5] * (v_left - low[0]), low[1] + c[5] * (v_right - low[1])
    u_left, u_right = in_left + s_left, in_right + s_right
    y_left, y_right = c[3] * x[0] + c[2] * d_left, c[3] * x[1] + c[2] * d_right
    if shape != _NONE and output:
        y_left, y_right = _shaped(c[4] * y_left, shape), _shaped(c[4] * y_right, shape)
    elif shape != _NONE:
        u_left, u_right = _shaped(c[4] * u_left, shape), _shaped(c[4] * u_right, shape)
    return u_left + _tiny, u_right + _tiny, y_left, y_right, (s_left, s_right)


@numba.njit(cache=True)
def _still(audio: Any, lines: Any, at: int, how: Any, low: Any) -> Any:
    block, out = audio
    for i in range(block.shape[1]):
        x = _awake(block[0, i]), _awake(block[1, i])
        u_left, u_right, y_left, y_right, low = _frame(lines, at, x, how, low)
        lines[0, at], lines[1, at] = u_left, u_right
        out[0, i], out[1, i] = y_left, y_right
        at += 1
        if at == lines.shape[1]:
            at = 0
    return at, low


class Compiled(Blocks):
    """As `Blocks`, the still parts by compiled code."""

    def _stay(self, block: Samples, out: Samples, at: int, frames: int) -> None:
        c = tuple(F(value) for value in self.motion.now)
        low = (F(self._low[0]), F(self._low[1]))
        end = at + frames
        how = (c, _numbers(self.motion.routing))
        self._at, self._low = _still((block[:, at:end], out[:, at:end]), self._lines, self._at, how, low)


def _numbers(routing: Routing) -> tuple[int, int, bool, int, bool]:
    shape = settings.SHAPES.index(routing.shape)
    return routing.left, routing.right, routing.ping_pong, shape, routing.output
