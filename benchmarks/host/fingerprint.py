"""What a machine is, without who it belongs to: no host name, user, address or serial number."""

from __future__ import annotations

import hashlib
import json
import platform
from typing import Any

from benchmarks.host.system import System

__all__ = ["fingerprint"]


def fingerprint(system: System | None = None) -> dict[str, Any]:
    """The ``host`` record: what numbers depend on. Its id is a digest of what does not change while it is up.

    Two machines of one kind have one id; so do two hosts of a cloud. Unknown is an empty string or 0.
    """
    system = system or System()
    lasting = {
        "cpu": cpu_model(system),
        "arch": platform.machine(),
        "cores": len(system.usable()),
        "threads_per_core": threads_per_core(system),
        "memory_bytes": memory_bytes(system),
        "kernel": platform.release(),
        "os": os_name(system),
        "virtualization": virtualization(system),
        "clocksource": system.text("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
    }
    digest = hashlib.sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()
    governor = system.text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    return {"is": "host", "schema": 1, "id": f"h{digest[:8]}", **lasting, "governor": governor}


def cpu_model(system: System) -> str:
    """The processor's name; on arm64 its implementer and part."""
    info = system.fields("/proc/cpuinfo")
    if info.get("model name"):
        return info["model name"]
    part = " ".join(info[key] for key in ("CPU implementer", "CPU part") if info.get(key))
    return f"{platform.machine()} {part}".strip()


def memory_bytes(system: System) -> int:
    """Memory to the nearest 64 MiB: what the kernel keeps for itself differs from boot to boot."""
    words = system.fields("/proc/meminfo").get("MemTotal", "0 kB").split()
    grain = 64 << 20
    return round(int(words[0]) * 1024 / grain) * grain


def threads_per_core(system: System) -> int:
    """Hardware threads that share a core; 1 where the kernel does not say."""
    siblings = system.text("/sys/devices/system/cpu/cpu0/topology/thread_siblings_list")
    count = 0
    for span in siblings.split(",") if siblings else ():
        first, _, last = span.partition("-")
        count += int(last or first) - int(first) + 1
    return max(count, 1)


def os_name(system: System) -> str:
    """The distribution's name and version."""
    name = system.fields("/etc/os-release", "=").get("PRETTY_NAME", "").strip('"')
    return name or platform.system()


def virtualization(system: System) -> str:
    """What kind of machine it pretends to be: a hypervisor's name, container, or none."""
    if system.exists("/.dockerenv") or system.exists("/run/.containerenv"):
        return "container"
    vendor = system.text("/sys/class/dmi/id/sys_vendor").lower()
    known = ("qemu", "kvm", "vmware", "xen", "microsoft", "amazon", "google", "innotek", "firecracker")
    named = next((name for name in known if name in vendor), "")
    if named:
        return named
    return "vm" if " hypervisor " in f" {system.fields('/proc/cpuinfo').get('flags', '')} " else "none"
