"""What a run tells while it goes: plain data, shown by whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Event", "Tell", "silent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened: ``done`` of ``total`` within the step; ``left_s`` is what remains of the budget."""

    step: Literal["resume", "build", "gate", "trial", "block", "memory", "withdrawn", "end"]
    case: str = ""
    lane: str = ""
    text: str = ""
    done: int = 0
    total: int = 0
    left_s: float | None = None


Tell: TypeAlias = Callable[[Event], object]


def silent(_: Event) -> None:
    """Listen to nothing."""
