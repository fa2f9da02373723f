import sys
import threading
from itertools import repeat
from types import SimpleNamespace

import numpy as np
import pytest

from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.config import Config, load, parse
from impls.stereo_delay.device import duplex
from impls.stereo_delay.engine import Engine, blocks_of
from impls.stereo_delay.files import Recording, read, write
from impls.stereo_delay.settings import DelayError, Settings, checked
from impls.stereo_delay.signals import signal
from impls.stereo_delay.vectors import FOLDER
from impls.stereo_delay.walk import Walk

RATE = 44_100


def refused(kind, ask):
    with pytest.raises(DelayError) as told:
        ask()
    assert kind == told.value.kind


def test_a_thread_plays_what_a_caller_would_hear():
    samples = signal("voice", 10_000, RATE)
    expected = Engine(Config()).run(samples, RATE, 256)
    engine, heard = Engine(Config()), []
    engine.start(blocks_of(samples, 256), heard.append)
    assert (10_000, 0) == engine.stop(wait=True)
    assert not engine.is_running
    np.testing.assert_array_equal(expected, np.concatenate(heard, axis=1))


def test_an_endless_source_plays_until_it_is_stopped_and_again():
    engine, block = Engine(Config()), np.zeros((2, 64), np.float32)
    for _ in range(2):
        played = threading.Event()
        engine.start(repeat(block), lambda _, played=played: played.set())
        played.wait(5)
        assert engine.is_running
        refused("running", lambda: engine.process(block))
        refused("running", lambda: engine.start([], print))
        engine.set(wet=0.75)
        assert engine.stop().frames > 0
    assert 0.75 == engine.get("wet")


def test_what_the_sink_raises_is_raised_where_the_end_is_asked_for():
    def broken(_):
        raise OSError("the disk is full")

    engine = Engine(Config())
    engine.start([np.zeros((2, 64), np.float32)], broken)
    with pytest.raises(OSError, match="disk is full"):
        engine.stop(wait=True)
    engine.process(np.zeros((2, 4), np.float32))


def test_blocks_of_another_kind_are_refused():
    engine = Engine(Config())
    refused("dtype", lambda: engine.process(np.zeros((2, 8))))
    refused("dtype", lambda: engine.process([[0.0], [0.0]]))
    refused("shape", lambda: engine.process(np.zeros(8, np.float32)))
    refused("shape", lambda: engine.process(np.zeros((1, 8), np.float32)))
    refused("shape", lambda: engine.process(np.zeros((8, 2), np.float32)))
    refused("shape", lambda: engine.process(np.asfortranarray(np.zeros((2, 8), np.float32))))
    refused("shape", lambda: blocks_of(np.zeros((2, 8), np.float32), 0))
    refused("rate", lambda: engine.run(np.zeros((2, 8), np.float32), 48_000))
    refused("rate", lambda: Engine(Config(rate=4_000)))
    assert (2, 0) == engine.process(np.zeros((2, 0), np.float32)).shape


@pytest.mark.parametrize("make", [Blocks, Walk])
def test_broken_samples_are_silenced_counted_and_never_fed_back(make):
    settings = checked({"delay_left": 0.001, "delay_right": 0.001, "feedback": 0.9})
    processor = make(settings, 8_000)
    block = np.full((2, 64), 0.25, np.float32)
    block[0, 3], block[1, 9], block[0, 20] = np.nan, np.inf, -np.inf
    out = np.zeros((2, 64), np.float32)
    for _ in range(4):
        processor.process(block, out, 64)
    assert 12 == processor.silenced
    assert np.all(np.isfinite(out))
    assert np.isnan(block[0, 3])  # the caller's own block is left as it is


PROMPT = pytest.mark.parametrize("make", ["blocks", "native", "numba"], indirect=True)  # README.md: which lanes are


