"""How a case stands while it is measured."""

import made_records as made
import pytest

from benchmarks.stats.so_far import so_far

CASE = "ticker/parse[order=sent,messages=1000]v1"
LANES = {"document-python": 1300.0, "python-best": 900.0, "rust": 100.0}


def test_the_best_lane_stands_against_the_base_with_its_interval():
    found = so_far(made.records({CASE: LANES}, blocks=4), CASE)
    assert ("rust", "document-python", 4) == (found.lane, found.base, found.blocks)
    assert pytest.approx(13.0, rel=0.05) == found.ratio.value
    assert found.ratio.low < found.ratio.value < found.ratio.high


def test_a_lane_that_is_no_longer_measured_is_no_rival():
    records = [*made.records({CASE: LANES}, blocks=4), made.gate_row(CASE, "rust", passed=False, difference="1, not 2")]
    assert "python-best" == so_far(records, CASE).lane


@pytest.mark.parametrize(
    ("lanes", "blocks", "case"),
    [(LANES, 1, CASE), ({"document-python": 1300.0}, 4, CASE), ({"rust": 9.0, "x": 8.0}, 4, CASE), (LANES, 4, "other")],
)
def test_before_there_is_an_interval_there_is_nothing(lanes, blocks, case):
    assert so_far(made.records({CASE: lanes}, blocks=blocks), case) is None
