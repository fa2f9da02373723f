"""Looks at what a container, or a control group, leaves a process: CPU time, CPUs, memory; versions 1 and 2."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.host.finding import Finding, unseen
from benchmarks.host.system import System

__all__ = ["cpu_quota", "cpu_set", "memory_limit", "throttled"]

ROOT = "/sys/fs/cgroup"
LEAST_BYTES = 1 << 30
NO_LIMIT = 1 << 60  # version 1 writes "no limit" as a number close to 2**63
STOPPED = "a process is stopped in the middle of a sample when the share is spent"


def cpu_quota(system: System) -> Finding:
    """The smallest share of CPU time, in cores, on the way from this process's group to the root."""
    mend = "give the container whole CPUs (--cpuset-cpus), no share of time (--cpus)"
    quotas = [q for folder in folders(system, "cpu") if (q := _quota(system, folder)) is not None]
    if not quotas:
        return unseen("cpu_quota", "no cpu control group in /sys/fs/cgroup", STOPPED, mend)
    cores, usable = min(quotas), len(system.usable())
    if cores >= usable:
        saw = "no limit of CPU time" if cores == float("inf") else f"CPU time of {cores:.2g} cores, for {usable}"
        return Finding("cpu_quota", "good", saw, STOPPED)
    return Finding("cpu_quota", "bad", f"this container may use {cores:.2g} of {usable} CPUs", STOPPED, mend)


def throttled(system: System) -> Finding:
    """How often a group's share was spent."""
    counts = []
    for folder in folders(system, "cpu"):
        words = dict(line.split(None, 1) for line in system.text(f"{folder}/cpu.stat").splitlines() if " " in line)
        if words.get("nr_throttled", "").isdigit():
            counts.append(int(words["nr_throttled"]))
    if not counts:
        return unseen("cpu_throttled", "no nr_throttled in a cpu.stat", STOPPED)
    if not sum(counts):
        return Finding("cpu_throttled", "good", "never stopped for a spent share of CPU time", STOPPED)
    saw = f"stopped {max(counts)} times for a spent share of CPU time, since the container began"
    return Finding("cpu_throttled", "note", saw, STOPPED, "give the container whole CPUs (--cpuset-cpus)")


def cpu_set(system: System) -> Finding:
    """Whether this process may use every CPU that is on."""
    does = "the other CPUs are somebody else's: caches and memory bandwidth are shared with what runs there"
    online = system.text("/sys/devices/system/cpu/online")
    if not online:
        return unseen("cpu_set", "no list of CPUs in /sys", does)
    usable, there = len(system.usable()), sum(_span(span) for span in online.split(","))
    if usable >= there:
        return Finding("cpu_set", "good", f"all {there} CPUs may be used", does)
    mend = "keep the others idle, or take the whole machine"
    return Finding("cpu_set", "note", f"{usable} of {there} CPUs may be used", does, mend)


def memory_limit(system: System) -> Finding:
    """The smallest limit of memory on the way from this process's group to the root."""
    does = "a lane that asks for more is killed, and its page cache counts too"
    limits = []
    for folder in folders(system, "memory"):
        text = system.text(f"{folder}/memory.max") or system.text(f"{folder}/memory.limit_in_bytes")
        if text:
            limits.append(int(text) if text.isdigit() else NO_LIMIT)
    if not limits:
        return unseen("memory_limit", "no memory control group in /sys/fs/cgroup", does)
    least = min(limits)
    if least >= NO_LIMIT:
        return Finding("memory_limit", "good", "no limit of memory", does)
    saw = f"this container may use {least / (1 << 30):.2g} GiB of memory"
    return Finding("memory_limit", "bad" if least < LEAST_BYTES else "note", saw, does, "give it more (--memory)")


def folders(system: System, controller: str) -> Iterator[str]:
    """A controller's groups, this process's first, then each above it; in version 2, and in version 1."""
    for line in system.text("/proc/self/cgroup").splitlines() or ("0::/",):
        _, _, rest = line.partition(":")
        names, _, path = rest.partition(":")
        bases = {"": (ROOT, f"{ROOT}/unified")}.get(names, ())
        if controller in names.split(","):
            bases = (f"{ROOT}/{names}", f"{ROOT}/{controller}")
        parts = [part for part in path.split("/") if part and part != ".."]
        for base in dict.fromkeys(bases):
            for length in range(len(parts), -1, -1):
                folder = "/".join([base, *parts[:length]])
                if system.exists(folder):
                    yield folder


def _quota(system: System, folder: str) -> float | None:
    """Cores' worth of time: infinite without a limit, None where nothing is said."""
    words = system.text(f"{folder}/cpu.max").split()
    if len(words) == 2 and words[1].isdigit() and int(words[1]):
        return int(words[0]) / int(words[1]) if words[0].isdigit() else float("inf")
    quota, period = (system.number(f"{folder}/cpu.cfs_{name}_us") for name in ("quota", "period"))
    if quota is None:
        return None
    return quota / period if quota > 0 and period else float("inf")


def _span(text: str) -> int:
    first, _, last = text.partition("-")
    return int(last or first) - int(first) + 1
