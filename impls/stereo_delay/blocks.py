"""The processor by stretches shorter than the delay, each NumPy call over a whole stretch of both channels.

What is read in a stretch was written before it, so nothing in it waits for its own result, but the low-pass, whose
recursion is a matrix product by rows of 64 frames. All buffers are made at the start. A constant of 1e-18 is added to
what is written: lines that ring out stay clear of denormal numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from impls.stereo_delay.core import line_frames
from impls.stereo_delay.low_pass import LowPass
from impls.stereo_delay.motion import LOUDEST, TINY
from impls.stereo_delay.settings import Settings
from impls.stereo_delay.walk import Walk

__all__ = ["Blocks"]

Samples = NDArray[np.float32]
STRETCH = 8_192  # frames at most: buffers stay in the second cache


class Blocks(Walk):
    """Whole stretches while nothing moves, frame by frame for the 10 ms in which something does."""

    def __init__(self, settings: Settings, rate: int) -> None:
        self._lines: Samples = np.zeros((2, line_frames(rate)), np.float32)
        self._written = 0  # frames of the lines that were ever written, as far as it is known
        self._delayed, self._fed, self._mixed = (np.empty((2, STRETCH), np.float32) for _ in range(3))
        self._low_pass = LowPass(STRETCH)
        super().__init__(settings, rate)

    def _clear(self) -> None:
        self._lines[:, : self._written].fill(0)
        self._written = 0
        self._left, self._right = self._lines
        self._at = 0
        self._low = self._next_low = (0.0, 0.0)

    def _clean(self, block: Samples) -> Samples:
        if block.max(initial=0) < LOUDEST and block.min(initial=0) > -LOUDEST:  # neither holds of NaN
            return block
        sound = np.abs(block) < LOUDEST
        self.silenced += int(sound.size - np.count_nonzero(sound))
        return np.where(sound, block, np.float32(0))

    def process(self, block: Samples, out: Samples, frames: int) -> None:
        """As `Core.process`."""
        self._written = min(self._size, max(self._written, self._at + frames))
        super().process(block, out, frames)

    def _stay(self, block: Samples, out: Samples, at: int, frames: int) -> None:
        end, size, routing = at + frames, self._size, self.motion.routing
        while at < end:
            r_left, r_right = (self._at - routing.left) % size, (self._at - routing.right) % size
            last = max(self._at, r_left, r_right)
            most = min(end - at, routing.left, routing.right, size - last, STRETCH)
            d = self._read(r_left, r_right, most)
            self._stretch(block[:, at : at + most], d, self._lines[:, self._at : self._at + most], out, at)
            self._at = (self._at + most) % size
            at += most

    def _read(self, left: int, right: int, frames: int) -> Samples:
        """What was written a delay ago, both channels."""
        if left == right:
            return self._lines[:, left : left + frames]
        delayed = self._delayed[:, :frames]
        delayed[0] = self._lines[0, left : left + frames]
        delayed[1] = self._lines[1, right : right + frames]
        return delayed

    def _stretch(self, x: Samples, d: Samples, into: Samples, out: Samples, at: int) -> None:
        c, routing = self.motion.now, self.motion.routing
        frames = x.shape[1]
        mixed = self._mixed[:, :frames]
        crossed = d[::-1]
        np.multiply(crossed if routing.ping_pong else d, c.feedback, out=into)
        if c.cross and not routing.ping_pong:
            np.multiply(crossed, c.cross, out=mixed)
            into += mixed
        if c.smooth != 1.0:
            self._low = self._low_pass.run(into, self._low, c.smooth)
        else:
            self._low = (float(into[0, -1]), float(into[1, -1]))
        if routing.ping_pong:
            np.add(x[0], x[1], out=mixed[0])
            mixed[0] *= 0.5
            into[0] += mixed[0]
        else:
            into += x
        y = out[:, at : at + frames]
        np.multiply(d, c.wet, out=y)
        if c.dry == 1.0:
            y += x
        else:
            np.multiply(x, c.dry, out=mixed)
            y += mixed
        if routing.shape != "none":
            _shaped(y if routing.output else into, routing.shape, c.gain, mixed)
        into += TINY


def _shaped(samples: Samples, shape: str, gain: float, spare: Samples) -> None:
    if gain != 1.0:
        samples *= gain
    if shape == "soft":
        np.tanh(samples, out=samples)
        return
    np.clip(samples, -1.0, 1.0, out=samples)
    if shape == "cubic":
        np.multiply(samples, samples, out=spare)
        spare *= -0.5
        spare += 1.5
        samples *= spare
