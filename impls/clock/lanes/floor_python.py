"""What the loop of the Python lanes costs by itself: the same list filled, no clock read."""

from __future__ import annotations

from itertools import repeat

from impls.clock.spec import Given

LANE = {"kind": "floor", "label": "the loop without a clock", "operations": ["read"]}

__all__ = ["LANE", "read"]


class Loop:
    """As many empty operations as the lanes have intervals."""

    def __init__(self, given: Given) -> None:
        self.ops = given.intervals

    def run(self) -> list[float]:
        """The list, made as the best Python lane makes it."""
        return [0.0 for _ in repeat(None, self.ops)]


def read(given: Given) -> Loop:
    """Either clock."""
    return Loop(given)
