from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impls.stereo_delay import spec
from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.features import FEATURES
from impls.stereo_delay.given import Audio, pack_answer
from impls.stereo_delay.numpy_frames import NumpyFrames
from impls.stereo_delay.play import Play
from impls.stereo_delay.scenes import drawn, with_bound
from impls.stereo_delay.settings import checked
from impls.stereo_delay.signals import SIGNALS, signal
from impls.stereo_delay.walk import Walk


def answers(audio, make, **how):
    return Play(audio, make, **how).run().render(None)


def makers():
    found = [NumpyFrames, Blocks]
    try:
        from impls.stereo_delay.lanes.rust_from_python import Native  # noqa: PLC0415
    except ImportError:
        return found
    return [*found, Native]


def agree(audio):
    expected = answers(audio, Walk, lists=True)
    for make in makers():
        found = answers(audio, make)
        assert spec.same("process", {}, expected, found) is None, make.__name__
        heard = spec.unpack_answer(found).samples
        assert np.all(np.isfinite(heard))
        peak = np.max(np.abs(np.where(np.abs(audio.samples) < 1e30, audio.samples, 0)), initial=0.0)
        # Feedbacks of 0.95 at most: a line holds 20 times the input, or the 1 of a shape and what feeds back.
        assert np.max(np.abs(heard), initial=0.0) <= 21 * max(1.0, peak) + 1e-6


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.parametrize("feature", FEATURES)
def test_every_signal_through_every_feature(feature, name):
    settings = checked({**FEATURES[feature], "delay_left": 0.011, "delay_right": 0.017})
    samples = signal(name, 600, 8_000)
    agree(with_bound(Audio(8_000, [256, 256, 88], settings, {}, samples)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1 << 40), st.sampled_from(sorted(FEATURES)))
def test_random_sequences_agree_and_stay_bounded(seed, feature):
    agree(drawn(Random(seed), 5, FEATURES[feature]))


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1 << 40), st.sampled_from(sorted(FEATURES)))
def test_ten_thousand_random_sequences_agree_and_stay_bounded(seed, feature):
    agree(drawn(Random(seed), 5, FEATURES[feature]))


def test_a_sample_that_is_away_is_seen():
    samples = signal("noise", 100, 8_000)
    assert spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(samples, 0, 0.0)) is None
    odd = samples.copy()
    odd[1, 7] += 4e-6
    assert "channel 1 frame 7" in str(spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(odd, 0, 0.0)))
    odd[1, 7] = np.nan
    assert "channel 1 frame 7" in str(spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(odd, 0, 0.0)))
    assert "silenced" in str(spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(samples, 1, 0.0)))
