"""Plain lists of floats, frame by frame, in float64: the reference of this component."""

from __future__ import annotations

from impls.stereo_delay.collector import Cycles, Pauses
from impls.stereo_delay.controls import Controls
from impls.stereo_delay.desk import at_once, hours, in_real_time, played, under_writers
from impls.stereo_delay.given import Audio
from impls.stereo_delay.play import Play
from impls.stereo_delay.races import Torn
from impls.stereo_delay.turning import Turning
from impls.stereo_delay.walk import Walk
from impls.stereo_delay.words import Words

LANE = {
    "kind": "own",
    "label": "lists of floats",
    "operations": [
        "second",
        "process",
        "denormals",
        "levels",
        "library",
        "parameter",
        "contended",
        "channels",
        "realtime",
        "hour",
        "torn",
        "cycles",
        "pauses",
        "configuration",
        "refusals",
    ],
    "needs": ["module:numpy"],
}

second = process = denormals = levels = library = played(Walk, lists=True)
contended = under_writers(Walk, lists=True)
channels = at_once(Walk, lists=True)
realtime = in_real_time(Walk, lists=True)
hour = hours(Walk, lists=True)


def parameter(given: Audio) -> Turning:
    """The engine's knobs: every value checked, several at once under a lock, and told to the processor."""
    play = Play(given, Walk, lists=True)
    return Turning(given, Controls(given.settings, play.processor.set), play)


def torn(given: Audio) -> Torn:
    """The engine's knobs, which set both at once."""
    return Torn(given, Controls(), expected=False)


def configuration(_given: Audio) -> Words:
    """Texts read, migrated, checked, written and read back."""
    return Words("configurations")


def refusals(_given: Audio) -> Words:
    """What is refused, in one word each."""
    return Words("refusals")


def cycles(_given: Audio) -> Cycles:
    """Effects that refer to each other."""
    return Cycles(Walk)


def pauses(_given: Audio) -> Pauses:
    """The collector beside the processor."""
    return Pauses(Walk, lists=True)
