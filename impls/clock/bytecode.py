"""What CPython makes of a timer: its instructions, which call the clock and do the arithmetic as they are written."""

from __future__ import annotations

import dis
from collections.abc import Callable
from typing import Any

from impls.contract import Series, values

__all__ = ["Code"]


class Code:
    """Compiles nothing further. ``holds``: no call is left of what was written, which is never so."""

    def __init__(self, interval_ms: Callable[[], float]) -> None:
        self._interval_ms = interval_ms
        self._instructions: list[str] = []

    def run(self) -> bool:
        """Whether the timer saw time go on."""
        self._instructions = [found.opname for found in dis.get_instructions(self._interval_ms)]
        return sum(self._interval_ms() for _ in range(1000)) > 0

    def render(self, advanced: bool) -> dict[str, Any]:  # noqa: FBT001 - what `run` returned
        """As every lane."""
        return {"advanced": advanced}

    def readings(self) -> list[Series]:
        """Instructions and calls."""
        calls = sum(name.startswith("CALL") for name in self._instructions)
        text = f"{len(self._instructions)} instructions of the interpreter, {calls} of them calls"
        return [values("holds", "bool", [calls == 0], text)]
