"""Amdahl's law with intervals: known answers, ends, and how often the truth lies inside."""

import random

import pytest

from benchmarks.core.model import Interval
from benchmarks.stats.amdahl import bound, together, whole, wilson


def sure(value):
    return Interval(value, value, value)


@pytest.mark.parametrize(
    ("p", "s", "expected"), [(0.5, 2.0, 4 / 3), (0.95, 20.0, 10.256), (0.3, 1.0, 1.0), (0.4, 0.5, 1 / 1.4)]
)
def test_known_wholes(p, s, expected):
    found = whole(sure(p), sure(s))
    assert pytest.approx(expected, rel=1e-4) == found.value == found.low == found.high


def test_the_bound_is_what_no_gain_exceeds():
    assert pytest.approx(10.0) == bound(sure(0.9)).value
    assert whole(sure(0.9), sure(1e12)).value < bound(sure(0.9)).value


@pytest.mark.parametrize(
    ("count", "samples", "low", "high"),
    [(15, 50, 0.1910, 0.4375), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_score_intervals_of_the_textbooks(count, samples, low, high):
    """Newcombe (1998), table I: 81 of 263 and others."""
    found = wilson(count, samples)
    assert pytest.approx((low, count / samples, high), abs=1e-4) == (found.low, found.value, found.high)


def test_an_interval_of_one_of_the_two_is_its_ends():
    only_p = whole(Interval(0.2, 0.3, 0.4), sure(2.0))
    assert pytest.approx((1 / 0.9, 1 / 0.85, 1 / 0.8)) == (only_p.low, only_p.value, only_p.high)
    only_s = whole(sure(0.5), Interval(1.5, 2.0, 3.0))
    assert pytest.approx((1.2, 4 / 3, 1.5)) == (only_s.low, only_s.value, only_s.high)


def test_a_loss_has_its_interval_the_right_way_round():
    found = whole(Interval(0.2, 0.3, 0.4), Interval(0.5, 0.6, 0.7))
    assert found.low < found.value < found.high < 1


def test_a_gain_that_is_not_known_to_be_one_leaves_the_whole_open():
    found = whole(sure(0.5), Interval(0.9, 1.05, 1.2))
    assert found.low < 1 < found.high


def test_parts_add_up_and_stay_below_what_all_of_them_could_give():
    found = together([(wilson(400, 1000), Interval(50, 100, 1e9)), (wilson(500, 1000), Interval(50, 100, 1e9))])
    assert pytest.approx(1 / (1 - 0.9 * 0.99)) == found.value
    most = bound(Interval(0, 0.9, wilson(400, 1000).high + wilson(500, 1000).high))
    assert found.low < found.value < found.high <= most.high


def test_the_truth_lies_inside_as_often_as_said():
    drawn, p, s, n, hits = random.Random(5), 0.3, 2.0, 400, 0
    for _ in range(1000):
        share = wilson(sum(drawn.random() < p for _ in range(n)), n)
        centre = s * 2.718281828 ** drawn.gauss(0, 0.05)
        gain = Interval(centre / 1.103, centre, centre * 1.103)  # exp(1.96 * 0.05)
        found = whole(share, gain)
        hits += found.low <= 1 / ((1 - p) + p / s) <= found.high
    assert 930 <= hits <= 970  # 950, give or take what 1,000 draws allow (99.7 %)