@PROMPT
@pytest.mark.parametrize("more", [{}, {"ping_pong": True}, {"low_pass": 700.0}, {"distortion": "soft"}])
def test_what_rings_out_is_heard_without_a_denormal_number(make, more):
    processor = make(checked({"delay_left": 0.001, "delay_right": 0.001, "feedback": 0.5, "wet": 1.0, **more}), 8_000)
    out = np.zeros((2, 64), np.float32)
    block = signal("impulse", 64, 8_000)
    for _ in range(60):
        processor.process(block, out, 64)
        heard = np.abs(out[out != 0])
        assert heard.min(initial=1.0) >= np.finfo(np.float32).tiny
        block = np.zeros((2, 64), np.float32)
    assert heard.max(initial=0.0) < 1e-16


@PROMPT
def test_denormal_numbers_that_come_in_do_not_come_out(make):
    processor = make(checked({"delay_left": 0.001, "delay_right": 0.001, "dry": 0.5}), 8_000)
    out = np.ones((2, 64), np.float32)
    for _ in range(4):
        processor.process(np.full((2, 64), 1e-40, np.float32), out, 64)
    assert not np.any((out != 0) & (np.abs(out) < np.finfo(np.float32).tiny))


def test_presets_and_configurations_come_back_as_they_were(tmp_path):
    engine = Engine(Config())
    engine.set(feedback=0.7, distortion="cubic")
    engine.keep_preset("dirty")
    engine.set(feedback=0.1)
    refused("config", lambda: engine.use_preset("clean"))
    engine.use_preset("dirty")
    assert 0.7 == engine.get("feedback")
    for ending in ("toml", "json"):
        path = tmp_path / f"engine.{ending}"
        engine.config.save(path)
        assert engine.config == load(path)
    refused("config", lambda: engine.config.save(tmp_path / "engine.yaml"))


def test_an_old_configuration_is_migrated():
    found = parse("delay_ms = 250\nwet = 0.25\nrate = 48000\n", "toml")
    assert Config(48_000, Settings(delay_left=0.25, delay_right=0.25, wet=0.25)) == found


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_recordings_come_back_as_they_were(tmp_path, ending):
    samples = signal("sweep", 2_000, RATE)
    path = tmp_path / f"sweep.{ending}"
    write(path, Recording(samples, RATE))
    found = read(path)
    assert RATE == found.rate
    np.testing.assert_allclose(found.samples, samples, atol=0 if ending == "wav" else 2.0**-23)


def test_the_golden_recording_is_the_ramp_that_both_languages_read():
    found = read(FOLDER / "ramp.flac")
    ramp = (np.arange(500) % 100 / 200).astype(np.float32)
    assert RATE == found.rate
    np.testing.assert_allclose(found.samples, [ramp, ramp], atol=2.0**-23)


def test_a_sound_card_plays_through_the_engine(monkeypatch):
    card = SimpleNamespace(Stream=SimpleNamespace)
    monkeypatch.setitem(sys.modules, "sounddevice", card)
    engine = Engine(Config(settings=checked({"dry": 0.5, "wet": 0.0})))
    stream = duplex(engine, 128)
    assert (RATE, 128, 2, "float32") == (stream.samplerate, stream.blocksize, stream.channels, stream.dtype)
    microphone, out = np.full((128, 2), 0.5, np.float32), np.zeros((128, 2), np.float32)
    stream.callback(microphone, out, 128, None, None)
    np.testing.assert_allclose(out, 0.25)


def test_without_the_package_a_sound_card_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DelayError, match="tandem\\[sound\\]"):
        duplex(Engine(Config()))


def test_files_that_are_none_and_mono_ones_are_refused(tmp_path):
    soundfile = pytest.importorskip("soundfile")
    (tmp_path / "odd.wav").write_text("no audio")
    refused("file", lambda: read(tmp_path / "odd.wav"))
    soundfile.write(tmp_path / "mono.wav", np.zeros(100), RATE)
    refused("shape", lambda: read(tmp_path / "mono.wav"))


def test_a_parameter_that_is_not_there_is_told_with_those_that_are():
    engine = Engine(Config())
    refused("unknown", lambda: engine.get("reverb"))
    with pytest.raises(DelayError, match="'reverb', there are: delay_left"):
        engine.set(reverb=1)
    before = engine.controls.settings
    refused("conflict", lambda: engine.set(feedback=0.9, cross_feedback=0.2))
    assert before == engine.controls.settings
