import numpy as np
import pytest

from impls.stereo_delay.given import Audio
from impls.stereo_delay.settings import checked

RATE = 44_100
BLOCK = 441 * 4
BASE = {"delay_left": 0.05, "delay_right": 0.05}


def sine(blocks):
    t = np.arange(blocks * BLOCK) / RATE
    return np.stack([0.25119 * np.sin(2 * np.pi * 220 * t)] * 2).astype(np.float32)


def largest_step(samples):
    return float(np.max(np.abs(np.diff(samples))))


SOFT, HARD = {**BASE, "distortion": "soft"}, {**BASE, "distortion": "hard", "drive": 6.0}


@pytest.mark.parametrize(
    ("base", "change"),
    [
        (BASE, {"wet": 0.0}),
        (BASE, {"dry": 0.5}),
        (BASE, {"feedback": 0.0}),
        (BASE, {"cross_feedback": 0.3}),
        (BASE, {"low_pass": 2000.0}),
        (BASE, {"delay_left": 0.033, "delay_right": 0.081}),
        (BASE, {"delay_left": 0.001, "delay_right": 5.0}),
        (BASE, {"ping_pong": True}),
        (BASE, {"distortion": "soft"}),
        (BASE, {"distortion": "cubic", "distortion_place": "output"}),
        (SOFT, {"drive": 12.0}),
        (SOFT, {"distortion": "cubic"}),
        (SOFT, {"distortion": "none"}),
        (SOFT, {"distortion_place": "output"}),
        (BASE, {"ping_pong": True, "low_pass": 900.0, "wet": 0.3, "feedback": 0.2, "delay_left": 0.02}),
        (HARD, {"cross_feedback": 0.2, "distortion": "soft", "drive": 0.0, "dry": 0.7, "delay_right": 0.002}),
    ],
)
def test_no_change_clicks(base, change, make, heard):
    before, after = checked(base), checked({**base, **change})
    samples, sizes = sine(24), [BLOCK] * 24
    changed, _ = heard(Audio(RATE, sizes, before, {8: after}, samples), make)
    steady = max(
        largest_step(heard(Audio(RATE, sizes, s, {}, samples), make)[0][:, 8 * BLOCK :]) for s in (before, after)
    )
    assert largest_step(changed[:, 8 * BLOCK :]) < steady + 0.001


def test_a_change_while_another_is_under_way_does_not_click(make, heard):
    before, middle, after = (checked({**BASE, **more}) for more in ({}, {"wet": 0.0, "dry": 0.3}, {"wet": 0.4}))
    samples, sizes = sine(4), [BLOCK, 88, 88, 3 * BLOCK - 176]  # 2 ms apart: a fifth of a ramp
    changed, _ = heard(Audio(RATE, sizes, before, {1: middle, 2: after}, samples), make)
    steady = max(largest_step(heard(Audio(RATE, sizes, s, {}, samples), make)[0]) for s in (before, after))
    assert largest_step(changed) < steady + 0.001


def test_a_ramp_ends_at_its_target_after_ten_milliseconds(make, heard):
    ones = np.ones((2, 1000), np.float32)
    audio = Audio(RATE, [100, 900], checked({"wet": 0.0}), {1: checked({"wet": 0.0, "dry": 0.0})}, ones)
    found, _ = heard(audio, make)
    assert found[0, :100] == pytest.approx(1.0)
    assert found[0, 100:541] == pytest.approx(1 - np.arange(1, 442) / 441, abs=1e-6)
    assert found[0, 541:] == pytest.approx(0.0, abs=1e-7)


def test_a_fade_that_is_asked_for_during_a_fade_waits_for_a_block(make, heard):
    base = {"wet": 1.0, "dry": 0.0, "delay_left": 0.001, "delay_right": 0.001, "feedback": 0.0}
    ones = np.ones((2, 4000), np.float32)
    changes = {1: checked({**base, "ping_pong": True}), 2: checked(base)}
    found, _ = heard(Audio(RATE, [1000, 100, 400, 2500], checked(base), changes, ones), make)
    assert found[1, 1500] == pytest.approx(0.0, abs=1e-6)  # ping-pong: the right line is fed by the left's feedback, 0
    assert found[1, 3999] == pytest.approx(1.0)
