"""Plain Python that crosses nothing: sums and parses where it stands."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from impls.boundary.sums import Batch, Sums
from impls.contract import Stage
from impls.ticker.lanes.python import parse_message

LANE = {"kind": "own", "label": "no crossing, plain Python"}


def carry_main(given: Sequence[Any], stage: Stage) -> Sums:
    """The form that Python has."""
    match stage.params["as"]:
        case "text":
            return Sums(_letters, given)
        case "array":
            return Sums(_doubles, given)
        case _:
            return Sums(sum, given)


def cross_client(given: Sequence[bytes], _stage: Stage) -> Sums:
    """The other party is not needed."""
    return Sums(sum, given)


def batch(given: Sequence[bytes]) -> Batch:
    """One by one."""
    return Batch(lambda messages: [parse_message(message) for message in messages], given)


def _letters(text: str) -> int:
    return sum(text.encode())


def _doubles(payload: bytes) -> float:
    return float(sum(struct.unpack(f"<{len(payload) // 8}d", payload)))
