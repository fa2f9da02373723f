"""Families of cases that differ in one number: which there are, what is fitted, what workers gain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.tables.cases import case_tables
from reports.tables.scaling import scalings
from tests.unit.reports.rich import ECHO, grown, rich
from tests.unit.reports.sample import summary


def by_parameter(full):
    return {(one.operation, one.parameter): one for one in scalings(case_tables(full))}


def test_cases_that_differ_in_one_number_are_one_family():
    assert {("echo", "bytes"), ("jobs", "workers")} == set(by_parameter(rich()))


def test_one_size_is_no_family():
    assert {} == by_parameter(summary())


def test_another_parameter_that_differs_keeps_cases_apart():
    full = grown(summary(), ECHO, [("websocket/echo[bytes=4096,tls=1]v1", 2.0)])
    assert {} == by_parameter(full)


def test_a_curve_holds_the_cases_values_in_the_order_of_sizes_with_its_exponent():
    curve = next(c for c in by_parameter(rich())["echo", "bytes"].curves if c.lane == "rust")
    assert [208, 4096, 65536] == [p.size for p in curve.points]
    assert [1, 2.2, 14] == pytest.approx([p.value / curve.points[0].value for p in curve.points])
    assert curve.order.exponent.low < 0.45 < curve.order.exponent.high
    assert all(p.speed_up is None for p in curve.points)


def test_two_sizes_have_a_curve_and_no_order():
    full = grown(summary(), ECHO, [("websocket/echo[bytes=4096]v1", 2.0)])
    assert all(c.order is None for c in by_parameter(full)["echo", "bytes"].curves)


def test_workers_have_speed_ups_against_the_fewest():
    curve = next(c for c in by_parameter(rich())["jobs", "workers"].curves if c.lane == "rust")
    one, two, four = (p.speed_up for p in curve.points)
    assert one is None
    assert pytest.approx(2**0.9) == two.value
    assert pytest.approx(4**0.9) == four.value
    assert two.low < two.value < two.high


def test_a_size_of_nothing_has_no_place_on_a_log_axis():
    full = grown(summary(), ECHO, [("websocket/echo[bytes=0]v1", 0.5)])
    assert {} == by_parameter(full)


def test_a_lane_without_a_number_is_no_curve():
    full = rich()
    kept = tuple(m for m in full.measurements if m.lane != "rust" or m.case == ECHO)
    curves = by_parameter(replace(full, measurements=kept))["echo", "bytes"].curves
    assert "rust" not in {c.lane for c in curves}
