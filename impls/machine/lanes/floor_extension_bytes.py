"""A message handed to Rust and looked at: what a call costs that carries bytes, borrowed and not copied."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from impls._native import machine

LANE = {
    "kind": "floor",
    "label": "empty call into Rust with 208 bytes",
    "operations": ["empty"],
    "needs": ["module:impls._native"],
}

__all__ = ["LANE", "empty"]


def empty(given: bytes) -> Callable[[], int]:
    """The extension's own function with its argument bound, which costs less than a closure."""
    return partial(machine.empty_bytes, given)
