"""The control of real time in Python: woken as the others are, processes nothing."""

from __future__ import annotations

from typing import Any

from impls.stereo_delay.desk import in_real_time
from impls.stereo_delay.settings import Settings

LANE = {"kind": "floor", "label": "empty processor, Python", "operations": ["realtime"], "needs": ["module:numpy"]}


class Empty:
    """Does nothing, in time."""

    silenced = 0

    def __init__(self, settings: Settings, rate: int) -> None:
        """Any settings at any rate."""

    def set(self, settings: Settings) -> None:
        """Nothing."""

    def process(self, block: Any, out: Any, frames: int) -> None:
        """Nothing."""

    def reset(self) -> None:
        """Nothing."""


realtime = in_real_time(Empty)
