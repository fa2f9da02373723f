"""Figures: the same bytes each time, nothing fetched, named, coloured by the page."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.core.model import Distribution, Interval
from reports.charts import latency_panel, mark, memory_panel
from reports.charts.labels import apart
from reports.charts.latency import TAIL, Bound, curve, ecdf_panel, shares
from reports.charts.marks import COLOURS, DASHES
from reports.charts.memory import MemoryRow
from reports.charts.overview import Dot, axis_of, overview_line
from reports.charts.scaling import Line, scaling_panel
from reports.charts.span import span
from tests.unit.reports.sample import ratio, summary

ECHO = "websocket/echo[bytes=208]v1"
FULL = summary()


def latency(key: str = "l-echo") -> str:
    found = [d for d in FULL.distributions if d.case == ECHO]
    return latency_panel(found, {d.lane: mark(d.lane, "own", i) for i, d in enumerate(found)}, key, "Latency of echo")


def ecdf() -> str:
    found = [d for d in FULL.distributions if d.case == ECHO]
    marks = {d.lane: mark(d.lane, "own", i) for i, d in enumerate(found)} | {"floor": mark("floor", "floor", 0)}
    return ecdf_panel(found, marks, "e-echo", "Latency of echo", [Bound("floor", 20_000)])


def scaling(more: str = "") -> str:
    lines = [
        Line(lane, (8, 208, 4096), values, values, values, more)
        for lane, values in (("rust", (10, 20, 200)), ("python-best", (50, 90, 1900)))
    ]
    return scaling_panel(lines, {line.lane: mark(line.lane, "own", 0) for line in lines}, "s", "t", ("bytes", "ns"))


def memory() -> str:
    by = {(m.lane, m.metric): m for m in FULL.measurements if m.case == ECHO}
    lanes = sorted({lane for lane, _ in by})
    metrics = ("resident_peak", "peak_heap", "allocations")
    rows = [MemoryRow(lane, *(by[lane, metric] for metric in metrics)) for lane in lanes]
    return memory_panel(rows, {lane: mark(lane, "own", 0) for lane in lanes}, "m-echo", "Memory of echo")


@pytest.mark.parametrize("draw", [latency, ecdf, memory, scaling])
def test_a_figure_drawn_twice_is_the_same_bytes(draw):
    assert draw() == draw()


@pytest.mark.parametrize("draw", [latency, ecdf, memory, scaling])
def test_a_figure_has_a_name_a_description_and_text_that_is_text(draw):
    root = ET.fromstring(draw())  # noqa: S314  (drawn here)
    assert "img" == root.get("role")
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    assert set(root.get("aria-labelledby").split()) <= ids
    words = [e.text for e in root.iter("text")]
    assert "rust" in words
    assert "python-best" in words


@pytest.mark.parametrize("draw", [latency, ecdf, memory, scaling])
def test_a_figure_takes_its_colours_from_the_page_and_fetches_nothing(draw):
    text = draw()
    assert not re.findall(r"#00f[01][0-9a-f]{2}", text)
    assert not re.findall(r"(?:fill|stroke): #(?!0{6})[0-9a-f]{6}", text)
    assert "var(--c-orange)" in text
    assert "http" not in text
    assert "<metadata" not in text
    assert "matplotlib" not in text


def test_two_figures_of_a_page_share_no_id():
    ids = [set(re.findall(r' id="([^"]+)"', latency(key))) for key in ("l-one", "l-two")]
    assert set() == ids[0] & ids[1]


def test_a_curve_ends_where_ten_operations_are_left():
    places, values = curve([(k, 1) for k in range(1, 1001)])
    assert math.log10(1000 / TAIL) == pytest.approx(places[-1])
    assert 990 == values[-1]
    assert sorted(values) == list(values)


def test_shares_rise_from_the_first_operation_to_where_ten_are_left():
    values, parts = shares([(k, 1) for k in range(1, 1001)])
    assert (1, 0.001) == (values[0], parts[0])
    assert 990 == values[-1]
    assert pytest.approx(0.99) == parts[-1]
    assert sorted(parts) == list(parts)


def test_a_floor_without_latencies_is_a_line_with_its_name():
    assert 2 == ecdf().count('data-lane="floor"')


def test_an_order_of_growth_stands_beside_its_lane_and_in_the_description():
    root = ET.fromstring(scaling("n^0.98"))  # noqa: S314  (drawn here)
    assert "rust  n^0.98" in [e.text for e in root.iter("text")]
    assert "rust: 10 ns to 200 ns, grows as n^0.98" in root.find("desc").text


HOSTILE = "</svg><script>$x^$" + "\u202e\x00\"'" + "a" * 10_000


def test_a_hostile_name_is_text_in_every_figure():
    found = [Distribution(case="c", lane=HOSTILE, metric="latency", counts=((10, 500), (20, 500)))]
    marks = {HOSTILE: mark("peer-x", "peer", 0)}
    peak = next(m for m in FULL.measurements if m.metric == "resident_peak")
    line = Line(HOSTILE, (1, 2), (1, 2), (1, 2), (1, 2), "")
    for text in (
        latency_panel(found, marks, "k", HOSTILE),
        ecdf_panel(found, marks, "k", HOSTILE),
        memory_panel([MemoryRow(HOSTILE, peak, None)], marks, "k", HOSTILE),
        scaling_panel([line], marks, "k", HOSTILE, (HOSTILE, "ns")),
    ):
        assert "<script" not in text
        names = [e.text for e in ET.fromstring(text).iter("text") if e.text.startswith("</svg>")]  # noqa: S314
        assert names
        assert all(name.startswith("</svg><script>$x^$  ") and len(name) < 30 for name in names)
    dots = [Dot(ratio("c", "time", ("a", HOSTILE), Interval(9, 10, 11)), "orange", hollow=False)]
    assert "<script" not in overview_line(dots, axis_of(dots))
    assert "\"'" not in overview_line(dots, axis_of(dots))


def test_a_description_keeps_its_digits():
    found = [Distribution(case="c", lane="rust", metric="latency", counts=((1.234, 500), (1.234, 500)))]
    assert "median 1.23 ns" in latency_panel(found, {"rust": mark("rust", "own", 0)}, "k", "v1.0")


def test_batches_are_named_on_the_axis():
    found = [Distribution(case="c", lane="rust", metric="latency", counts=((10, 500), (20, 500)), batch=16)]
    text = latency_panel(found, {"rust": mark("rust", "own", 0)}, "k", "t")
    assert "mean of 16 operations" in text


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_labels_keep_their_order_and_their_distance(wanted):
    found = apart(sorted(wanted), 0.05, 0.0, 1.0)
    assert all(b - a >= 0.05 - 1e-9 for a, b in pairwise(found))
    assert len(wanted) == len(found)


def test_lanes_are_told_apart_by_colour_and_dash():
    marks = [mark(f"peer-{i}", "peer", i) for i in range(12)]
    own = [mark(name, "own", 0) for name in ("document-python", "python", "python-best", "rust", "rust-from-python")]
    assert 17 == len({*marks, *own})
    assert {m.colour for m in (*marks, *own)} <= set(COLOURS)
    assert {m.dash for m in (*marks, *own)} <= set(DASHES)


def test_the_overview_places_1_left_of_what_is_faster():
    dots = [Dot(ratio("c", "time", ("a", "b"), Interval(9, 10, 11)), "orange", hollow=False)]
    axis = axis_of(dots)
    assert 0 < axis.at(1) < axis.at(10) < 100
    assert 1.0 in axis.ticks
    assert "b 10 times" in overview_line(dots, axis)


def test_a_span_needs_both_and_above_zero():
    found = Interval(2.9, 3.0, 3.1)
    assert "<svg" in span((2, 3), found)
    assert ["", "", ""] == [span(None, found), span((2, 3), None), span((0, 10), found)]
