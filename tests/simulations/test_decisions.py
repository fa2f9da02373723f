"""Lanes that do differ: what measuring ends with when it stops as soon as it may, and drifts of the machine."""

import numpy as np
import pytest

from benchmarks.core.model import Arm, Lane, RunOptions
from benchmarks.core.schedule import Unit, block
from benchmarks.stats.aa import band, decision
from benchmarks.stats.blocks import block_values
from benchmarks.stats.outcomes import BAND
from benchmarks.stats.ratios import compare
from impls.contract import Case

pytestmark = pytest.mark.slow

SIXTY = RunOptions(blocks_min=6, blocks_max=60)
SEEDS = 1000


def ended(effect, deviation=0.02, options=SIXTY, seeds=SEEDS):
    """How ``seeds`` comparisons end whose lane is ``effect`` better, each of a seed of its own."""
    for seed in range(seeds):
        rng = np.random.default_rng([seed, int(1e4 * abs(effect)), effect < 0])
        yield decision(np.log1p(effect) + rng.normal(0, deviation, options.blocks_max), options)


@pytest.mark.parametrize(
    ("effect", "right"), [(0.0, "equivalent"), (0.03, "faster"), (0.1, "faster"), (-0.03, "slower"), (-0.1, "slower")]
)
def test_the_truth_is_found_in_nineteen_of_twenty_runs(hold, effect, right):
    found = list(ended(effect))
    hold(f"true effect {effect:+.0%} ends {right}", found.count(right), SEEDS, 0.95, 1.0)


@pytest.mark.parametrize(("effect", "wrong"), [(0.01, "slower"), (-0.01, "faster")])
def test_of_an_effect_too_small_to_matter_only_the_wrong_direction_is_wrong(hold, effect, wrong):
    found = list(ended(effect))
    hold(f"true effect {effect:+.0%} ends {wrong}", found.count(wrong), SEEDS, 0.0, 0.05)


@pytest.mark.parametrize("deviation", [0.01, 0.02, 0.04])
def test_what_differs_by_the_whole_band_is_rarely_called_equivalent(hold, deviation):
    found = list(ended(BAND - 1, deviation, seeds=4000))
    what = f"true effect {BAND - 1:+.0%} ends equivalent, blocks deviate by {deviation:.0%}"
    hold(what, found.count("equivalent"), 4000, 0.0, band(4000)[1])


# A drift of the machine: each trial takes longer than the one before, by 3 % over the whole session

DRIFT, NOISE, SESSIONS = 0.03, 0.005, 4000


def lanes(count):
    case = Case(operation="parse")
    return tuple(
        Arm("ticker", case, Lane(component="ticker", name=f"lane-{i}", kind="own", label=""), "cpython")
        for i in range(count)
    )


def as_scheduled(arms_, blocks, seed):
    """[(block, arm)] in the order of a real session."""
    unit = Unit("ticker/parse[]v1", arms_)
    return [(slot.block, slot.arm.name) for number in range(blocks) for slot in block(unit, number, seed)]


def one_after_the_other(arms_, blocks, seed):
    """All trials of the first lane, then all of the next."""
    return [(i // 3, arm.name) for arm in arms_ for i in range(3 * blocks)]


def drifting(order, count, blocks):
    """How often equal lanes, the first and the last of ``count``, seem to differ, and by how much in the mean."""
    rng = np.random.default_rng([count, blocks])
    arms_, wrong, centres = lanes(count), 0, []
    for seed in range(SESSIONS):
        slots = order(arms_, blocks, seed)
        times = 1000 * np.exp(np.linspace(0, DRIFT, len(slots)) + rng.normal(0, NOISE, len(slots)))
        pair = [
            block_values((b, {"time": t}) for (b, name), t in zip(slots, times, strict=True) if name == arm.name)
            for arm in (arms_[0], arms_[-1])
        ]
        found = compare("time", pair[0]["time"], pair[1]["time"]).estimate
        at = found.interval()
        wrong += at.low > 1 or at.high < 1
        centres.append(found.centre)
    return wrong, abs(float(np.mean(centres)))


@pytest.mark.parametrize("count", [2, 5])
@pytest.mark.parametrize("blocks", [6, 10, 20])
def test_a_drift_cancels_in_the_schedule(hold, note, count, blocks):
    wrong, bias = drifting(as_scheduled, count, blocks)
    hold(f"interval rate, {count} lanes, {blocks} blocks, drift of 3 %", wrong, SESSIONS, *band(SESSIONS))
    note(f"bias, {count} lanes, {blocks} blocks, drift of 3 %: {bias:.4%} (allowed 0.1 %)")
    assert bias < 0.001


def test_the_order_aaaa_bbbb_fails_the_same_test(hold, note):
    wrong, bias = drifting(one_after_the_other, 2, 10)
    with pytest.raises(AssertionError, match="is not within"):
        hold("interval rate, AAAA BBBB, drift of 3 %", wrong, SESSIONS, *band(SESSIONS))
    note(f"bias, AAAA BBBB, drift of 3 %: {bias:.4%} (allowed 0.1 %)")
    assert bias > 0.001
