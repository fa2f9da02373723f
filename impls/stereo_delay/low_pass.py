"""The one-pole low-pass ``s += a (v - s)`` over many frames at once, in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LowPass"]

ROW = 64


class LowPass:
    """Filters both channels of up to ``most`` frames in place, without memory of its own being made for it.

    Frame ``k`` of a row is ``p^(k+1) s + sum a p^(k-j) v[j]``, p = 1 - a, which is a product with a triangular matrix;
    the state that each row begins with is another such product over the ends of the rows.
    """

    def __init__(self, most: int) -> None:
        rows = -(-most // ROW)
        self._padded, self._found = (np.zeros((2, rows, ROW), np.float32) for _ in range(2))
        self._starts = np.zeros((2, rows), np.float32)
        self._ends = np.zeros((2, rows), np.float32)
        self._smooth = -1.0
        self._within = np.zeros((ROW, ROW), np.float32)
        self._across = np.zeros((rows, rows), np.float32)
        self._row_powers = np.zeros(ROW, np.float32)
        self._across_powers = np.zeros(rows, np.float32)

    def run(self, samples: NDArray[np.float32], low: tuple[Any, Any], smooth: float) -> tuple[float, float]:
        """Filter ``samples`` (2, frames), starting from the state ``low``; the state after it."""
        if smooth != self._smooth:
            self._prepare(smooth)
        frames = samples.shape[1]
        rows = -(-frames // ROW)
        padded, found = self._padded.reshape(2, -1), self._found[:, :rows]
        padded[:, :frames] = samples
        padded[:, frames : rows * ROW] = 0
        np.matmul(self._padded[:, :rows], self._within, out=found)
        starts, ends = self._starts[:, :rows], self._ends[:, :rows]
        for channel in (0, 1):
            ends[channel] = found[channel, :, -1]
            starts[channel, 0] = low[channel]
            np.dot(self._across[1:rows, : rows - 1], ends[channel, :-1], out=starts[channel, 1:])
            starts[channel, 1:] += self._across_powers[1:rows] * np.float32(low[channel])
        np.multiply(starts[:, :, None], self._row_powers, out=self._padded[:, :rows])
        found += self._padded[:, :rows]
        samples[:] = self._found.reshape(2, -1)[:, :frames]
        return float(samples[0, -1]), float(samples[1, -1])

    def _prepare(self, smooth: float) -> None:
        keep = 1.0 - smooth
        rows = len(self._across_powers)
        step = np.arange(ROW)
        behind = step[None, :] - step[:, None]
        self._within[:] = np.where(behind >= 0, smooth * keep ** np.maximum(behind, 0), 0.0)
        self._row_powers[:] = keep ** (step + 1.0)
        row = np.arange(rows)
        apart = row[:, None] - 1 - row[None, :]
        whole = keep**ROW
        self._across[:] = np.where(apart >= 0, whole ** np.maximum(apart, 0), 0.0)
        self._across_powers[:] = whole**row
        for held in (self._within, self._across, self._row_powers, self._across_powers):
            held[np.abs(held) < np.finfo(np.float32).tiny] = 0
        self._smooth = smooth
