"""``python -m impls.stereo_program.first_block document|best``: one block through a processor, its sums as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np

__all__ = ["main"]

FRAMES = 1024
RATE = 44_100


def main(which: str) -> int:
    """Print the sums of both channels of the first block."""
    from impls.stereo_delay.settings import checked  # noqa: PLC0415 - only what this program needs is loaded

    values = {"delay_left": 0.005, "delay_right": 0.01, "cross_feedback": 0.3, "distortion": "soft"}
    processor = _processor(which, checked(values))
    ramp = (np.arange(FRAMES) % 100 / 200).astype(np.float32)
    block = np.stack([ramp, -ramp])
    out = np.zeros_like(block)
    processor.process(block, out, FRAMES)
    left, right = (float(np.sum(channel, dtype=np.float64)) for channel in out)
    print(json.dumps({"frames": FRAMES, "left": left, "right": right}))  # noqa: T201 - this is its answer
    return 0


def _processor(which: str, settings: Any) -> Any:
    if which == "best":
        from impls.stereo_delay.blocks import Blocks  # noqa: PLC0415

        return Blocks(settings, RATE)
    from impls.stereo_delay.numpy_frames import NumpyFrames  # noqa: PLC0415

    return NumpyFrames(settings, RATE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
