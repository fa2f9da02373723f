"""An empty call: nothing in, nothing out."""

from __future__ import annotations

from collections.abc import Sequence

from impls._native import machine
from impls.boundary.sums import Sums

LANE = {
    "kind": "floor",
    "label": "empty call into Rust",
    "operations": ["carry"],
    "needs": ["module:impls._native"],
}


def carry(given: Sequence[object]) -> Sums:
    """As many calls as payloads."""
    empty = machine.empty

    def take(_: object) -> int:
        empty()
        return 0

    return Sums(take, given)
