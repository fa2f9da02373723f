import os
import socket

import pytest

from benchmarks.host import builds, company, container, doctor, memory, processor
from benchmarks.host.doctor import Finding, doubts, examine
from benchmarks.host.fingerprint import fingerprint, memory_bytes, threads_per_core, virtualization
from benchmarks.host.system import System

CPU = "sys/devices/system/cpu"
CGROUP = "sys/fs/cgroup"


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
    return found.grade, found.saw


def test_of_an_empty_machine_nothing_is_seen_and_each_look_says_so(machine):
    found = {f.code: f for f in examine(machine({}), watch_s=0)}
    told = {
        "busy_cores", "steal", "load", "thermal", "governor", "turbo", "smt", "aslr", "swap", "memory", "huge_pages",
        "ptrace", "cpu_quota", "cpu_throttled", "cpu_set", "memory_limit", "clocksource", "counters", "virtual",
        "other_runs",
    }  # fmt: skip
    assert told == {code for code, f in found.items() if f.grade == "unseen"}
    assert all(found[code].saw.startswith("cannot be seen here: ") for code in told)
    assert found.keys() - told == {"interpreter", "environment", "cargo"}


def test_every_finding_says_what_it_does_and_all_but_the_good_how_to_mend_it(machine):
    system = machine(
        {
            f"{CPU}/cpu0/cpufreq/scaling_governor": "powersave",
            f"{CPU}/cpu0/thermal_throttle/core_throttle_count": "7",
            f"{CPU}/cpu0/topology/thread_siblings_list": "0,4",
            f"{CPU}/cpufreq/boost": "1",
            f"{CPU}/online": "0-63",
            "proc/sys/kernel/randomize_va_space": "0",
            "proc/sys/kernel/perf_event_paranoid": "4",
            "proc/sys/kernel/yama/ptrace_scope": "3",
            "proc/self/status": "Name: x\n",
            "proc/self/cgroup": "0::/\n",
            "proc/meminfo": "MemAvailable: 5 kB\nSwapTotal: 2097152 kB\nSwapFree: 0 kB\n",
            "proc/loadavg": "900.00 1 1",
            "sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never",
            f"{CGROUP}/cpu.max": "5 100000",
            f"{CGROUP}/cpu.stat": "nr_periods 9\nnr_throttled 3\n",
            f"{CGROUP}/memory.max": "1000",
            "sys/devices/system/clocksource/clocksource0/current_clocksource": "hpet",
            "sys/class/dmi/id/sys_vendor": "QEMU",
        }
    )
    found = examine(system, watch_s=0)
    grades = {f.code: f.grade for f in found}
    assert {"governor", "aslr", "memory", "cpu_quota", "memory_limit", "clocksource", "ptrace"} == {
        code for code, g in grades.items() if g == "bad" and code not in {"interpreter", "environment"}
    }
    noted = {"turbo", "smt", "swap", "huge_pages", "cpu_throttled", "cpu_set", "counters", "virtual", "load", "thermal"}
    assert noted <= {code for code, g in grades.items() if g == "note"}
    assert all(f.does for f in found)
    assert all(f.mend for f in found if f.grade != "good")


@pytest.mark.parametrize(("governor", "expected"), [("performance", "good"), ("powersave", "bad")])
def test_a_governor_that_saves_power_is_bad(machine, governor, expected):
    system = machine({f"{CPU}/cpu0/cpufreq/scaling_governor": f"{governor}\n"})
    assert (expected, f"governor {governor}") == grade(processor.governor, system)


def test_one_core_with_another_governor_is_enough(machine):
    files = {f"{CPU}/cpu{n}/cpufreq/scaling_governor": g for n, g in enumerate(("performance", "ondemand"))}
    assert ("bad", "governor ondemand, performance") == grade(processor.governor, machine(files))


