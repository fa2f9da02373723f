import socket

import pytest

from benchmarks.host import doctor
from benchmarks.host.doctor import Finding, doubts, examine
from benchmarks.host.fingerprint import fingerprint, memory_bytes, threads_per_core, virtualization
from benchmarks.host.system import System

CPU = "sys/devices/system/cpu"


@pytest.fixture
def machine(tmp_path):
    """A made-up machine: the files that are written, no others."""

    def write(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return System(tmp_path)

    return write


def grade(look, system):
    found = look(system)
    return (found.grade, found.saw) if found else None


def test_nothing_is_known_of_an_empty_machine_and_that_is_no_error(machine):
    codes = {f.code for f in examine(machine({}), watch_s=0)}
    assert {"governor", "smt", "swap", "virtual", "cargo", "other_runs"} == codes


@pytest.mark.parametrize(("governor", "expected"), [("performance", "good"), ("powersave", "bad")])
def test_a_governor_that_saves_power_is_bad(machine, governor, expected):
    system = machine({f"{CPU}/cpu0/cpufreq/scaling_governor": f"{governor}\n"})
    assert (expected, f"governor {governor}") == grade(doctor.governor, system)


@pytest.mark.parametrize(("path", "on", "off"), [("intel_pstate/no_turbo", "0", "1"), ("cpufreq/boost", "1", "0")])
def test_turbo_is_told_either_way_it_is_written(machine, path, on, off):
    assert grade(doctor.turbo, machine({f"{CPU}/{path}": off})) == ("good", "turbo is off")
    assert grade(doctor.turbo, machine({f"{CPU}/{path}": on})) == ("note", "turbo is on")


@pytest.mark.parametrize(("siblings", "threads"), [("0", 1), ("0,4", 2), ("0-3", 4), ("0-1,8-9", 4), ("", 1)])
def test_threads_of_a_core_are_counted(machine, siblings, threads):
    assert threads == threads_per_core(machine({f"{CPU}/cpu0/topology/thread_siblings_list": siblings}))


@pytest.mark.parametrize(("value", "expected"), [("2", "good"), ("0", "bad"), ("1", "bad")])
def test_a_fixed_layout_of_memory_is_bad(machine, value, expected):
    assert expected == doctor.aslr(machine({"proc/sys/kernel/randomize_va_space": value})).grade


def test_swapped_memory_is_noted(machine):
    system = machine({"proc/meminfo": "SwapTotal: 2097152 kB\nSwapFree: 1048576 kB\n"})
    assert grade(doctor.swap, system) == ("note", "1024 MiB are swapped out")


def test_too_little_memory_is_bad(machine):
    system = machine({"proc/meminfo": "MemAvailable: 512000 kB\n"})
    assert grade(doctor.memory, system) == ("bad", "500 MiB of memory are free")
    assert doctor.memory(machine({"proc/meminfo": "MemAvailable: 9000000 kB\n"})) is None


@pytest.mark.parametrize(
    "files",
    [
        {"sys/fs/cgroup/cpu.max": "50000 100000"},
        {"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "50000", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000"},
    ],
)
def test_half_a_cpu_is_bad(machine, files):
    assert doctor.limits(machine(files)).saw.startswith("this container may use 0.5 of ")


@pytest.mark.parametrize(
    "files", [{}, {"sys/fs/cgroup/cpu.max": "max 100000"}, {"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1"}]
)
def test_no_limit_is_nothing_to_tell(machine, files):
    assert doctor.limits(machine(files)) is None


@pytest.mark.parametrize(
    ("source", "expected"), [("tsc", "good"), ("kvm-clock", "good"), ("hpet", "bad"), ("acpi_pm", "bad")]
)
def test_a_slow_clock_source_is_bad(machine, source, expected):
    system = machine({"sys/devices/system/clocksource/clocksource0/current_clocksource": source})
    assert expected == doctor.clock(system).grade


def test_a_busy_core_and_stolen_time_are_bad(machine, monkeypatch):
    stat = "cpu  0 0 0 0 0 0 0 0\ncpu0 {} 0 0 {} 0 0 0 0 0 0\ncpu1 0 0 0 {} 0 0 0 {} 0 0\n"
    system = machine({"proc/stat": stat.format(0, 0, 0, 0), "proc/loadavg": "9.00 1 1"})
    monkeypatch.setattr(doctor.time, "sleep", lambda _: machine({"proc/stat": stat.format(40, 60, 95, 5)}))
    found = {f.code: f.saw for f in doctor.load(system, 0.5)}
    assert found == {
        "busy_cores": "cpu0 40% busy",
        "steal": "5.0% of the time went to other guests",
        "load": "load average 9.00 over the last minute",
    }


def test_idle_cores_are_good(machine, monkeypatch):
    stat = "cpu0 0 0 0 {} 0 0 0 0 0 0\n"
    system = machine({"proc/stat": stat.format(0)})
    monkeypatch.setattr(doctor.time, "sleep", lambda _: machine({"proc/stat": stat.format(100)}))
    assert [("good", "1 cores idle")] == [(f.grade, f.saw) for f in doctor.load(system, 0.5)]


def test_another_run_s_workers_are_seen_and_our_own_are_not(machine, monkeypatch):
    monkeypatch.setattr(doctor.os, "getpid", lambda: 5)
    worker = "python\0-m\0benchmarks.worker\0"
    system = machine({"proc/7/cmdline": worker, "proc/7/status": "PPid:\t5\n"})
    assert doctor.other_runs(system).grade == "good"
    machine({"proc/8/cmdline": worker, "proc/8/status": "PPid:\t1\n"})
    assert doctor.other_runs(system).saw == "another run measures here (1 processes)"


def test_only_the_bad_become_doubts_of_the_run():
    found = doubts([Finding("a", "bad", "saw", "does", "mend"), Finding("b", "note", "x"), Finding("c", "good", "y")])
    assert [("a", "saw", "mend")] == [(d.code, d.saw, d.advice) for d in found]


def test_every_bad_finding_says_what_it_does_and_how_to_mend_it(machine):
    system = machine(
        {
            f"{CPU}/cpu0/cpufreq/scaling_governor": "powersave",
            "proc/sys/kernel/randomize_va_space": "0",
            "proc/meminfo": "MemAvailable: 5 kB\n",
            "sys/fs/cgroup/cpu.max": "5 100000",
            "sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet",
        }
    )
    bad = [f for f in examine(system, watch_s=0) if f.grade == "bad"]
    assert len(bad) == 5
    assert all(f.does and f.mend for f in bad)


def test_a_fingerprint_says_what_the_machine_is(machine):
    system = machine(
        {
            "proc/cpuinfo": "processor: 0\nmodel name\t: Made Up 9\nflags: fpu hypervisor sse\n",
            "proc/meminfo": "MemTotal: 16384000 kB\n",
            "etc/os-release": 'NAME=x\nPRETTY_NAME="Made OS 1"\n',
        }
    )
    found = fingerprint(system)
    assert ("Made Up 9", "Made OS 1", "vm") == (found["cpu"], found["os"], found["virtualization"])
    assert found["memory_bytes"] % (64 << 20) == 0
    assert found["id"] == fingerprint(system)["id"]


def test_a_fingerprint_names_no_host():
    assert socket.gethostname() not in str(fingerprint()).split("'")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".dockerenv": ""}, "container"), ({"sys/class/dmi/id/sys_vendor": "QEMU"}, "qemu"),
        ({"sys/class/dmi/id/sys_vendor": "Amazon EC2"}, "amazon"),
        ({"sys/class/dmi/id/sys_vendor": "Dell Inc."}, "none"),
    ],
)  # fmt: skip
def test_a_guest_is_known_by_its_vendor(machine, files, expected):
    assert expected == virtualization(machine(files))


def test_memory_is_the_same_from_boot_to_boot(machine):
    one = memory_bytes(machine({"proc/meminfo": "MemTotal: 16384000 kB\n"}))
    assert one == memory_bytes(machine({"proc/meminfo": "MemTotal: 16380000 kB\n"}))


def test_an_arm_processor_has_a_name(machine):
    info = "processor: 0\nCPU implementer : 0x41\nCPU part : 0xd0c\n"
    assert fingerprint(machine({"proc/cpuinfo": info}))["cpu"].endswith("0x41 0xd0c")
