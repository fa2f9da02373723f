"""Looks at memory: how it is laid out, in what pages, how much there is, and whether its peaks can be read."""

from __future__ import annotations

from benchmarks.host.finding import Finding, unseen
from benchmarks.host.system import System

__all__ = ["aslr", "huge_pages", "memory", "ptrace", "swap"]

LEAST_KIB = 1 << 20
SWAPPED_KIB = 64 << 10
NO_RANDOM = 0x0040000  # ADDR_NO_RANDOMIZE, see personality(2)


def aslr(system: System) -> Finding:
    """Whether layouts of memory differ from process to process: here they should."""
    does = "one lucky layout is taken for a property of a lane"
    found = system.number("/proc/sys/kernel/randomize_va_space")
    if found is None:
        return unseen("aslr", "no randomize_va_space in /proc", does)
    personality = system.text("/proc/self/personality")
    if personality and int(personality, 16) & NO_RANDOM:
        saw = "this process was started with a fixed address layout"
        return Finding("aslr", "bad", saw, does, "start it without setarch -R, and outside a debugger")
    if found == 2:
        return Finding("aslr", "good", "address layout differs from process to process", does)
    saw = f"address layout randomisation is {found}, not 2"
    return Finding("aslr", "bad", saw, does, "echo 2 > /proc/sys/kernel/randomize_va_space")


def swap(system: System) -> Finding:
    """Whether memory is being swapped."""
    does = "a lane may wait for the disk"
    info = system.fields("/proc/meminfo")
    if "SwapTotal" not in info:
        return unseen("swap", "no SwapTotal in /proc/meminfo", does)
    total, free = (kib(info.get(key, "0")) for key in ("SwapTotal", "SwapFree"))
    if total - free < SWAPPED_KIB:
        return Finding("swap", "good", "nothing is swapped out" if total else "there is no swap", does)
    return Finding("swap", "note", f"{(total - free) >> 10} MiB are swapped out", does, "swapoff -a && swapon -a")


def memory(system: System) -> Finding:
    """Whether enough memory is free."""
    does = "a lane may be killed, or wait for the disk"
    info = system.fields("/proc/meminfo")
    if "MemAvailable" not in info:
        return unseen("memory", "no MemAvailable in /proc/meminfo", does)
    available = kib(info["MemAvailable"])
    if available > LEAST_KIB:
        return Finding("memory", "good", f"{available / LEAST_KIB:.1f} GiB of memory are free", does)
    return Finding("memory", "bad", f"{available >> 10} MiB of memory are free", does, "end what holds the rest")


def huge_pages(system: System) -> Finding:
    """Whether the kernel gives huge pages unasked."""
    does = "whether a lane got huge pages is chance: times of large memory differ by trial, resident peaks are larger"
    path = "/sys/kernel/mm/transparent_hugepage/enabled"
    found = system.text(path)
    if "[" not in found:
        return unseen("huge_pages", "no transparent_hugepage in /sys", does)
    chosen = found.partition("[")[2].partition("]")[0]
    if chosen == "always":
        return Finding("huge_pages", "note", "transparent huge pages always", does, f"echo madvise > {path}")
    return Finding("huge_pages", "good", f"transparent huge pages {chosen}", does)


def ptrace(system: System) -> Finding:
    """Whether the warden may watch a program, so that its resident peak can be read as it exits."""
    does = "a program's resident peak cannot be read: it is then left out, never guessed"
    if not system.exists("/proc/self/status"):
        return unseen("ptrace", "no /proc/self/status", does)
    scope = system.number("/proc/sys/kernel/yama/ptrace_scope")
    if scope == 3:  # what a child may do to itself needs no more than scope 2 with its parent's leave
        return Finding("ptrace", "bad", "ptrace is forbidden (yama ptrace_scope 3)", does, "boot with ptrace_scope 1")
    saw = "no rule against ptrace" if scope is None else f"yama ptrace_scope {scope}: children may be watched"
    if scope == 2:
        mend = "echo 1 > /proc/sys/kernel/yama/ptrace_scope"
        return Finding("ptrace", "note", "ptrace needs root (yama ptrace_scope 2)", does, mend)
    return Finding("ptrace", "good", saw, does)


def kib(text: str) -> int:
    """The number of a line like ``16384 kB``; 0 where there is none."""
    words = text.split()
    return int(words[0]) if words and words[0].isdigit() else 0
