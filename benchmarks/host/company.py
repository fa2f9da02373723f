"""Looks at who else is here: busy cores, time given to other guests, other runs of the suite."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.host.finding import Finding, Grade, unseen
from benchmarks.host.system import System

__all__ = ["load", "other_runs"]

BUSY = 0.10  # of a core, before anything of ours runs
STEAL = 0.01
CHANCE = "a lane that shares its core with other work looks slow, by chance"
MEASURING = frozenset({"run", "time", "aa", "limits", "compare"})


def load(system: System, before: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    """Cores that were busy since CPU times were ``before``, and time that the hypervisor gave to others."""
    after = system.cpu_times()
    busy, stolen = {}, dict[str, float]()
    for cpu in sorted(before.keys() & after.keys() - {"cpu"}):
        spent = [b - a for a, b in zip(before[cpu], after[cpu], strict=True)]
        total = sum(spent[:8]) or 1
        idle = spent[3] + (spent[4] if len(spent) > 4 else 0)
        busy[cpu] = (total - idle) / total if sum(spent[:8]) else 0.0
        if len(spent) > 7:
            stolen[cpu] = spent[7] / total
    yield _busy(busy)
    yield _stolen(stolen)
    yield _average(system)


def _busy(busy: dict[str, float]) -> Finding:
    if not busy:
        return unseen("busy_cores", "no CPU in /proc/stat", CHANCE, "look with top")
    loud = {cpu: share for cpu, share in busy.items() if share > BUSY}
    if not loud:
        return Finding("busy_cores", "good", f"{len(busy)} cores idle", CHANCE)
    saw = ", ".join(f"{cpu} {share:.0%} busy" for cpu, share in loud.items())
    return Finding("busy_cores", "bad", saw, CHANCE, "stop what runs there (top shows it), or wait")


def _stolen(stolen: dict[str, float]) -> Finding:
    if not stolen:
        return unseen("steal", "/proc/stat has no such column", CHANCE)
    most = max(stolen.values())
    if most <= STEAL:
        return Finding("steal", "good", "no time went to other guests", CHANCE)
    mend = "measure at another time or on a machine of your own; more blocks help"
    return Finding("steal", "bad", f"{most:.1%} of the time went to other guests", CHANCE, mend)


def _average(system: System) -> Finding:
    words = system.text("/proc/loadavg").split()
    if not words:
        return unseen("load", "no /proc/loadavg", CHANCE, "look with uptime")
    saw = f"load average {words[0]} over the last minute"
    grade: Grade = "note" if float(words[0]) > max(len(system.usable()) / 2, 0.75) else "good"
    return Finding("load", grade, saw, CHANCE, "wait for it to fall" if grade == "note" else "")


def other_runs(system: System) -> Finding:
    """Measuring processes of another run: those that are neither above nor below this one."""
    does = "the two runs slow each other down"
    parents: dict[int, int] = {}
    measuring = []
    for path in system.paths("/proc/[0-9]*/cmdline"):
        pid = int(path.parent.name)
        status = system.fields(f"/proc/{pid}/status")
        parents[pid] = int(status.get("PPid", "0") or 0)
        if _measures(system.text(str(path)).split("\0")):
            measuring.append(pid)
    if not parents:
        return unseen("other_runs", "no processes in /proc", does, "look with ps")
    above = set(_above(os.getpid(), parents))
    others = [pid for pid in measuring if pid not in above and os.getpid() not in _above(pid, parents)]
    if not others:
        return Finding("other_runs", "good", "no other run measures here", does)
    saw = f"another run measures here ({len(others)} processes)"
    return Finding("other_runs", "bad", saw, does, "let one of them end first")


def _measures(words: list[str]) -> bool:
    """Whether a command line is a worker's, a warden's, or that of a command that measures."""
    names = [word.rpartition("/")[2] for word in words]
    if "benchmarks.worker" in words or "benchmarks.worker.warden" in words or names[0].startswith("tandem-"):
        return True
    begun = next((i for i, name in enumerate(names[:4]) if name == "tandem"), None)
    return begun is not None and any(word in MEASURING for word in words[begun + 1 : begun + 2])


def _above(pid: int, parents: dict[int, int]) -> list[int]:
    """A process and those that it descends from."""
    found = []
    while pid and pid not in found:
        found.append(pid)
        pid = parents.get(pid, 0)
    return found
