"""The exchange: the other party of a client's cases, never measured itself.

It has no cases. Other components name it as a role, ``Role("exchange", "exchange/rust", core=1)``, and make their
givens with `impls.exchange.market`.
"""

from __future__ import annotations

from typing import Any

from impls.contract import Case, Difference, Params, first_difference
from impls.exchange.capture import Capture
from impls.exchange.capture import read as read_capture
from impls.exchange.market import feed

__all__ = ["CASES", "PARTS", "REFERENCE", "make", "read", "same"]

CASES: tuple[Case, ...] = ()
PARTS: tuple[str, ...] = ()
REFERENCE = "rust"


def make(operation: str, params: Params, seed: int) -> bytes:
    """Return a capture of ``params["updates"]`` updates, 1000 where it is not said."""
    return feed(int(params.get("updates", 1000)), seed)


def read(operation: str, params: Params, blob: bytes) -> Capture:
    """Return the capture as messages and times; raises CaptureError where it is none."""
    return read_capture(blob)


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Compare two counts of what was served."""
    return first_difference(expected, found)
