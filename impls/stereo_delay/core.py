"""What every Python processor does at the start of a block and between its moving and its still parts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from impls.stereo_delay.motion import Motion, frames_of
from impls.stereo_delay.settings import PARAMETERS, Settings, checked_rate

__all__ = ["Core", "line_frames"]

MARGIN = 16_384  # frames: a stretch that is read never meets the stretch that is written


def line_frames(rate: int) -> int:
    """Frames of a line: the longest delay, and room for the stretch that is being written."""
    return frames_of(PARAMETERS["delay_left"].high, rate) + MARGIN


class Core(ABC):
    """One processor's state. `set` may be called by any thread, `process` by one at a time."""

    def __init__(self, settings: Settings, rate: int) -> None:
        self.rate = checked_rate(rate)
        self.first = self.taken = self.asked = settings
        self.motion = Motion(settings, rate)
        self.silenced = 0  # samples so far that were not finite, and were taken as 0

    def set(self, settings: Settings) -> None:
        """Move to these settings from the start of the next block: all of them at once, or none yet."""
        self.asked = settings

    def reset(self) -> None:
        """Back to silence and to the settings at the start."""
        self.taken = self.asked = self.first
        self.motion = Motion(self.first, self.rate)
        self.silenced = 0
        self._clear()

    def process(self, block: Any, out: Any, frames: int) -> None:
        """Fill ``out`` with what comes of ``block``: two channels of ``frames`` samples each."""
        asked = self.asked
        if asked is not self.taken:
            self.taken = asked
            self.motion.ask(asked)
        if self.motion.begin_block():
            self._begin_fade()
        block = self._clean(block)
        at = 0
        while at < frames:
            most = self.motion.moving(frames - at)
            if most:
                self._move(block, out, at, most)
                if self.motion.end_fade():
                    self._end_fade()
            else:
                most = frames - at
                self._stay(block, out, at, most)
            at += most

    @abstractmethod
    def _clear(self) -> None: ...

    @abstractmethod
    def _clean(self, block: Any) -> Any:
        """The block with 0 for samples that are not finite, which are counted; it is left as it is."""

    @abstractmethod
    def _begin_fade(self) -> None: ...

    @abstractmethod
    def _end_fade(self) -> None: ...

    @abstractmethod
    def _move(self, block: Any, out: Any, at: int, frames: int) -> None: ...

    @abstractmethod
    def _stay(self, block: Any, out: Any, at: int, frames: int) -> None: ...
