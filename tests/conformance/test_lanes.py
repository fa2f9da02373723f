"""Every lane of every component is held to its contract; a new lane is tested without writing a test."""

from __future__ import annotations

import pytest

from benchmarks.campaign.verify import verify
from benchmarks.core.discovery import components, spec_of
from benchmarks.core.givens import Givens
from benchmarks.core.selection import arms
from benchmarks.launcher.runtimes import check_lanes
from benchmarks.launcher.workshop import Workshop

COMPONENTS = components()
CASES = [(component, case) for component in COMPONENTS for case in component.cases]
NAMES = [case.id(component.name) for component, case in CASES]
LONGEST_S = 10.0  # of a run in real time: a minute's would take half an hour here, and its lanes play shorter ones too


def gated():
    """Every case as a parameter of its own; slow are variants, and what takes its own time however fast the lane is."""
    known = set()
    for (component, case), name in zip(CASES, NAMES, strict=True):
        if case.lasts_s > LONGEST_S:
            continue
        variant = (component.name, case.operation) in known
        known.add((component.name, case.operation))
        timed = any(how.once or how.rate for how in case.how)
        marks = [pytest.mark.slow] if not case.quick and (variant or timed) else []
        yield pytest.param(component, case, id=name, marks=marks)


@pytest.fixture(scope="module")
def workshop():
    return Workshop(COMPONENTS)


def test_every_lane_names_a_known_runtime(workshop):
    check_lanes(workshop.components, workshop.runtimes)


@pytest.mark.parametrize(("component", "case"), CASES, ids=NAMES)
def test_a_given_follows_from_its_seed(component, case):
    spec = spec_of(component)
    one, again = (spec.make(case.operation, case.params, 5) for _ in range(2))
    assert one == again


@pytest.mark.parametrize(("component", "case"), list(gated()))
def test_every_lane_does_the_same_work(workshop, component, case):
    rows = verify(workshop, Givens(COMPONENTS, 20260101), arms([(component, case)]))
    assert [] == [f"{r.lane}: {r.status}: {r.difference}" for r in rows if r.status not in {"passed", "unavailable"}]
    wanting = [r.difference for r in rows if r.difference and "cores, this process may use" in r.difference]
    if wanting and {"unavailable"} == {r.status for r in rows}:
        pytest.skip(wanting[0])  # only a larger machine has it
    assert not rows or any(r.passed for r in rows), [r.difference for r in rows]
