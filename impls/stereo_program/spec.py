"""From the start of a process to its first block of audio. The program makes its own input, the same in each language.

Sums of float32 that were rounded in another order differ: they agree within 2e-6 a frame.
"""

from __future__ import annotations

from typing import Any

from impls.contract import Case, Difference, How, Params

__all__ = ["CASES", "PARTS", "REFERENCE", "make", "read", "same"]

PARTS = ("stereo_delay",)
REFERENCE = "document-python"
CASES = (Case(operation="first_block", params={"rate": 44_100}, how=(How(once=True),), quick=False),)
FRAMES = 1024


def make(operation: str, params: Params, seed: int) -> bytes:
    """Nothing: programs are not given files."""
    return b"{}"


def read(operation: str, params: Params, blob: bytes) -> bytes:
    """As it is."""
    return blob


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """One block of equal length, whose sums agree."""
    if found["frames"] != FRAMES:
        return Difference("frames", FRAMES, found["frames"])
    for name in ("left", "right"):
        if not abs(expected[name] - found[name]) <= 2e-6 * FRAMES:
            return Difference(name, expected[name], found[name])
    return None