@pytest.mark.parametrize(("path", "on", "off"), [("intel_pstate/no_turbo", "0", "1"), ("cpufreq/boost", "1", "0")])
def test_turbo_is_told_either_way_it_is_written(machine, path, on, off):
    assert grade(processor.turbo, machine({f"{CPU}/{path}": off})) == ("good", "turbo is off")
    assert grade(processor.turbo, machine({f"{CPU}/{path}": on})) == ("note", "turbo is on")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("0", "0", ("good", "never slowed down for its heat")),
        ("5", "5", ("note", "slowed down for its heat 5 times since it was started")),
        ("5", "8", ("bad", "slowed down for its heat 3 times just now")),
    ],
)
def test_heat_is_worse_now_than_it_was(machine, before, after, expected):
    count = f"{CPU}/cpu3/thermal_throttle/package_throttle_count"
    begun = processor.heat(machine({count: before}))
    found = processor.thermal(machine({count: after}), begun)
    assert expected == (found.grade, found.saw)


@pytest.mark.parametrize(("siblings", "threads"), [("0", 1), ("0,4", 2), ("0-3", 4), ("0-1,8-9", 4), ("", 1)])
def test_threads_of_a_core_are_counted(machine, siblings, threads):
    assert threads == threads_per_core(machine({f"{CPU}/cpu0/topology/thread_siblings_list": siblings}))


@pytest.mark.parametrize(("value", "expected"), [("2", "good"), ("0", "bad"), ("1", "bad")])
def test_a_fixed_layout_of_memory_is_bad(machine, value, expected):
    assert expected == memory.aslr(machine({"proc/sys/kernel/randomize_va_space": value})).grade


def test_a_process_may_be_fixed_though_the_kernel_is_not(machine):
    system = machine({"proc/sys/kernel/randomize_va_space": "2", "proc/self/personality": "00040000\n"})
    assert ("bad", "this process was started with a fixed address layout") == grade(memory.aslr, system)


@pytest.mark.parametrize(
    ("free", "expected"),
    [("1048576", ("note", "1024 MiB are swapped out")), ("2097000", ("good", "nothing is swapped out"))],
)
def test_swapped_memory_is_noted(machine, free, expected):
    assert expected == grade(memory.swap, machine({"proc/meminfo": f"SwapTotal: 2097152 kB\nSwapFree: {free} kB\n"}))


def test_too_little_memory_is_bad(machine):
    assert grade(memory.memory, machine({"proc/meminfo": "MemAvailable: 512000 kB\n"})) == (
        "bad", "500 MiB of memory are free",
    )  # fmt: skip
    assert memory.memory(machine({"proc/meminfo": "MemAvailable: 9000000 kB\n"})).grade == "good"


@pytest.mark.parametrize(
    ("enabled", "expected"), [("[always] madvise never", "note"), ("always [madvise] never", "good")]
)
def test_huge_pages_for_everybody_are_noted(machine, enabled, expected):
    system = machine({"sys/kernel/mm/transparent_hugepage/enabled": enabled})
    assert expected == memory.huge_pages(system).grade


@pytest.mark.parametrize(("scope", "expected"), [(None, "good"), ("1", "good"), ("2", "note"), ("3", "bad")])
def test_whether_programs_may_be_watched(machine, scope, expected):
    files = {"proc/self/status": "Name: x"} | ({"proc/sys/kernel/yama/ptrace_scope": scope} if scope else {})
    assert expected == memory.ptrace(machine(files)).grade


