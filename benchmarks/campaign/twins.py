"""What `tandem aa` measures: cheap lanes beside their own twins, round after round, each pair a schedule of its own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from benchmarks.campaign.loop import Rounds
from benchmarks.core.gate import GATED
from benchmarks.core.model import Arm
from benchmarks.core.schedule import Unit

__all__ = ["MOST", "few", "pairs", "suits"]

MOST = 4  # lanes a runtime


def suits(arm: Arm) -> bool:
    """Whether a lane can stand beside its twin: one process, timed in batches, in its own runtime, gated."""
    batches = any(how.kind == "batch" for how in arm.case.how)
    bound = any(how.once or how.rate for how in arm.case.how)
    own = arm.runtime == arm.lane.runtime and len(arm.case.cast) == 1
    return arm.lane.kind in GATED and own and batches and not bound


def few(arms: Iterable[Arm]) -> list[Arm]:
    """Our own lanes in the first case of each component that suits: little to build and to gate."""
    first: dict[str, str] = {}
    suiting = [arm for arm in arms if suits(arm) and arm.lane.kind == "own" and arm.case.quick]
    for arm in suiting:
        first.setdefault(arm.component, arm.case_id)
    return [arm for arm in suiting if first[arm.component] == arm.case_id]


def pairs(decisions: int) -> Rounds:
    """Rounds that make at least that many decisions: in each, every chosen lane once more beside its twin.

    Chosen are, of each runtime, the `MOST` cheapest lanes, a component's second only after every other's first.
    """

    def rounds(fit: Sequence[Arm], cost: Callable[[Arm], int]) -> list[list[Unit]]:
        chosen = _cheapest(fit, cost)
        turns = math.ceil(decisions / len(chosen)) if chosen else 0
        return [[_pair(arm, turn) for arm in chosen] for turn in range(turns)]

    return rounds


def _pair(arm: Arm, turn: int) -> Unit:
    return Unit(f"aa {turn + 1} {arm.case_id} {arm.name}", (arm, replace(arm, twin=True)))


def _cheapest(fit: Iterable[Arm], cost: Callable[[Arm], int]) -> list[Arm]:
    by_runtime: dict[str, list[tuple[int, Arm]]] = {}
    turn: Counter[tuple[str, str]] = Counter()
    for arm in sorted(fit, key=lambda arm: (cost(arm), arm.case_id, arm.name)):
        by_runtime.setdefault(arm.runtime, []).append((turn[arm.runtime, arm.component], arm))
        turn[arm.runtime, arm.component] += 1
    return [arm for found in by_runtime.values() for _, arm in sorted(found, key=lambda one: one[0])[:MOST]]
