"""Golden vectors: every signal through every feature, from the float64 reference, 256 frames at 8 kHz.

``python -m impls.stereo_delay.vectors`` writes them: ``golden/vectors.json`` says settings and bounds, and
``golden/vectors.f32`` holds float32, little endian, (2, frames) each: the five inputs, then per feature five outputs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from impls.stereo_delay.features import FEATURES
from impls.stereo_delay.given import Audio, unpack_answer
from impls.stereo_delay.play import Play
from impls.stereo_delay.scenes import with_bound
from impls.stereo_delay.settings import checked
from impls.stereo_delay.signals import SIGNALS, signal
from impls.stereo_delay.walk import Walk

__all__ = ["FOLDER", "Vector", "made", "read", "write"]

FOLDER = Path(__file__).parent / "golden"
FRAMES, RATE = 256, 8_000
SHORT = {"delay_left": 0.004, "delay_right": 0.0065}  # several returns in so short a time


class Vector(NamedTuple):
    """One signal through one feature."""

    feature: str
    signal: str
    audio: Audio
    expected: NDArray[np.float32]


def made() -> list[Vector]:
    """All of them, computed now."""
    found = []
    for feature, values in FEATURES.items():
        for name in SIGNALS:
            settings = checked({**values, **SHORT})
            audio = with_bound(Audio(RATE, [FRAMES], settings, {}, signal(name, FRAMES, RATE)))
            answer = unpack_answer(Play(audio, Walk, lists=True).run().render(None))
            found.append(Vector(feature, name, audio, answer.samples))
    return found


def write(folder: Path = FOLDER) -> None:
    """Both files."""
    vectors = made()
    inputs = [v.audio.samples for v in vectors[: len(SIGNALS)]]
    index: dict[str, Any] = {
        "source": "impls/stereo_delay/vectors.py: the float64 reference",
        "rate": RATE,
        "frames": FRAMES,
        "signals": list(SIGNALS),
        "features": [
            {
                "name": feature,
                "settings": next(v.audio.settings.as_dict() for v in vectors if v.feature == feature),
                "bounds": [v.audio.bound for v in vectors if v.feature == feature],
            }
            for feature in FEATURES
        ],
    }
    samples = b"".join(s.astype("<f4").tobytes() for s in (*inputs, *(v.expected for v in vectors)))
    (folder / "vectors.f32").write_bytes(samples)
    (folder / "vectors.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def read(folder: Path = FOLDER) -> list[Vector]:
    """As they were written."""
    index = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))
    samples = np.frombuffer((folder / "vectors.f32").read_bytes(), "<f4").reshape(-1, 2, index["frames"])
    inputs, outputs = samples[: len(index["signals"])], iter(samples[len(index["signals"]) :])
    return [
        Vector(
            feature["name"],
            name,
            Audio(index["rate"], [index["frames"]], checked(feature["settings"]), {}, given, bound),
            next(outputs),
        )
        for feature in index["features"]
        for name, given, bound in zip(index["signals"], inputs, feature["bounds"], strict=True)
    ]


if __name__ == "__main__":
    write()
