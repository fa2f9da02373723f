"""The gate alone: does every lane do the same work? Nothing is recorded."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.campaign.events import Tell, silent
from benchmarks.campaign.gating import Gate, Passed
from benchmarks.campaign.look import Looker
from benchmarks.campaign.ready import ready
from benchmarks.core.gate import GATED
from benchmarks.core.givens import Givens
from benchmarks.core.model import Arm, GateRow, RunOptions
from benchmarks.launcher.workshop import Workshop

__all__ = ["verify"]


def verify(
    workshop: Workshop, givens: Givens, arms: Sequence[Arm], *, patience_s: float = 60.0, tell: Tell = silent
) -> list[GateRow]:
    """A row for every gated arm, in the order of ``arms``; floors and limits do other work and have none."""
    rows: dict[tuple[str, str], GateRow] = {}
    gated = [arm for arm in arms if arm.lane.kind in GATED]

    def refuse(arm: Arm, reason: str) -> None:
        row = GateRow(case=arm.case_id, lane=arm.name, passed=False, difference=reason, status="unavailable")
        rows[arm.case_id, arm.name] = row

    def passed(result: Passed) -> None:
        rows[result.arm.case_id, result.arm.name] = result.row

    looker = Looker(workshop.unpinned(), RunOptions(), patience_s)
    Gate(workshop, givens, looker).rows(ready(workshop, gated, refuse, tell), passed, tell)
    return [rows[arm.case_id, arm.name] for arm in gated]
