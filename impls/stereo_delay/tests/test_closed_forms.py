import numpy as np
import pytest

from impls.stereo_delay.given import Audio
from impls.stereo_delay.settings import checked

RATE = 8_000
D = 8  # frames: 0.001 s
WET = {"delay_left": 0.001, "delay_right": 0.001, "wet": 1.0, "dry": 0.0}


def impulse(settings, left=1.0, right=0.0, frames=80):
    samples = np.zeros((2, frames), np.float32)
    samples[:, 0] = left, right
    return Audio(RATE, [frames], checked({**WET, **settings}), {}, samples)


def test_feedback_is_a_geometric_row(make, heard):
    found, _ = heard(impulse({"feedback": 0.5}, 1.0, -0.5), make)
    for n in range(80):
        k = n // D  # the k-th return is 0.5^(k-1) of the impulse
        expected = 0.5 ** (k - 1) if n % D == 0 and k else 0.0
        assert found[:, n] == pytest.approx([expected, -0.5 * expected], abs=1e-7)


def test_ping_pong_goes_from_side_to_side(make, heard):
    found, _ = heard(impulse({"ping_pong": True, "feedback": 0.5}, 0.75, 0.25), make)
    for n in range(80):
        k = n // D  # odd returns are on the left, even ones on the right, the first is half of both inputs
        echo = 0.5 * 0.5 ** (k - 1) if n % D == 0 and k else 0.0
        assert found[:, n] == pytest.approx([echo, 0.0] if k % 2 else [0.0, echo], abs=1e-7)


def test_cross_feedback_is_a_row_of_sums_and_differences(make, heard):
    f, c = 0.5, 0.3
    found, _ = heard(impulse({"feedback": f, "cross_feedback": c}), make)
    for n in range(80):
        k = n // D
        # What both lines hold is multiplied by f + c at each return, what they differ by f - c.
        both, apart = ((f + c) ** (k - 1), (f - c) ** (k - 1)) if n % D == 0 and k else (0.0, 0.0)
        assert found[:, n] == pytest.approx([(both + apart) / 2, (both - apart) / 2], abs=1e-7)


def test_the_low_pass_is_one_pole_in_the_loop(make, heard):
    f, frequency = 0.5, 500.0
    found, _ = heard(impulse({"feedback": f, "low_pass": frequency}), make)
    a = 1 - np.exp(-2 * np.pi * frequency / RATE)
    assert found[0, D] == pytest.approx(1.0)  # the first return is not filtered
    expected = f * a * (1 - a) ** np.arange(D)  # the second is the impulse's answer of the pole
    assert found[0, 2 * D : 3 * D] == pytest.approx(expected, abs=1e-7)


def test_output_shapes_leave_the_loop_alone(make, heard):
    settings = {"feedback": 0.5, "distortion": "hard", "distortion_place": "output", "drive": 20.0}
    found, _ = heard(impulse(settings, 0.08), make)
    assert found[0, [D, 2 * D, 3 * D]] == pytest.approx([0.8, 0.4, 0.2], rel=1e-6)
