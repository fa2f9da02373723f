"""Orders of growth: exact laws, a line worked out by hand, a second opinion, and how often the interval holds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from benchmarks.stats.order import order


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 2.0, -1.0])
def test_an_exact_law_gives_its_exponent_and_leaves_nothing_over(exponent):
    found = order([1, 10, 100, 1000], [3 * n**exponent for n in (1, 10, 100, 1000)])
    for end in (found.exponent.low, found.exponent.value, found.exponent.high):
        assert pytest.approx(exponent, abs=1e-9) == end
    assert pytest.approx(1.0) == found.off


def test_a_line_worked_out_by_hand():
    """Logs (0, 0), (1, 1), (2, 3): b = 3/2, residuals 1/6, -1/3, 1/6, Sxx = 2, so the error is sqrt(1/12)."""
    found = order([1, math.e, math.e**2], [1, math.e, math.e**3])
    half = 12.706204736432095 * math.sqrt(1 / 12)
    assert pytest.approx(1.5) == found.exponent.value
    assert pytest.approx(1.5 - half) == found.exponent.low
    assert pytest.approx(1.5 + half) == found.exponent.high
    assert pytest.approx(math.exp(1 / 3)) == found.off


def test_it_agrees_with_a_library():
    sizes, values = [8, 208, 4096, 65536], [61, 90, 700, 9100]
    expected = stats.linregress(np.log(sizes), np.log(values))
    found = order(sizes, values)
    half = stats.t.ppf(0.975, 2) * expected.stderr
    assert pytest.approx(expected.slope) == found.exponent.value
    assert pytest.approx((expected.slope - half, expected.slope + half)) == (found.exponent.low, found.exponent.high)


def test_the_interval_holds_the_true_exponent_as_often_as_it_says():
    rng = np.random.default_rng(20260101)
    sizes = [1, 4, 16, 64, 256]
    held = 0
    for noise in rng.normal(0, 0.05, size=(2000, len(sizes))):
        found = order(sizes, [7 * n**0.9 * math.exp(e) for n, e in zip(sizes, noise, strict=True)]).exponent
        held += found.low <= 0.9 <= found.high
    assert stats.binomtest(held, 2000, 0.95).pvalue > 0.001


def test_a_constant_cost_bends_the_line_and_widens_the_interval():
    straight, bent = (order([1, 10, 100], [cost + 5 * n for n in (1, 10, 100)]) for cost in (0, 100))
    assert bent.exponent.high - bent.exponent.low > 0.5 > straight.exponent.high - straight.exponent.low
    assert bent.off > 1.1


def test_two_sizes_make_no_line_that_could_be_wrong():
    assert order([1, 2], [1, 2]) is None
    assert order([1, 1, 2], [1, 1, 2]) is None


def test_what_has_no_logarithm_is_refused():
    with pytest.raises(ValueError, match="above 0, least was 0"):
        order([0, 1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="as many"):
        order([1, 2, 3], [1, 2])
