"""The processor as such processors are first written in Python: NumPy arrays, one frame at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from impls.stereo_delay.settings import Settings
from impls.stereo_delay.walk import Walk

__all__ = ["NumpyFrames"]


def _hard(driven: Any) -> Any:
    return np.clip(driven, -1.0, 1.0)


def _cubic(driven: Any) -> Any:
    y = np.clip(driven, -1.0, 1.0)
    return 1.5 * y - 0.5 * y**3


class NumpyFrames(Walk):
    """Lines and audio are float32 arrays that are read and written by index; shapes are NumPy's functions."""

    def __init__(self, settings: Settings, rate: int) -> None:
        shapes: dict[str, Any] = {"soft": np.tanh, "hard": _hard, "cubic": _cubic}
        super().__init__(settings, rate, lambda frames: np.zeros(frames, np.float32), shapes)
