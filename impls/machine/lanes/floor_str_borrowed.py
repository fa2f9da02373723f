"""Text handed to Rust and looked at: lent as UTF-8, which ASCII text is as it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from impls._native import machine

LANE = {
    "kind": "floor",
    "label": "text lent to Rust",
    "operations": ["crossing"],
    "needs": ["module:impls._native"],
}

__all__ = ["LANE", "crossing"]


def crossing(given: bytes) -> Callable[[], object]:
    """The extension's own function with its argument bound."""
    return partial(machine.empty_str, given.decode())
