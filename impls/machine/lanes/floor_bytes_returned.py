"""Bytes lent to Rust and returned: a copy on the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from impls._native import machine

LANE = {
    "kind": "floor",
    "label": "bytes to Rust and back",
    "operations": ["crossing"],
    "needs": ["module:impls._native"],
}

__all__ = ["LANE", "crossing"]


def crossing(given: bytes) -> Callable[[], object]:
    """The extension's own function with its argument bound."""
    return partial(machine.returned_bytes, given)
