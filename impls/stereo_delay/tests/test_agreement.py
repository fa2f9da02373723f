import numpy as np
import pytest

from impls.stereo_delay import spec
from impls.stereo_delay.features import FEATURES
from impls.stereo_delay.given import Audio, pack_answer
from impls.stereo_delay.scenes import with_bound
from impls.stereo_delay.settings import checked
from impls.stereo_delay.signals import SIGNALS, signal


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.parametrize("feature", FEATURES)
def test_every_signal_through_every_feature(feature, name, agree):
    settings = checked({**FEATURES[feature], "delay_left": 0.011, "delay_right": 0.017})
    samples = signal(name, 600, 8_000)
    agree(with_bound(Audio(8_000, [256, 256, 88], settings, {}, samples)))


@pytest.mark.parametrize("rate", [44_100, 192_000, 384_000])
def test_every_rate_agrees(rate, agree):
    settings = checked({**FEATURES["all"], "delay_left": 0.001, "delay_right": 0.0015})
    after = checked({**FEATURES["ping_pong_all"], "delay_left": 0.0012, "delay_right": 0.001})
    agree(with_bound(Audio(rate, [500, 5_500], settings, {1: after}, signal("voice", 6_000, rate))))


def test_a_sample_that_is_away_is_seen():
    samples = signal("noise", 100, 8_000)
    assert spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(samples, 0, 0.0)) is None
    odd = samples.copy()
    odd[1, 7] += 4e-6
    assert "channel 1 frame 7" in str(spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(odd, 0, 0.0)))
    odd[1, 7] = np.nan
    assert "channel 1 frame 7" in str(spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(odd, 0, 0.0)))
    assert "silenced" in str(spec.same("process", {}, pack_answer(samples, 0, 0.0), pack_answer(samples, 1, 0.0)))
