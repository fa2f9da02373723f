import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from benchmarks.core.errors import TooFewSamplesError
from benchmarks.core.model import Interval
from benchmarks.stats.intervals import across_hosts, estimate, exact, interval, of_ratio, of_values

POSITIVE = st.floats(1e-3, 1e9)
PAIRS = st.lists(st.tuples(POSITIVE, POSITIVE), min_size=2, max_size=30)


def close(found: Interval, expected: Interval) -> bool:
    return np.allclose([*vars_of(found)], [*vars_of(expected)], rtol=1e-6)


def vars_of(i: Interval) -> tuple[float, float, float]:
    return i.low, i.value, i.high


def test_t_interval_is_scipys():
    values = [9.1, 10.2, 9.7, 11.0, 10.4]
    low, high = stats.t.interval(0.95, 4, np.mean(values), stats.sem(values))
    assert pytest.approx((low, np.mean(values), high)) == vars_of(of_values(values, logs=False).interval())


def test_p_value_is_scipys_one_sample_t_test():
    logs = np.array([0.02, -0.01, 0.03, 0.015, 0.022])
    assert pytest.approx(stats.ttest_1samp(logs, 0).pvalue) == of_values(np.exp(logs)).p


def test_one_schedule_is_the_t_interval_on_block_logs():
    a, b = [10.0, 11.0, 10.5, 9.8], [30.0, 31.0, 33.0, 29.0]
    assert close(of_ratio(a, b).interval(), interval(lambda x: x["b"] / x["a"], {"s": {"a": a, "b": b}}))


def test_two_schedules_are_welchs_interval():
    a, b = np.array([10.0, 11.0, 10.5, 9.8, 10.1]), np.array([30.0, 36.0, 33.0])
    found = estimate(lambda x: x["b"] / x["a"], {"s": {"a": a}, "t": {"b": b}})
    welch = stats.ttest_ind(np.log(b), np.log(a), equal_var=False)
    assert pytest.approx(welch.df) == found.freedom
    assert pytest.approx(tuple(np.exp(welch.confidence_interval()))) == (found.interval().low, found.interval().high)


def test_differences_take_no_logs_and_may_be_zero():
    found = interval(lambda x: x["a"] - x["b"], {"s": {"a": [0, 1, 0, 1], "b": [0, 0, 0, 0]}}, logs=False)
    assert 0.5 == found.value
    assert found.low < 0 < found.high


def test_one_block_is_refused():
    with pytest.raises(TooFewSamplesError, match="needs 2 blocks, has 1"):
        of_values([3.0])


def test_equal_blocks_have_no_width():
    assert pytest.approx((2.0, 2.0, 2.0)) == vars_of(of_ratio([1, 1, 1], [2, 2, 2]).interval())


def test_an_exact_figure_is_itself_or_its_range():
    assert Interval(48, 48, 48) == exact([48, 48])
    assert Interval(47, 48, 48) == exact([48, 48, 47])


def test_two_hosts_print_their_range_and_three_an_interval():
    one, other, third = Interval(6.2, 6.27, 6.3), Interval(7.2, 7.26, 7.3), Interval(6.6, 6.7, 6.8)
    assert one == across_hosts([one])
    assert (6.27, 7.26) == (across_hosts([one, other]).low, across_hosts([one, other]).high)
    three = across_hosts([one, other, third])
    assert three.low < 6.27
    assert three.high > 7.26


@given(PAIRS, st.floats(0.01, 100))
def test_scaling_both_lanes_leaves_their_ratio(pairs, factor):
    a, b = np.array(pairs).T
    assert close(of_ratio(a, b).interval(), of_ratio(a * factor, b * factor).interval())


@given(PAIRS, st.floats(0.01, 100))
def test_scaling_one_lane_scales_the_ratio(pairs, factor):
    a, b = np.array(pairs).T
    plain, scaled = of_ratio(a, b).interval(), of_ratio(a, b * factor).interval()
    if plain.high < 1e200 and plain.low > 1e-200:
        assert close(scaled, Interval(plain.low * factor, plain.value * factor, plain.high * factor))


@given(PAIRS)
def test_swapping_the_baseline_inverts_the_ratio(pairs):
    a, b = np.array(pairs).T
    plain, swapped = of_ratio(a, b).interval(), of_ratio(b, a).interval()
    if plain.high < 1e200 and plain.low > 1e-200:
        assert close(swapped, Interval(1 / plain.high, 1 / plain.value, 1 / plain.low))
