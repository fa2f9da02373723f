"""What would spoil a measurement here: what was seen, what it does to numbers, how to mend it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from benchmarks.core.model import Doubt
from benchmarks.host import builds, company, container, processor
from benchmarks.host import memory as held
from benchmarks.host.finding import Finding, Grade
from benchmarks.host.system import System

__all__ = ["ORDER", "Finding", "doubts", "examine"]

ORDER: tuple[Grade, ...] = ("bad", "note", "unseen", "good")
LOOKS = (
    processor.governor, processor.turbo, processor.threads, held.aslr, held.swap, held.memory, held.huge_pages,
    held.ptrace, container.cpu_quota, container.throttled, container.cpu_set, container.memory_limit, processor.clock,
    processor.counters, processor.virtual, company.other_runs,
)  # fmt: skip


def examine(
    system: System | None = None, watch_s: float = 0.5, sleep: Callable[[float], object] = time.sleep
) -> list[Finding]:
    """Look at everything. ``watch_s``: how long CPUs are watched for load that is not ours, and for heat."""
    system = system or System()
    times, heat = system.cpu_times(), processor.heat(system)
    sleep(watch_s)
    watched = [*company.load(system, times), processor.thermal(system, heat)]
    return [*watched, *(look(system) for look in LOOKS), builds.interpreter(), builds.environment(), builds.cargo()]


def doubts(findings: Iterable[Finding]) -> list[Doubt]:
    """The bad ones, as doubts of the whole run."""
    return [Doubt(f.code, f.saw, f.mend) for f in findings if f.grade == "bad"]
