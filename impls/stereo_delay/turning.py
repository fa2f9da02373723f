"""The job of turning one knob: a thousand calls that set, or read, one parameter by its name."""

from __future__ import annotations

from typing import Any, Protocol

from impls.stereo_delay.given import Audio

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
    """``action`` set: ``wet`` to each of a thousand values; get: ``wet`` a thousand times. An operation is a call."""

    def __init__(self, given: Audio, knobs: Knobs) -> None:
        self.ops = int(given.more["calls"])
        self._knobs = knobs
        self._values = [i / self.ops for i in range(self.ops)]
        self.run = self._set if given.more["action"] == "set" else self._get

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

    def render(self, found: float) -> dict[str, float]:
        """The last value."""
        return {"wet": float(found)}
