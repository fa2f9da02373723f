"""A sound card as source and sink, where the optional package ``sounddevice`` is installed."""

from __future__ import annotations

import importlib
from typing import Any

from impls.stereo_delay.engine import Engine
from impls.stereo_delay.settings import DelayError

__all__ = ["duplex"]


def duplex(engine: Engine, block: int = 256) -> Any:
    """A stream that plays what the microphone hears through the engine; a context manager, as sounddevice's are.

    Raises `DelayError` ``file`` where the package or a sound card is missing.
    """
    try:
        sounddevice = importlib.import_module("sounddevice")
    except (ImportError, OSError) as error:
        raise DelayError("file", f"needs sounddevice and PortAudio: pip install 'tandem[sound]' ({error})") from None

    def heard(heard_block: Any, out: Any, *_: object) -> None:
        out[:] = engine.process(heard_block.T.copy()).T

    rate = engine.config.rate
    return sounddevice.Stream(samplerate=rate, blocksize=block, channels=2, dtype="float32", callback=heard)
