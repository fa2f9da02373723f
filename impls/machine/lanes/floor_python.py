"""An empty closure: what a call costs that the worker makes of a Python lane."""

from __future__ import annotations

from collections.abc import Callable

LANE = {"kind": "floor", "label": "empty Python call", "operations": ["empty"]}

__all__ = ["LANE", "empty"]


def empty(_given: bytes) -> Callable[[], None]:
    """Do nothing."""

    def run() -> None:
        pass

    return run
