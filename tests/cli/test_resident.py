"""Memory is a process's own, whoever started it and whatever ran before: through launcher, workers and wardens."""

from __future__ import annotations

import shutil
from itertools import permutations

import pytest

from benchmarks.core.discovery import components
from benchmarks.core.selection import arms, cases
from benchmarks.launcher.trial import play, scene_of
from benchmarks.launcher.workshop import Workshop
from benchmarks.stats.blocks import of_trial

MIB = 1 << 20
SPEC = """
from impls.contract import Case, first_difference

CASES = (Case(operation="fill"),)
REFERENCE = "fill-14"

def make(operation, params, seed):
    return b""

def read(operation, params, blob):
    return blob

def same(operation, params, expected, found):
    return first_difference(expected, found)
"""
FILL = "['dd', 'if=/dev/zero', 'of=/dev/null', 'bs={mib}M', 'count=1']"  # one buffer, filled once
LANE = "LANE = {{'kind': 'own', 'label': 'dd', 'runtime': 'program', 'options': {{'command': {command}}}}}"
SIZES = (14, 313, 14)


def peak(workshop, arm, given):
    """Resident peak in MiB of one trial, as the engine reads it."""
    trial = play(scene_of(workshop, arm, given, seed=1), [{"how": "batch", "loops": 1, "samples": 1}], 60.0)
    assert "ok" == trial.ended, trial.why
    return of_trial(trial.record()).values["resident_peak"] / MIB


@pytest.fixture(params=["python", pytest.param("rust", marks=pytest.mark.cargo)])
def filling(request, cache, write_component, tmp_path):
    """What a command of so many MiB has as its peak, under either warden."""
    if request.param == "rust" and shutil.which("cargo") is None:
        pytest.skip("needs cargo")
    lanes = {f"fill_{mib}": LANE.format(command=FILL.format(mib=mib)) for mib in set(SIZES)}
    folder, name = write_component(SPEC, **lanes)
    known = components([folder])
    workshop = Workshop(known)
    given = tmp_path / "given"
    given.write_bytes(b"")
    chosen = {arm.lane.name: arm for arm in arms(cases(known, [name]), (), workshop.kinds)}
    if request.param == "rust":
        for part in workshop.parts(chosen["fill-14"]):
            workshop.build(part)
    return lambda mib: peak(workshop, chosen[f"fill-{mib}"], given)


def test_commands_of_14_313_and_14_mib_report_just_that_in_any_order(filling):
    for order in sorted(set(permutations(SIZES))):
        found = [filling(mib) for mib in order]
        assert all(mib <= seen < mib + 4 for mib, seen in zip(order, found, strict=True)), (order, found)


@pytest.mark.cargo
def test_a_rust_lane_that_touches_64_mib_reports_64_to_70(cache, tmp_path):
    known = components()
    workshop = Workshop(known)
    (arm,) = arms(cases(known, ["machine/touch*"]), ["limit-native"], workshop.kinds)
    for part in workshop.parts(arm):
        workshop.build(part)
    given = tmp_path / "given"
    given.write_bytes(b"x")
    held = bytearray(b"x") * (200 * MIB)
    assert 64 <= peak(workshop, arm, given) <= 70
    assert len(held) == 200 * MIB