@pytest.mark.parametrize(
    "files",
    [
        {f"{CGROUP}/cpu.max": "50000 100000"},
        {f"{CGROUP}/a/b/cpu.max": "max 100000", f"{CGROUP}/a/cpu.max": "50000 100000", "proc/self/cgroup": "0::/a/b\n"},
        {
            f"{CGROUP}/cpu/cpu.cfs_quota_us": "50000",
            f"{CGROUP}/cpu/cpu.cfs_period_us": "100000",
            "proc/self/cgroup": "3:memory:/x\n1:cpu:/\n",
        },
        {
            f"{CGROUP}/cpu,cpuacct/a/cpu.cfs_quota_us": "50000",
            f"{CGROUP}/cpu,cpuacct/a/cpu.cfs_period_us": "100000",
            f"{CGROUP}/cpu,cpuacct/cpu.cfs_quota_us": "-1",
            "proc/self/cgroup": "2:cpu,cpuacct:/a\n0::/\n",
        },
    ],
    ids=["v2", "v2, of the group above", "v1", "v1, joined controllers"],
)
def test_half_a_cpu_is_bad(machine, files):
    found = container.cpu_quota(machine(files))
    assert ("bad", True) == (found.grade, found.saw.startswith("this container may use 0.5 of "))


@pytest.mark.parametrize(
    "files",
    [
        {f"{CGROUP}/cpu.max": "max 100000"},
        {f"{CGROUP}/cpu/cpu.cfs_quota_us": "-1", "proc/self/cgroup": "1:cpu:/\n"},
    ],
)
def test_no_limit_of_time_is_good(machine, files):
    assert ("good", "no limit of CPU time") == grade(container.cpu_quota, machine(files))


def test_a_spent_share_is_told(machine):
    system = machine({f"{CGROUP}/cpu.stat": "nr_periods 10\nnr_throttled 4\nthrottled_usec 9\n"})
    assert ("note", True) == (container.throttled(system).grade, "stopped 4 times" in container.throttled(system).saw)
    assert container.throttled(machine({f"{CGROUP}/cpu.stat": "nr_throttled 0\n"})).grade == "good"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({f"{CGROUP}/memory.max": "max"}, "good"),
        ({f"{CGROUP}/memory.max": str(8 << 30)}, "note"),
        ({f"{CGROUP}/memory.max": str(100 << 20)}, "bad"),
        ({f"{CGROUP}/memory/memory.limit_in_bytes": "9223372036854771712", "proc/self/cgroup": "4:memory:/\n"}, "good"),
        ({f"{CGROUP}/memory/x/memory.limit_in_bytes": "1000", "proc/self/cgroup": "4:memory:/x\n"}, "bad"),
    ],
)
def test_a_limit_of_memory_is_told(machine, files, expected):
    assert expected == container.memory_limit(machine(files)).grade


def test_cpus_of_others_are_told(machine):
    online = machine({f"{CPU}/online": "0-1000,2000"})
    assert ("note", True) == (container.cpu_set(online).grade, "of 1002 CPUs" in container.cpu_set(online).saw)


@pytest.mark.parametrize(
    ("source", "expected"), [("tsc", "good"), ("kvm-clock", "good"), ("hpet", "bad"), ("acpi_pm", "bad")]
)
def test_a_slow_clock_source_is_bad(machine, source, expected):
    system = machine({"sys/devices/system/clocksource/clocksource0/current_clocksource": source})
    assert expected == processor.clock(system).grade


@pytest.mark.parametrize(
    ("level", "device", "expected"),
    [("1", True, "good"), ("2", True, "good"), ("4", True, "note"), ("1", False, "note")],
)
def test_counters_need_leave_and_a_processor_that_has_them(machine, level, device, expected):
    files = {"proc/sys/kernel/perf_event_paranoid": level}
    files |= {"sys/bus/event_source/devices/cpu/type": "4"} if device else {}
    assert expected == processor.counters(machine(files)).grade


def test_a_busy_core_and_stolen_time_are_bad(machine):
    stat = "cpu  0 0 0 0 0 0 0 0\ncpu0 {} 0 0 {} 0 0 0 0 0 0\ncpu1 0 0 0 {} 0 0 0 {} 0 0\n"
    system = machine({"proc/stat": stat.format(0, 0, 0, 0), "proc/loadavg": "900.00 1 1"})
    later = {"proc/stat": stat.format(40, 60, 95, 5)}
    found = {f.code: (f.grade, f.saw) for f in examine(system, sleep=lambda _: machine(later))}
    assert found["busy_cores"] == ("bad", "cpu0 40% busy")
    assert found["steal"] == ("bad", "5.0% of the time went to other guests")
    assert found["load"] == ("note", "load average 900.00 over the last minute")


