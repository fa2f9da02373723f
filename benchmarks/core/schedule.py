"""Blocks of trials. In a block every lane runs three times: in an order, in its reverse, in an order drawn anew.

The mirrored pair lets a drift of the machine cancel; the third makes a lane's value in a block a median of three, so
that one slow trial (one in 30 to 90 is 1.6 to 1.9 times slow on a shared machine) leaves no trace. All orders come from
a recorded seed, so that a run that was cut goes on in the very block it was in.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.core.model import Arm

__all__ = ["Slot", "Unit", "block", "units"]


class Slot(NamedTuple):
    """One trial's place: which schedule, block and turn, with what arm and seed."""

    schedule: str
    block: int
    slot: int
    arm: Arm
    seed: int


@dataclass(frozen=True, slots=True)
class Unit:
    """Arms that share blocks: those of one case, or of all cases of a group."""

    name: str  # the case's id, or component/group
    arms: tuple[Arm, ...]
    timed_ms: float | None = None  # of a process, where it is not the level's

    @property
    def schedule(self) -> str:
        """The name its blocks are recorded under: all that is asked in one schedule is asked for as long."""
        return self.name if self.timed_ms is None else f"{self.name} {self.timed_ms:g} ms"

    @property
    def cases(self) -> tuple[str, ...]:
        """Ids of its cases."""
        return tuple(dict.fromkeys(arm.case_id for arm in self.arms))


def units(arms: Sequence[Arm]) -> list[Unit]:
    """The arms by what shares blocks, in the order of their first arm."""
    found: dict[str, list[Arm]] = {}
    for arm in arms:
        name = f"{arm.component}/{arm.case.group}" if arm.case.group else arm.case_id
        found.setdefault(name, []).append(arm)
    return [Unit(name, tuple(members)) for name, members in found.items()]


def block(unit: Unit, number: int, seed: int) -> list[Slot]:
    """The trials of one block, in order: a pure function of its arguments."""
    drawn = random.Random(f"{seed}/{unit.schedule}/{number}")
    order = list(unit.arms)
    drawn.shuffle(order)
    again = list(unit.arms)
    drawn.shuffle(again)
    turns = [*order, *reversed(order), *again]
    return [Slot(unit.schedule, number, i, arm, drawn.getrandbits(32)) for i, arm in enumerate(turns)]
