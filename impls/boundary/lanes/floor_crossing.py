"""The crossing of a batch without the work: messages are looked up and borrowed, records made of Python objects.

What the records hold was parsed before. So this beside the parse alone (``rust``) is what a call has to cost.
"""

from __future__ import annotations

from collections.abc import Sequence

from impls._native import boundary
from impls.boundary.sums import Batch

LANE = {
    "kind": "floor",
    "label": "a batch across and back, unparsed",
    "operations": ["batch"],
    "needs": ["module:impls._native"],
}


def batch(given: Sequence[bytes]) -> Batch:
    """As many objects in and out."""
    return Batch(boundary.Parsed(list(given)).cross, given)
