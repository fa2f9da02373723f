"""How hard to measure, and what to measure next: budgets as values, a choice as a function of what is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from benchmarks.core.errors import SelectionError
from benchmarks.core.model import RunOptions
from benchmarks.core.schedule import Unit

__all__ = ["FACTORS", "LEVELS", "Progress", "Split", "next_unit", "options_for", "seconds"]

LEVELS: dict[str, RunOptions] = {
    "quick": RunOptions(level="quick", timed_ms=25, warm_ms=10, blocks_min=4, blocks_max=6, budget_s=165.0),
    "default": RunOptions(level="default", timed_ms=150, warm_ms=50, blocks_min=6, blocks_max=30, budget_s=1200.0),
    "rigorous": RunOptions(
        level="rigorous", timed_ms=300, warm_ms=100, blocks_min=10, blocks_max=100, budget_s=14400.0
    ),
}

FACTORS: dict[str, tuple[float, ...]] = {
    "quick": (0.5, 1, 2),
    "default": (0.25, 0.5, 1, 2, 4),
    "rigorous": (0.25, 0.5, 1, 2, 4),
}
"""By level, what a process's time may be multiplied by: few steps, so that trials of two runs still pool."""


class Split(NamedTuple):
    """How a unit's time is divided between processes and samples, and what of its first block says so.

    Deviations are relative, of the log of one operation's time; None where they could not be told.
    """

    timed_ms: float  # of a process from now on
    why: str
    within: float | None = None  # deviation of a sample in its process
    between: float | None = None  # of processes, beyond what their samples explain
    samples: float | None = None  # a process had
    best: float | None = None  # samples a process that resolve most in the time; None also where more is always better
    start_ms: float | None = None  # what a process costs beside what is timed in it, mean over the lanes
    gain: float = 1.0  # time that going on unchanged would take, over the time that is taken now


@dataclass(slots=True)
class Progress:
    """How far a unit is."""

    unit: Unit
    cost_s: float  # of one block, as last seen or as the pilot has it
    blocks: int = 0  # finished ones
    turn: int = 0  # when it was last measured; 0: never
    decided: bool = False
    piloted: int = 0  # blocks that only served to split the time

    def expected(self, options: RunOptions) -> int:
        """How many blocks it will have as far as can be told: the fewest; while it is undecided, one more than now."""
        further = self.blocks >= options.blocks_min and not self.decided and self.blocks < options.blocks_max
        return max(self.blocks + further, options.blocks_min)


def options_for(level: str, budget: str | None = None, seed: int | None = None) -> RunOptions:
    """The options of a level, with a budget ("10m") or a seed of one's own. Raises `SelectionError`."""
    options = LEVELS[level]
    if budget is not None:
        options = replace(options, budget_s=seconds(budget))
    return options if seed is None else replace(options, seed=seed)


def seconds(text: str) -> float:
    """The seconds in "90", "90s", "10m" or "1.5h". Raises `SelectionError` for anything else."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(s|m|min|h)?", text.strip())
    if not found or not float(found[1]):
        raise SelectionError(f"budget {text}", "should be a time above 0", "write it as 90s, 10m or 1.5h")
    return float(found[1]) * {"s": 1, "m": 60, "min": 60, "h": 3600, None: 1}[found[2]]


def next_unit(
    all_of_them: Sequence[Progress], left_s: float, options: RunOptions, *, begun: bool = False
) -> Progress | None:
    """The unit whose turn it is, or None when nothing is open or nothing that is open fits into the time left.

    First every unit gets its fewest blocks, evenly: the one with the fewest blocks, of those the least recently
    measured. What time remains goes to the undecided in the same order. The very first block is measured whatever it
    takes: a run that measures nothing serves nobody. ``begun``: something else was measured before.
    """
    if not begun and not any(p.blocks or p.piloted for p in all_of_them):
        left_s = max(left_s, min((p.cost_s for p in all_of_them), default=0.0))
    first = [p for p in all_of_them if p.blocks < options.blocks_min]
    pool = first or [p for p in all_of_them if not p.decided and p.blocks < options.blocks_max]
    return next((p for p in _in_turn(pool) if p.cost_s <= left_s), None)


def _in_turn(pool: Iterable[Progress]) -> list[Progress]:
    return sorted(pool, key=lambda p: (p.blocks, p.turn))
