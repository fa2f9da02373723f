"""An empty function of the extension: what a call into Rust and back costs at least."""

from __future__ import annotations

from collections.abc import Callable

from impls._native import machine

LANE = {
    "kind": "floor",
    "label": "empty call into Rust",
    "operations": ["empty"],
    "needs": ["module:impls._native"],
}

__all__ = ["LANE", "empty"]


def empty(_given: bytes) -> Callable[[], None]:
    """The extension's own function, without a Python one around it."""
    return machine.empty
