"""Random settings, changes, blocks and samples: lanes agree, and no setting that is accepted runs away."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impls.stereo_delay.given import Audio
from impls.stereo_delay.motion import LOUDEST
from impls.stereo_delay.scenes import with_bound
from impls.stereo_delay.settings import PLACES, RATES, SHAPES, checked
from impls.stereo_delay.signals import SIGNALS, signal

RATE = RATES[0]  # the shortest delay has 8 frames there
MOST = 1 - 1e-9  # of a loop's gain
ODD = (float("nan"), float("inf"), -float("inf"), 3e38, 2 * LOUDEST, 1e-42, -1e-30, 0.0)


@st.composite
def accepted(draw):
    """Any settings that are accepted, most of them with delays that return within the sequence."""
    delay = st.floats(0.001, 0.03) | st.floats(0.001, 5.0)
    feedback, ping_pong = draw(st.floats(0.0, 0.99)), draw(st.booleans())
    cross = 0.0 if ping_pong else draw(st.floats(0.0, 1.0)) * min(0.99, MOST - feedback)
    return checked({
        "delay_left": draw(delay),
        "delay_right": draw(delay),
        "feedback": feedback,
        "cross_feedback": cross,
        "ping_pong": ping_pong,
        "wet": draw(st.floats(0.0, 1.0)),
        "dry": draw(st.floats(0.0, 1.0)),
        "distortion": draw(st.sampled_from(SHAPES)),
        "drive": draw(st.just(0.0) | st.floats(0.0, 40.0)),
        "distortion_place": draw(st.sampled_from(PLACES)),
        "low_pass": draw(st.just(0.0) | st.floats(20.0, 20_000.0)),
    })  # fmt: skip


@st.composite
def sequences(draw):
    """Blocks of 0 to 300 frames, a change before some of them, broken samples among the others."""
    sizes = draw(st.lists(st.sampled_from((0, 1, 7, 64, 129, 300)), min_size=1, max_size=6))
    changes = draw(st.dictionaries(st.integers(0, len(sizes) - 1), accepted(), max_size=3))
    frames = sum(sizes)
    samples = signal(draw(st.sampled_from(SIGNALS)), max(frames, 1), RATE, draw(st.integers(0, 1 << 30)))[:, :frames]
    samples = samples * np.float32(draw(st.sampled_from((1.0, 3.9, 1e-12))))
    place = st.tuples(st.integers(0, 1), st.integers(0, max(frames - 1, 0)))
    for (channel, frame), odd in draw(st.dictionaries(place, st.sampled_from(ODD), max_size=8)).items():
        samples[channel, frame : frame + 1] = odd
    return with_bound(Audio(RATE, sizes, draw(accepted()), changes, samples))


def sequence_of(examples):
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return lambda test: settings(max_examples=examples, deadline=None, suppress_health_check=quiet)(
        given(audio=sequences())(test)
    )


@sequence_of(25)
def test_random_sequences_agree_and_stay_bounded(agree, audio):
    agree(audio)


@pytest.mark.slow
@sequence_of(10_000)
def test_ten_thousand_random_sequences_agree_and_stay_bounded(agree, audio):
    agree(audio)
