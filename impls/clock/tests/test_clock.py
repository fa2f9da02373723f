"""The clock's spec and lanes on lengths whose answers are known."""

from __future__ import annotations

import importlib
import shutil
from types import SimpleNamespace

import pytest

from impls.clock import spec
from impls.clock.beside import Intervals
from impls.clock.bytecode import Code

LANES = ("python", "document_python", "python_best")


def test_the_smallest_step_is_the_smallest_above_zero():
    assert [{"metric": "step", "unit": "ns", "values": [41.0]}] == spec.readings([0.0, 0.000041, 0.00006, -1.0])


def test_a_clock_that_stands_still_has_no_step():
    assert [] == spec.readings([0.0, 0.0])


def test_a_length_of_floats_keeps_its_picoseconds():
    assert [238.419] == spec.readings([2.384186e-4])[0]["values"]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([0.1, 0.2], {"intervals": 2, "advanced": True, "monotonic": True}),
        ([0.3, -0.1], {"intervals": 2, "advanced": True, "monotonic": False}),
        ([0.0, 0.0], {"intervals": 2, "advanced": False, "monotonic": True}),
    ],
)
def test_an_answer_says_what_must_hold_of_any_lengths(lengths, expected):
    assert expected == spec.answer(spec.Given("monotonic", 2), lengths)


def test_nothing_is_asked_of_the_order_of_the_wall_clock():
    assert {"intervals": 1, "advanced": False} == spec.answer(spec.Given("wall", 1), [-1.0])


def test_two_lanes_whose_clocks_go_back_are_not_the_same_work():
    answer = {"intervals": 2, "advanced": True, "monotonic": False}
    found = spec.same("read", {"clock": "monotonic"}, answer, answer)
    assert ("monotonic", True, False) == found


def test_a_missing_interval_is_told():
    expected, found = ({"intervals": n, "advanced": True} for n in (1000, 999))
    assert ("intervals", 1000, 999) == spec.same("read", {"clock": "wall"}, expected, found)


def test_a_given_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="should hold clock and intervals"):
        spec.read("read", {}, b'{"clock": "wall"}')


@pytest.mark.parametrize("case", spec.CASES[:2], ids=lambda c: c.params["clock"])
@pytest.mark.parametrize("lane", LANES)
def test_every_python_lane_measures_all_intervals(lane, case):
    given = spec.read("read", case.params, spec.make("read", case.params, 1))
    job = importlib.import_module(f"impls.clock.lanes.{lane}").read(given)
    answer = job.render(job.run())
    assert 1000 == job.ops == answer["intervals"]
    assert answer["advanced"]
    assert None is spec.same("read", case.params, answer, answer)


@pytest.mark.parametrize("lane", LANES)
def test_a_fake_clock_gives_its_own_lengths(lane, monkeypatch):
    ticks = iter(range(0, 10**9, 1_000_000))  # a clock that goes on by one millisecond a look
    monkeypatch.setattr("time.perf_counter_ns", ticks.__next__)
    monkeypatch.setattr("time.perf_counter", lambda: next(ticks) / 1e9)
    job = importlib.import_module(f"impls.clock.lanes.{lane}").read(spec.Given("monotonic", 3))
    assert [1.0, 1.0, 1.0] == pytest.approx(job.run())
    assert [1e6] == pytest.approx(job.readings()[0]["values"])


def test_time_in_long_intervals_is_a_share_of_all_time():
    lengths = iter([0.1, 0.7, 0.2, 1.0])
    job = Intervals(spec.Beside(busy=0, intervals=4), lambda: next(lengths))
    assert {"intervals": 4, "advanced": True, "monotonic": True} == job.render(job.run())
    assert [0.85] == pytest.approx(job.readings()[0]["values"])


def test_a_clock_that_goes_back_shows_beside_others_too():
    job = Intervals(spec.Beside(busy=1, intervals=3), lambda: -0.1)
    assert {"intervals": 3, "advanced": False, "monotonic": False} == job.render(job.run())
    job.close()


@pytest.mark.parametrize("lane", LANES[:2])
def test_the_interpreter_calls_the_clock_twice(lane):
    job = importlib.import_module(f"impls.clock.lanes.{lane}").machine_code(None)
    assert isinstance(job, Code)
    assert {"advanced": True} == job.render(job.run())
    assert job.readings()[0]["evidence"].endswith("2 of them calls")


@pytest.mark.cargo
@pytest.mark.skipif(shutil.which("rustc") is None, reason="needs rustc")
def test_the_compiler_puts_arithmetic_in_the_place_of_calls(tmp_path):
    job = importlib.import_module("impls.clock.lanes.rustc").machine_code_main(None, SimpleNamespace(folder=tmp_path))
    assert {"advanced": True} == job.render(job.run())
    assert [True] == job.readings()[0]["values"]
