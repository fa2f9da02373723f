"""Inputs that show what a delay does: impulse, step, sweep, noise, and something like a voice.

All are float32, two channels that differ, at -12 dBFS where they have a level at all.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LEVEL", "SIGNALS", "signal"]

LEVEL = 10.0 ** (-12.0 / 20.0)
SIGNALS = ("impulse", "step", "sweep", "noise", "voice")


def signal(name: str, frames: int, rate: int, seed: int = 0) -> NDArray[np.float32]:
    """Shape (2, frames). Raises ValueError for another name than those of `SIGNALS`."""
    import numpy as np  # noqa: PLC0415 - a spec is read without numpy

    if name not in SIGNALS:
        raise ValueError(f"a signal should be one of {', '.join(SIGNALS)}, was {name!r}")
    t = np.arange(frames) / rate
    found = np.zeros((2, frames))
    if name == "impulse":
        found[0, 0], found[1, min(7, frames - 1)] = 1.0, -0.5
    elif name == "step":
        found[0], found[1, frames // 4 :] = LEVEL, -LEVEL / 2
    elif name == "sweep":
        length = frames / rate
        top = min(8_000.0, 0.4 * rate)
        phase = 2 * math.pi * 20.0 * length / math.log(top / 20.0) * (np.exp(t / length * math.log(top / 20.0)) - 1.0)
        found[:] = LEVEL * np.sin(phase), LEVEL * np.cos(phase)
    elif name == "noise":
        found[:] = np.random.default_rng(seed).uniform(-LEVEL, LEVEL, (2, frames))
    else:
        found[:] = _voice(t, seed)
    return np.ascontiguousarray(found, dtype=np.float32)


def _voice(t: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    """A glottal pulse of 110 Hz with vibrato through three formants of an open vowel, in syllables, and some breath."""
    import numpy as np  # noqa: PLC0415

    phase = 2 * math.pi * (110.0 * t + 0.6 * np.sin(2 * math.pi * 5.2 * t))
    formants = ((730.0, 90.0), (1090.0, 110.0), (2440.0, 170.0))
    found = np.zeros_like(t)
    for harmonic in range(1, 25):
        at = 110.0 * harmonic
        strength = sum(1.0 / (1.0 + ((at - centre) / width) ** 2) for centre, width in formants)
        found += (strength + 0.02) / harmonic**0.5 * np.sin(harmonic * phase)
    syllables = np.maximum(0.0, np.sin(2 * math.pi * 3.1 * t)) ** 0.5
    breath = np.random.default_rng(seed).normal(0.0, 0.01, (2, len(t)))
    voiced = found * syllables / max(float(np.max(np.abs(found))), 1e-9)
    return LEVEL * np.clip(np.stack([voiced, 0.8 * np.roll(voiced, 11)]) + breath, -1.0, 1.0)
