"""Looks at the processor: frequency, heat, threads, clock, counters, and whether it is one at all."""

from __future__ import annotations

from benchmarks.host.finding import Finding, unseen
from benchmarks.host.fingerprint import threads_per_core, virtualization
from benchmarks.host.system import System

__all__ = ["clock", "counters", "governor", "heat", "thermal", "threads", "turbo", "virtual"]

CPU = "/sys/devices/system/cpu"
GOOD_CLOCKS = ("tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page")
COUNTED = ("core_throttle_count", "package_throttle_count")


def governor(system: System) -> Finding:
    """How the kernel chooses a frequency."""
    does = "short runs are timed at a lower frequency than long ones"
    found = {system.text(str(p)) for p in system.paths(f"{CPU}/cpu[0-9]*/cpufreq/scaling_governor")} - {""}
    if not found:
        return unseen("governor", "no cpufreq in /sys (usual in a virtual machine)", does)
    saw = f"governor {', '.join(sorted(found))}"
    if found == {"performance"}:
        return Finding("governor", "good", saw, does)
    return Finding("governor", "bad", saw, does, "cpupower frequency-set -g performance")


def turbo(system: System) -> Finding:
    """Whether the clock rises while few cores work."""
    does = "the clock depends on heat and on the other cores; interleaving evens it out between lanes"
    off = system.number(f"{CPU}/intel_pstate/no_turbo")
    boost = system.number(f"{CPU}/cpufreq/boost")
    if off is None and boost is None:
        return unseen("turbo", "neither intel_pstate/no_turbo nor cpufreq/boost is in /sys", does)
    if off == 1 or boost == 0:
        return Finding("turbo", "good", "turbo is off", does)
    path = "intel_pstate/no_turbo" if off is not None else "cpufreq/boost"
    return Finding("turbo", "note", "turbo is on", does, f"echo {1 if off is not None else 0} > {CPU}/{path}")


def thermal(system: System, before: int | None) -> Finding:
    """How often the processor slowed itself down for its heat, and whether it did since `heat` was ``before``."""
    does = "the clock falls in the middle of a run: what is measured later looks slow"
    now = heat(system)
    if before is None or now is None:
        return unseen("thermal", "no thermal_throttle in /sys (usual in a virtual machine)", does)
    mend = "cool it: fans, fewer cores at once, turbo off; or wait"
    if now > before:
        return Finding("thermal", "bad", f"slowed down for its heat {now - before} times just now", does, mend)
    if now:
        return Finding("thermal", "note", f"slowed down for its heat {now} times since it was started", does, mend)
    return Finding("thermal", "good", "never slowed down for its heat", does)


def threads(system: System) -> Finding:
    """Whether two CPUs share one core."""
    does = "a busy sibling takes up to half of a core"
    if not system.text(f"{CPU}/cpu0/topology/thread_siblings_list"):
        return unseen("smt", "no topology in /sys", does)
    per_core = threads_per_core(system)
    if per_core == 1:
        return Finding("smt", "good", "one hardware thread a core", does)
    return Finding("smt", "note", f"{per_core} hardware threads a core", does, f"echo off > {CPU}/smt/control")


def clock(system: System) -> Finding:
    """What the kernel tells time by."""
    does = "each look at the clock is a system call, a microsecond or more"
    found = system.text("/sys/devices/system/clocksource/clocksource0/current_clocksource")
    if not found:
        return unseen("clocksource", "no clocksource in /sys", does, "tandem limits measures what a look costs")
    if found in GOOD_CLOCKS:
        return Finding("clocksource", "good", f"clock source {found}", "a look at it is no system call")
    mend = "boot with tsc=reliable, or choose another kind of machine"
    return Finding("clocksource", "bad", f"clock source {found}", does, mend)


def virtual(system: System) -> Finding:
    """Whether the machine is a guest."""
    does = "other guests share caches and memory bandwidth, unseen from here"
    kind = virtualization(system)
    if kind == "none":
        if not system.text("/proc/cpuinfo") and not system.text("/sys/class/dmi/id/sys_vendor"):
            return unseen("virtual", "neither /proc/cpuinfo nor a vendor can be read", does)
        return Finding("virtual", "good", "no sign of a hypervisor or container", does)
    mend = "for figures that others quote, measure on a machine of your own"
    return Finding("virtual", "note", f"a guest ({kind})", does, mend)


def counters(system: System) -> Finding:
    """Whether instructions and cache misses can be counted by the processor itself."""
    does = "instructions are counted by callgrind instead, slowly and without caches; times are not touched"
    level = system.number("/proc/sys/kernel/perf_event_paranoid")
    if level is None:
        return unseen("counters", "no perf_event_paranoid: the kernel has no perf events", does)
    if not system.exists("/sys/bus/event_source/devices/cpu") and not system.paths(
        "/sys/bus/event_source/devices/cpu_*"
    ):
        mend = "choose a machine whose hypervisor hands its counters on"
        return Finding("counters", "note", f"perf_event_paranoid {level}, but no hardware counters", does, mend)
    if level > 2:
        mend = "echo 1 > /proc/sys/kernel/perf_event_paranoid"
        return Finding("counters", "note", f"perf_event_paranoid {level}: counters are refused", does, mend)
    return Finding("counters", "good", f"perf_event_paranoid {level}: a process may count for itself", does)


def heat(system: System) -> int | None:
    """Thermal events of all cores since boot; None where none are counted."""
    counts = [
        count
        for name in COUNTED
        for path in system.paths(f"{CPU}/cpu[0-9]*/thermal_throttle/{name}")
        if (count := system.number(str(path))) is not None
    ]
    return sum(counts) if counts else None
