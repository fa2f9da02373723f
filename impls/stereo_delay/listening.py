"""Answers as small sounds for a page: a quarter of the rate and twelve bits, which is enough to hear a delay by."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

from impls.contract import Heard, Sound
from impls.stereo_delay.given import unpack_answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["heard"]

LEAST_RATE = 11_000  # Hz: half of it, 5.5 kHz, is above all formants of the signal
BITS = 12  # their noise, 74 dB below full scale, is below the signal's own breath
LOUD_DBFS = -12.0  # a difference is made as loud as the signal


def heard(expected: bytes, found: bytes, rate: int) -> Heard | None:
    """Two answers at ``rate`` Hz; None where there is nothing that writes FLAC.

    The peak of the difference is that of the answers as they are; its gain is in whole dB.
    """
    import numpy as np  # noqa: PLC0415 - a spec is read without numpy

    right, ours = (unpack_answer(blob).samples.astype(np.float64) for blob in (expected, found))
    answer = _sound(ours, rate)
    if answer is None:
        return None
    away = ours - right
    peak = float(np.max(np.abs(away), initial=0.0))
    if not peak:
        return Heard(answer, None)
    peak_dbfs = 20.0 * math.log10(peak)
    gain_db = float(math.floor(LOUD_DBFS - peak_dbfs))
    return Heard(answer, _sound(away * 10.0 ** (gain_db / 20.0), rate), round(peak_dbfs, 1), gain_db)


def _sound(samples: NDArray[np.float64], rate: int) -> Sound | None:
    """FLAC of both channels; None without the library for it."""
    try:
        import soundfile  # noqa: PLC0415 - a spec is read without it
    except (ImportError, OSError):  # the latter where the C library behind it is missing
        return None
    import numpy as np  # noqa: PLC0415 - as above
    from scipy.signal import resample_poly  # noqa: PLC0415 - as above

    fewer = max(1, rate // LEAST_RATE)
    slow = resample_poly(samples, 1, fewer, axis=1)
    full = 1 << (BITS - 1)
    steps = np.clip(np.round(slow * full), -full, full - 1).astype(np.int16) << (16 - BITS)
    held = io.BytesIO()
    soundfile.write(held, steps.T, rate // fewer, format="FLAC", subtype="PCM_16")
    return Sound("audio/flac", held.getvalue())
