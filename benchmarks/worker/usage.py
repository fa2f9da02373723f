"""What the kernel says this process has used."""

from __future__ import annotations

import resource
from pathlib import Path

__all__ = ["high_water_bytes", "usage"]


def usage() -> dict[str, int]:
    """Part of ``done``: bytes, CPU ns, and how often the scheduler took the CPU away."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "vm_hwm_bytes": high_water_bytes("/proc/self/status"),
        "cpu_user_ns": round(used.ru_utime * 1e9),
        "cpu_system_ns": round(used.ru_stime * 1e9),
        "switched_out": used.ru_nivcsw,
    }


def high_water_bytes(status: str) -> int:
    """``VmHWM`` of a ``/proc/<pid>/status`` in bytes; 0 if it cannot be read.

    Unlike ``ru_maxrss`` it begins anew at exec, so a child has nothing from its launcher.
    """
    try:
        lines = Path(status).read_bytes().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(b"VmHWM:")), 0)
