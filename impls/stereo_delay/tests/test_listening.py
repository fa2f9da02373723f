import io

import numpy as np
import pytest

from impls.stereo_delay import listening, spec
from impls.stereo_delay.given import pack_answer
from impls.stereo_delay.signals import signal

PARAMS = {"rate": 44_100, "block": 1024}


@pytest.fixture
def soundfile():
    return pytest.importorskip("soundfile")


def test_an_answer_is_heard_at_a_quarter_of_its_rate(soundfile):
    samples = signal("sweep", 44_100, 44_100)[:, :8_820]  # up to some 70 Hz: nothing of it is filtered away
    found = spec.listen("second", PARAMS, pack_answer(samples, 0, 0.0), pack_answer(samples, 0, 0.0))
    heard, rate = soundfile.read(io.BytesIO(found.answer.body))
    assert ("audio/flac", 11_025, None) == (found.answer.media, rate, found.difference)
    middle = slice(100, -100)
    np.testing.assert_allclose(heard.T[:, middle], samples[:, ::4][:, middle], atol=2e-3)


def test_a_difference_is_made_as_loud_as_the_signal_and_says_by_how_much(soundfile):
    samples = signal("noise", 8_000, 8_000)
    away = samples.copy()
    away[0, 100] += np.float32(1e-3)
    found = listening.heard(pack_answer(samples, 0, 0.0), pack_answer(away, 0, 0.0), 8_000)
    assert (-60.0, 47.0) == (found.peak_dbfs, found.gain_db)  # a thousandth; and the whole dB that bring it to -12
    heard, rate = soundfile.read(io.BytesIO(found.difference.body))
    assert 8_000 == rate
    assert 10 ** (-13 / 20) == pytest.approx(heard[100, 0], abs=1e-3)
    assert 1 == np.count_nonzero(heard)


def test_equal_answers_are_equal_sounds_and_other_operations_are_none(soundfile):
    blob = pack_answer(signal("voice", 4_410, 44_100), 0, 0.0)
    assert spec.listen("second", PARAMS, blob, blob) == spec.listen("second", PARAMS, blob, blob)
    assert spec.listen("process", {**PARAMS, "feature": "plain"}, blob, blob) is None


def test_without_a_library_for_flac_there_is_nothing_to_hear(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "soundfile", None)
    blob = pack_answer(signal("voice", 4_410, 44_100), 0, 0.0)
    assert listening.heard(blob, blob, 44_100) is None
