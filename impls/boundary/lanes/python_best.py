"""The best Python known: NumPy where bytes or an array are summed, msgspec where updates are parsed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from impls.boundary.sums import Batch, Sums
from impls.contract import Stage
from impls.ticker.lanes.python_best import parse_message

LANE = {
    "kind": "own",
    "label": "NumPy, msgspec",
    "operations": ["carry", "batch"],
    "needs": ["module:numpy", "module:msgspec"],
}


def carry_main(given: Sequence[Any], stage: Stage) -> Sums:
    """Arrays are arrays before they are timed, in every lane; a list is summed as it is."""
    match stage.params["as"]:
        case "text":
            return Sums(lambda text: _bytes(text.encode()), given)
        case "floats":
            return Sums(sum, given)
        case "array":
            return Sums(lambda array: float(array.sum()), [np.frombuffer(payload, "<f8") for payload in given])
        case _:
            return Sums(_bytes, given)


def batch(given: Sequence[bytes]) -> Batch:
    """One by one."""
    return Batch(lambda messages: [parse_message(message) for message in messages], given)


def _bytes(payload: bytes) -> int:
    return int(np.frombuffer(payload, np.uint8).sum(dtype=np.uint64))
