"""Requests as data: defaults, wrong values, what a count and a budget mean together."""

from __future__ import annotations

import math

import pytest

from benchmarks.worker.asked import Batch, Each, read
from benchmarks.worker.failure import Failure


def test_unknown_fields_are_ignored_and_missing_ones_have_defaults():
    assert Batch(samples=3) == read(Batch, {"do": "measure", "id": 1, "how": "batch", "samples": 3, "new": []})


def test_a_rate_may_be_a_whole_number():
    assert 1000 == read(Each, {"rate": 1000}).rate


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"count": -1}, "measure: count should be a whole number, was -1"),
        ({"count": True}, "measure: count should be a whole number, was True"),
        ({"count": None}, "measure: count should be a whole number, was None"),
        ({"rate": "fast"}, "measure: rate should be a number, was 'fast'"),
        ({"rate": math.inf}, "measure: rate should be a number, was inf"),
        ({"arrivals": "never"}, "measure: arrivals should be a word of the protocol, was 'never'"),
    ],
)
def test_a_wrong_value_is_told(asked, message):
    with pytest.raises(Failure) as told:
        read(Each, asked)
    assert ("protocol", message) == (told.value.kind, told.value.message)


@pytest.mark.parametrize(("count", "budget", "expected"), [(0, 0, 7), (5, 0, 5), (5, 9, 5), (0, 9, math.inf)])
def test_a_count_comes_first_then_the_budget_then_the_run(count, budget, expected):
    assert expected == Each(count=count, budget_ns=budget).operations(7)
