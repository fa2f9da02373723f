"""What would spoil a measurement here: what was seen, what it does to numbers, how to mend it."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from benchmarks.core.model import Doubt
from benchmarks.host.fingerprint import threads_per_core, virtualization
from benchmarks.host.system import System

__all__ = ["Finding", "doubts", "examine"]

Grade = Literal["good", "note", "bad"]
BUSY = 0.10  # of a core, before anything of ours runs
STEAL = 0.01
GOOD_CLOCKS = ("tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page")


class Finding(NamedTuple):
    """One thing looked at."""

    code: str
    grade: Grade
    saw: str
    does: str = ""
    mend: str = ""


def examine(system: System | None = None, watch_s: float = 0.5) -> list[Finding]:
    """Look at everything. ``watch_s``: how long CPUs are watched for load that is not ours."""
    system = system or System()
    looks: tuple[Callable[[System], Finding | None], ...] = (
        governor, turbo, threads, aslr, swap, memory, limits, clock, virtual, cargo_target, other_runs,
    )  # fmt: skip
    found = [finding for look in looks if (finding := look(system))]
    return [*load(system, watch_s), *found]


def doubts(findings: list[Finding]) -> list[Doubt]:
    """The bad ones, as doubts of the whole run."""
    return [Doubt(f.code, f.saw, f.mend) for f in findings if f.grade == "bad"]


def load(system: System, watch_s: float) -> Iterator[Finding]:
    """Cores that are busy though nothing of ours runs, and time that the hypervisor gave to others."""
    before = system.cpu_times()
    time.sleep(watch_s)
    after = system.cpu_times()
    busy, stolen = {}, 0.0
    for cpu in sorted(before.keys() & after.keys() - {"cpu"}):
        spent = [b - a for a, b in zip(before[cpu], after[cpu], strict=True)]
        total = sum(spent[:8]) or 1
        idle = spent[3] + (spent[4] if len(spent) > 4 else 0)
        busy[cpu] = 1 - idle / total
        stolen = max(stolen, spent[7] / total if len(spent) > 7 else 0.0)
    loud = {cpu: share for cpu, share in busy.items() if share > BUSY}
    does = "a lane that shares its core with other work looks slow, by chance"
    if loud:
        saw = ", ".join(f"{cpu} {share:.0%} busy" for cpu, share in loud.items())
        yield Finding("busy_cores", "bad", saw, does, "stop what runs there (top shows it), or wait")
    elif busy:
        yield Finding("busy_cores", "good", f"{len(busy)} cores idle")
    if stolen > STEAL:
        mend = "measure at another time or on a machine of your own; more blocks help"
        yield Finding("steal", "bad", f"{stolen:.1%} of the time went to other guests", does, mend)
    average = system.text("/proc/loadavg").split()
    if average and float(average[0]) > max(len(system.usable()) / 2, 0.75):
        yield Finding("load", "note", f"load average {average[0]} over the last minute", does, "wait for it to fall")


def governor(system: System) -> Finding | None:
    """How the kernel chooses a frequency."""
    found = system.text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    if not found:
        return Finding("governor", "note", "the frequency governor is not visible here (usual in a virtual machine)")
    if found == "performance":
        return Finding("governor", "good", "governor performance")
    return Finding(
        "governor", "bad", f"governor {found}", "short runs are timed at a lower frequency than long ones",
        "cpupower frequency-set -g performance",
    )  # fmt: skip


def turbo(system: System) -> Finding | None:
    """Whether the clock rises while few cores work."""
    off = system.number("/sys/devices/system/cpu/intel_pstate/no_turbo")
    boost = system.number("/sys/devices/system/cpu/cpufreq/boost")
    if off is None and boost is None:
        return None
    if off == 1 or boost == 0:
        return Finding("turbo", "good", "turbo is off")
    path = "intel_pstate/no_turbo" if off is not None else "cpufreq/boost"
    return Finding(
        "turbo", "note", "turbo is on", "the clock depends on heat and on the other cores; interleaving evens it out",
        f"echo {1 if off is not None else 0} > /sys/devices/system/cpu/{path}",
    )  # fmt: skip


def threads(system: System) -> Finding | None:
    """Whether two CPUs share one core."""
    per_core = threads_per_core(system)
    if per_core == 1:
        return Finding("smt", "good", "one hardware thread a core")
    return Finding(
        "smt", "note", f"{per_core} hardware threads a core", "a busy sibling takes up to half of a core",
        "echo off > /sys/devices/system/cpu/smt/control",
    )  # fmt: skip


def aslr(system: System) -> Finding | None:
    """Whether layouts of memory differ from process to process: here they should."""
    found = system.number("/proc/sys/kernel/randomize_va_space")
    if found == 2:
        return Finding("aslr", "good", "address layout differs from process to process")
    if found is None:
        return None
    return Finding(
        "aslr", "bad", f"address layout randomisation is {found}, not 2",
        "one lucky layout is then taken for a property of a lane", "echo 2 > /proc/sys/kernel/randomize_va_space",
    )  # fmt: skip


def swap(system: System) -> Finding | None:
    """Whether memory is being swapped."""
    info = system.fields("/proc/meminfo")
    total, free = (_kib(info.get(key, "0")) for key in ("SwapTotal", "SwapFree"))
    if total - free < 64 << 10:
        return Finding("swap", "good", "nothing is swapped out")
    used = (total - free) >> 10
    return Finding(
        "swap", "note", f"{used} MiB are swapped out", "a lane may wait for the disk", "swapoff -a && swapon -a"
    )


def memory(system: System) -> Finding | None:
    """Whether enough memory is free."""
    available = _kib(system.fields("/proc/meminfo").get("MemAvailable", "0"))
    if not available or available > 1 << 20:
        return None
    return Finding(
        "memory",
        "bad",
        f"{available >> 10} MiB of memory are free",
        "a lane may be killed, or wait for the disk",
        "free some",
    )


def limits(system: System) -> Finding | None:
    """A container's share of CPU time."""
    quota, period = _quota(system)
    if quota is None or not period:
        return None
    cores = quota / period
    if cores >= len(system.usable()):
        return None
    return Finding(
        "cpu_quota", "bad", f"this container may use {cores:.2g} of {len(system.usable())} CPUs",
        "a process is stopped in the middle of a sample when the share is spent",
        "give the container whole CPUs (--cpuset-cpus)",
    )  # fmt: skip


