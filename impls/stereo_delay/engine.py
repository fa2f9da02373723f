"""The whole program around a processor: presets, blocks that are checked, and the thread that plays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.config import Config
from impls.stereo_delay.controls import Controls
from impls.stereo_delay.settings import DelayError, Settings

__all__ = ["Engine", "Played", "blocks_of"]

Samples = NDArray[np.float32]


class Played(NamedTuple):
    """What a thread has played when it ends."""

    frames: int = 0
    silenced: int = 0


class _Processor(Protocol):
    @property
    def silenced(self) -> int: ...

    def set(self, settings: Settings) -> None: ...

    def process(self, block: Samples, out: Samples, frames: int) -> None: ...


class Engine:
    """Plays from a source into a sink in a thread of its own, or block by block as it is called.

    ``make(settings, rate)`` makes the processor: NumPy's, or the extension's. Settings may be turned from any thread.
    """

    def __init__(self, config: Config, make: Callable[[Settings, int], Any] = Blocks) -> None:
        self._processor: _Processor = make(config.settings, config.rate)
        self._config = config
        self._presets = dict(config.presets)
        self.controls = Controls(config.settings, self._processor.set)
        self._thread: threading.Thread | None = None
        self._over = threading.Event()
        self._played = Played()
        self._failed: BaseException | None = None

    def start(self, source: Iterable[Samples], sink: Callable[[Samples], object]) -> None:
        """Take blocks from ``source`` until it ends, give what comes of each to ``sink``.

        Raises `DelayError` ``running`` where one plays.
        """
        self._idle()
        self._over.clear()
        self._played, self._failed = Played(), None
        self._thread = threading.Thread(target=self._play, args=(iter(source), sink), name="stereo-delay")
        self._thread.start()

    def stop(self, *, wait: bool = False) -> Played:
        """End now, or ``wait`` until the source has ended; what was played. Where nothing plays, nothing was.

        Raises what the source, the sink, or a block of the source raised.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return Played()
        if not wait:
            self._over.set()
        thread.join()
        if self._failed is not None:
            raise self._failed
        return self._played

    @property
    def is_running(self) -> bool:
        """Whether the thread plays."""
        return self._thread is not None and self._thread.is_alive()

    def process(self, block: Samples) -> Samples:
        """One block, float32 of shape (2, frames), in the caller's thread.

        Raises `DelayError`: ``shape`` (mono too), ``dtype``, or ``running`` while the thread plays.
        """
        self._idle()
        return self._processed(block)

    @property
    def silenced(self) -> int:
        """Samples so far that were not finite and were taken as 0."""
        return self._processor.silenced

    def set(self, **values: Any) -> None:
        """Set parameters, all at once, from the next block. Raises `DelayError`, and nothing has changed."""
        self.controls.set(**values)

    def get(self, name: str) -> Any:
        """The present value of a parameter. Raises `DelayError`."""
        return self.controls.get(name)

    def use_preset(self, name: str) -> None:
        """Switch to a preset. Raises `DelayError` ``config`` where there is none of that name."""
        if name not in self._presets:
            raise DelayError("config", f"there is no preset {name!r}, there are: {', '.join(sorted(self._presets))}")
        self.controls.replace(self._presets[name])

    def keep_preset(self, name: str) -> None:
        """Keep the present settings under a name."""
        self._presets[name] = self.controls.settings

    @property
    def config(self) -> Config:
        """The configuration that would start an engine like this one."""
        return replace(self._config, settings=self.controls.settings, presets=dict(self._presets))

    def run(self, samples: Samples, rate: int, block: int = 1024) -> Samples:
        """Process a whole recording, in blocks. Raises `DelayError` ``rate`` where it has another rate."""
        if rate != self._config.rate:
            raise DelayError("rate", f"audio of {rate} Hz, the engine runs at {self._config.rate} Hz")
        found = [self.process(part) for part in blocks_of(samples, block)]
        return np.concatenate(found, axis=1) if found else np.zeros((2, 0), np.float32)

    def _play(self, source: Iterator[Samples], sink: Callable[[Samples], object]) -> None:
        frames = 0
        try:
            for block in source:
                if self._over.is_set():
                    break
                sink(self._processed(block))
                frames += block.shape[1]
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that asks for the end
            self._failed = error
        self._played = Played(frames, self._processor.silenced)

    def _processed(self, block: Samples) -> Samples:
        _check(block)
        out = np.empty_like(block, order="C")
        self._processor.process(block, out, block.shape[1])
        return out

    def _idle(self) -> None:
        if self.is_running:
            raise DelayError("running", "the engine plays: stop it first")


def blocks_of(samples: Samples, block: int) -> Iterator[Samples]:
    """A recording in blocks, the last one shorter. Raises `DelayError` ``shape`` for a block of no frames."""
    if block < 1:
        raise DelayError("shape", f"a block should have frames, was {block}")
    return (samples[:, at : at + block] for at in range(0, samples.shape[1], block))


def _check(block: Any) -> None:
    if not isinstance(block, np.ndarray) or block.dtype != np.float32:
        raise DelayError("dtype", f"samples should be float32, were {getattr(block, 'dtype', type(block).__name__)}")
    if block.ndim != 2 or block.shape[0] != 2:
        raise DelayError("shape", f"a block should be of shape (2, frames), was {block.shape}")
    if block.shape[1] and block.strides[1] != block.itemsize:
        raise DelayError("shape", "the frames of a channel should lie one after the other in memory")
