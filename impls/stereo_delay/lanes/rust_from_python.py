"""Our Rust called from Python: NumPy's own memory goes in and comes out, nothing is copied."""

from __future__ import annotations

from impls._native import stereo_delay
from impls.stereo_delay.desk import at_once, hours, in_real_time, played, under_writers
from impls.stereo_delay.given import Audio
from impls.stereo_delay.play import Play
from impls.stereo_delay.settings import Settings
from impls.stereo_delay.turning import Turning

LANE = {
    "kind": "own",
    "label": "Rust, called from Python",
    "operations": [
        "second",
        "process",
        "denormals",
        "library",
        "parameter",
        "contended",
        "channels",
        "realtime",
        "hour",
    ],
    "needs": ["module:impls._native", "module:numpy"],
}


class Native:
    """The extension's processor behind the face of the others."""

    def __init__(self, settings: Settings, rate: int) -> None:
        self._inner = stereo_delay.Processor(settings.as_dict(), rate)
        self.process = self._inner.process
        self.reset = self._inner.reset
        self.set_one = self._inner.set_one
        self.get = self._inner.get

    @property
    def silenced(self) -> int:
        """Samples so far that were taken as 0."""
        return self._inner.silenced

    def set(self, settings: Settings) -> None:
        """From the next block."""
        self._inner.set(settings.as_dict())


second = process = denormals = library = played(Native)
contended = under_writers(Native)
channels = at_once(Native)
realtime = in_real_time(Native)
hour = hours(Native)


def parameter(given: Audio) -> Turning:
    """The knobs of the extension."""
    native = Native(given.settings, given.rate)
    return Turning(given, native, Play(given, lambda _settings, _rate: native))