def clock(system: System) -> Finding | None:
    """What the kernel tells time by."""
    found = system.text("/sys/devices/system/clocksource/clocksource0/current_clocksource")
    if not found:
        return None
    if found in GOOD_CLOCKS:
        return Finding("clocksource", "good", f"clock source {found}")
    return Finding(
        "clocksource", "bad", f"clock source {found}", "each look at the clock is a system call, a microsecond or more",
        "boot with tsc=reliable, or choose another kind of machine",
    )  # fmt: skip


def virtual(system: System) -> Finding | None:
    """Whether the machine is a guest."""
    kind = virtualization(system)
    if kind == "none":
        return Finding("virtual", "good", "not a virtual machine")
    return Finding(
        "virtual", "note", f"a guest ({kind})", "other guests share caches and memory bandwidth, unseen from here",
        "for figures that others quote, measure on a machine of your own",
    )  # fmt: skip


def cargo_target(_: System) -> Finding | None:
    """Whether Rust lanes can be built."""
    if shutil.which("cargo"):
        return Finding("cargo", "good", "cargo is here")
    return Finding("cargo", "note", "no cargo", "Rust lanes cannot be built", "install Rust (rustup)")


def other_runs(system: System) -> Finding | None:
    """Measuring processes of another run."""
    others = []
    for path in system.glob("/proc/[0-9]*/cmdline"):
        words = system.text(str(Path("/proc", path.parent.name, "cmdline"))).split("\0")
        if "benchmarks.worker" in words and not _is_ours(system, int(path.parent.name)):
            others.append(path.parent.name)
    if not others:
        return Finding("other_runs", "good", "no other run measures here")
    saw = f"another run measures here ({len(others)} processes)"
    return Finding("other_runs", "bad", saw, "the two runs slow each other down", "let one of them end first")


def _is_ours(system: System, pid: int) -> bool:
    with contextlib.suppress(ValueError):
        return int(system.fields(f"/proc/{pid}/status").get("PPid", "0")) == os.getpid()
    return False


def _kib(text: str) -> int:
    words = text.split()
    return int(words[0]) if words and words[0].isdigit() else 0


def _quota(system: System) -> tuple[int | None, int | None]:
    """A control group's quota and period in us, version 2 or 1."""
    words = system.text("/sys/fs/cgroup/cpu.max").split()
    if len(words) == 2:
        return (int(words[0]) if words[0].isdigit() else None), int(words[1])
    quota = system.number("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
    period = system.number("/sys/fs/cgroup/cpu/cpu.cfs_period_us")
    return (quota if quota and quota > 0 else None), period
