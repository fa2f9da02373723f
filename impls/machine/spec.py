"""Nothing at all, done in every way that something can be done here. Every lane is a floor, so there is no gate."""

from __future__ import annotations

from typing import Any

from impls.contract import Case, Difference, Params, first_difference

__all__ = ["CASES", "make", "read", "same"]

CASES = (
    Case(operation="empty"),
    Case(operation="process"),
)
MESSAGE = bytes(208)  # as long as one update of a ticker: what a crossing with bytes carries


def make(operation: str, params: Params, seed: int) -> bytes:
    """The bytes that the lane with bytes hands over."""
    return MESSAGE


def read(operation: str, params: Params, blob: bytes) -> bytes:
    """The bytes as they are."""
    return blob


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Equal."""
    return first_difference(expected, found)