def test_idle_cores_are_good(machine):
    stat = "cpu0 0 0 0 {} 0 0 0 0 0 0\n"
    before = machine({"proc/stat": stat.format(0)}).cpu_times()
    found = {f.code: f.saw for f in company.load(machine({"proc/stat": stat.format(100)}), before)}
    assert ("1 cores idle", "no time went to other guests") == (found["busy_cores"], found["steal"])


@pytest.mark.parametrize(
    "words",
    [
        ["python", "-m", "benchmarks.worker"],
        ["/cache/bin/1f/tandem-warden"],
        ["python", "-m", "tandem", "time", "true"],
        ["/venv/bin/python", "/venv/bin/tandem", "run", "--quick"],
    ],
)
def test_another_run_is_seen_and_what_is_ours_is_not(machine, monkeypatch, words):
    monkeypatch.setattr(os, "getpid", lambda: 5)
    line = "\0".join(words) + "\0"
    ours = {
        "proc/7/cmdline": line,
        "proc/7/status": "PPid:\t5\n",
        "proc/9/cmdline": line,
        "proc/9/status": "PPid:\t7\n",
    }
    own = {"proc/5/cmdline": line, "proc/5/status": "PPid:\t3\n", "proc/3/cmdline": line, "proc/3/status": "PPid:\t1\n"}
    system = machine({**ours, **own})
    assert company.other_runs(system).grade == "good"
    machine({"proc/8/cmdline": line, "proc/8/status": "PPid:\t1\n"})
    assert grade(company.other_runs, system) == ("bad", "another run measures here (1 processes)")


@pytest.mark.parametrize("words", [["vim", "tandem"], ["python", "-m", "tandem", "list"], ["", ""]])
def test_what_does_not_measure_is_no_other_run(machine, words):
    system = machine({"proc/8/cmdline": "\0".join(words), "proc/8/status": "PPid:\t1\n"})
    assert company.other_runs(system).grade == "good"


@pytest.mark.parametrize(
    ("config", "debug", "expected"),
    [
        ({"CONFIG_ARGS": "'--enable-optimizations' '--with-lto'"}, False, "good"),
        ({"CONFIG_ARGS": "--prefix=/x"}, False, "note"),
        ({"CONFIG_ARGS": "--enable-optimizations", "Py_DEBUG": 1}, False, "bad"),
        ({"CONFIG_ARGS": "--enable-optimizations"}, True, "bad"),
        ({"PY_CFLAGS": "-g -O0 -Wall"}, False, "bad"),
    ],
)
def test_how_the_interpreter_was_built_is_told(config, debug, expected):
    assert expected == builds.interpreter(config, debug=debug).grade


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HOME", "good"), ("PYTHONDEVMODE", "bad"), ("LD_PRELOAD", "bad"), ("RUSTFLAGS", "bad"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "bad"), ("PYTHONDONTWRITEBYTECODE", "note"),
    ],
)  # fmt: skip
def test_the_environment_is_told_by_names_never_by_values(name, expected):
    found = builds.environment({name: "secret", "MALLOC_ARENA_MAX": ""})
    assert expected == found.grade
    assert "secret" not in str(found)
    assert (name in found.saw) == (expected != "good")


def test_only_the_bad_become_doubts_of_the_run():
    found = doubts([Finding("a", "bad", "saw", "does", "mend"), Finding("b", "note", "x"), Finding("c", "unseen", "y")])
    assert [("a", "saw", "mend")] == [(d.code, d.saw, d.advice) for d in found]


def test_every_grade_has_its_place_in_the_table():
    assert {"good", "note", "bad", "unseen"} == set(doctor.ORDER)


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
