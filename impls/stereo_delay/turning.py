"""The job of turning one knob: a thousand calls that set, or read, one parameter by its name.

Where the case says so, a thread of the same process has the processor whose knob it is, and uses it all the time.
"""

from __future__ import annotations

import threading
from typing import Any, Protocol

from impls.stereo_delay.given import Audio
from impls.stereo_delay.play import Play

__all__ = ["Turning"]


class Knobs(Protocol):
    """What has parameters."""

    def set_one(self, name: str, value: Any) -> None:
        """Set it, or raise."""
        ...

    def get(self, name: str) -> Any:
        """Its present value."""
        ...


class Turning:
    """``action`` set: ``wet`` to each of a thousand values; get: ``wet`` a thousand times. An operation is a call.

    ``play`` is what a thread plays from now until `close`, where the case wants one.
    """

    def __init__(self, given: Audio, knobs: Knobs, play: Play) -> None:
        self.ops = int(given.more["calls"])
        self._knobs = knobs
        self._values = [i / self.ops for i in range(self.ops)]
        self.run = self._set if given.more["action"] == "set" else self._get
        self._play, self._over = play, threading.Event()
        self._thread = threading.Thread(target=self._playing, daemon=True)
        if given.more.get("playing"):
            self._thread.start()

    def _set(self) -> float:
        turn = self._knobs.set_one
        for value in self._values:
            turn("wet", value)
        return float(self._knobs.get("wet"))

    def _get(self) -> float:
        read = self._knobs.get
        for _ in self._values:
            found = read("wet")
        return float(found)

    def close(self) -> None:
        """End the thread that plays."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()

    def _playing(self) -> None:
        while not self._over.is_set():
            self._play.run()

    def render(self, found: float) -> dict[str, float]:
        """The last value."""
        return {"wet": float(found)}
