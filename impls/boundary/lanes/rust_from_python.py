"""A call into the extension: bytes, text and buffers are borrowed, a list of floats is read item by item."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from impls._native import boundary
from impls.boundary.sums import Batch, Sums
from impls.contract import Stage

LANE = {
    "kind": "own",
    "label": "extension call",
    "operations": ["carry", "cross", "batch"],
    "needs": ["module:impls._native"],
}

_TAKE: dict[str, Callable[[Any], float]] = {
    "bytes": boundary.sum_bytes,
    "text": boundary.sum_text,
    "floats": boundary.sum_floats,
    "array": boundary.sum_array,
    "buffer": boundary.sum_buffer,
}


def carry_main(given: Sequence[Any], stage: Stage) -> Sums:
    """One call a payload."""
    form = str(stage.params["as"])
    match form:
        case "array":
            given = [_doubles(payload) for payload in given]
        case "buffer":
            given = [bytearray(payload) for payload in given]
    return Sums(_TAKE[form], given)


def cross_client(given: Sequence[bytes], _stage: Stage) -> Sums:
    """The other party is the extension."""
    return Sums(boundary.sum_bytes, given)


def batch(given: Sequence[bytes]) -> Batch:
    """One call a batch, a record of Python objects a message."""
    return Batch(boundary.parse, given)


def _doubles(payload: bytes) -> array[float]:
    found = array("d")
    found.frombytes(payload)
    return found
