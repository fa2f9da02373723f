"""From a processor's class to the functions of a lane, one an operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from impls.stereo_delay.given import Audio
from impls.stereo_delay.hour import Hour
from impls.stereo_delay.play import Channels, Contended, Make, Play
from impls.stereo_delay.realtime import Realtime

__all__ = ["at_once", "hours", "in_real_time", "played", "under_writers"]

Lane = Callable[[Audio], Any]


def played(make: Make, *, lists: bool = False) -> Lane:
    """The given once."""
    return lambda given: Play(given, make, lists=lists)


def under_writers(make: Make, *, lists: bool = False) -> Lane:
    """The given once, while threads set a parameter."""

    def prepare(given: Audio) -> Contended:
        play = Play(given, make, lists=lists)
        return Contended(play, int(given.more["writers"]), lambda: play.processor.set(given.settings))

    return prepare


def at_once(make: Make, *, lists: bool = False) -> Lane:
    """The given through several processors, a thread each."""
    return lambda given: Channels([Play(given, make, lists=lists) for _ in range(int(given.more["processors"]))])


def in_real_time(make: Make, *, lists: bool = False) -> Lane:
    """The given round and round, each block when it is due."""
    return lambda given: Realtime(given, Play(given, make, lists=lists), int(given.more["seconds"]))


def hours(make: Make, *, lists: bool = False) -> Lane:
    """The given as often as makes the hour, and what the heap holds more after it."""
    return lambda given: Hour(Play(given, make, lists=lists), int(given.more["seconds"]))
