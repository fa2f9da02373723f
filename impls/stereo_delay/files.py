"""WAV and FLAC in, WAV and FLAC out."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from numpy.typing import NDArray

from impls.stereo_delay.settings import DelayError

__all__ = ["Recording", "read", "write"]


class Recording(NamedTuple):
    """Two channels, (2, frames), full scale 1, and their rate in Hz."""

    samples: NDArray[np.float32]
    rate: int


def read(path: Path) -> Recording:
    """Raises `DelayError`: ``file`` where it cannot be read, ``shape`` where it is not stereo."""
    try:
        found, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except soundfile.SoundFileError as error:
        raise DelayError("file", f"{path.name}: {error}") from None
    if found.shape[1] != 2:
        raise DelayError("shape", f"{path.name} should have 2 channels, has {found.shape[1]}")
    return Recording(np.ascontiguousarray(found.T), int(rate))


def write(path: Path, recording: Recording) -> None:
    """Float32 in WAV, 24 bits in FLAC. Raises `DelayError` ``file`` where it cannot be written."""
    form = "FLOAT" if path.suffix == ".wav" else "PCM_24"
    try:
        soundfile.write(path, recording.samples.T, recording.rate, subtype=form)
    except (soundfile.SoundFileError, TypeError, ValueError) as error:
        raise DelayError("file", f"{path.name}: {error}") from None
