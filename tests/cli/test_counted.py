"""Instructions of real lanes: the same each time, and counted where the widest registers are hidden."""

from __future__ import annotations

import shutil

import pytest

from benchmarks.core.discovery import components
from benchmarks.core.givens import Givens
from benchmarks.core.selection import arms, cases
from benchmarks.harnesses import callgrind_
from benchmarks.launcher.workshop import Workshop

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("valgrind") is None, reason="needs valgrind"),
]
SIMD = (
    ("machine/utf8[mib=4,text=mixed]v1", "limit-native"),  # simdutf8
    ("machine/scan[mib=4]v1", "limit-native"),  # memchr
    ("ticker/parse[order=sent,messages=1000]v1", "peer-simd-json"),
    ("ticker/parse[order=sent,messages=1000]v1", "peer-sonic-rs"),
    ("websocket/parse_frames[frames=text208,role=server,messages=20000]v1", "rust"),  # our own masks
)


@pytest.fixture
def counted(cache, monkeypatch):
    """Instructions of one operation of a lane, by callgrind whatever perf can do here."""
    monkeypatch.setattr(callgrind_, "counter", lambda: callgrind_.VALGRIND)
    known = components()
    workshop, givens = Workshop(known), Givens(known, 1)

    def count(case, lane, seed=1):
        (arm,) = (a for a in arms(cases(known, [case]), [lane], workshop.kinds) if a.runtime == a.lane.runtime)
        assert callgrind_.applies(arm) is None
        for part in workshop.parts(arm):
            workshop.build(part)
        trial, series = callgrind_.measure(workshop, arm, givens.of(arm.component, arm.case).path, seed)
        assert "ok" == trial.ended, trial.why
        (value,) = series[0]["values"]
        return value

    return count


def test_an_empty_call_takes_the_same_instructions_each_time(counted):
    found = [counted("machine/empty[]v1", "floor-python", seed) for seed in (1, 1, 2)]
    assert 10 < min(found)
    assert max(found) < min(found) * 1.01


@pytest.mark.cargo
def test_a_call_of_the_system_takes_as_many_instructions_each_time(counted):
    found = [counted("machine/syscall[]v1", "limit-native", seed) for seed in (1, 2)]
    assert found == pytest.approx([found[0]] * 2, rel=1e-3)


@pytest.mark.cargo
@pytest.mark.parametrize(("case", "lane"), SIMD)
def test_a_lane_that_looks_for_wide_registers_runs_without_the_widest(counted, case, lane):
    assert counted(case, lane) > 0
