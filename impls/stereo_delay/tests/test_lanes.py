import importlib
import sys

import pytest

from impls.stereo_delay import spec
from impls.stereo_delay.blocks import Blocks
from impls.stereo_delay.given import Audio, pack
from impls.stereo_delay.lanes import document_python, python, python_best
from impls.stereo_delay.play import Play
from impls.stereo_delay.realtime import Realtime, series
from impls.stereo_delay.settings import checked
from impls.stereo_delay.signals import signal


def asked(operation, **params):
    return spec.read(operation, params, spec.make(operation, params, 1))


def answered(job):
    found = job.run()
    return job.render(found) if hasattr(job, "render") else found


def test_a_given_comes_back_as_it_was_and_is_the_same_for_one_seed():
    params = {"feature": "driven", "rate": 8_000, "block": 256}
    blob = spec.make("process", params, 3)
    assert blob == spec.make("process", params, 3) != spec.make("process", params, 4)
    audio = spec.read("process", params, blob)
    assert (8_000, 8_000, 32) == (audio.rate, sum(audio.sizes), len(audio.sizes))
    assert audio.bound > 0  # the loop's gain is above 1
    assert (
        0
        == spec.read(
            "process", {**params, "feature": "soft"}, spec.make("process", {**params, "feature": "soft"}, 3)
        ).bound
    )
    with pytest.raises(ValueError, match="frames"):
        spec.read("process", params, blob[:-8])


@pytest.mark.parametrize("shape", ["none", "soft"])
@pytest.mark.parametrize("lane", ["peer_pedalboard", "peer_numba"])
def test_libraries_do_the_same_work(lane, shape):
    library = pytest.importorskip(lane.removeprefix("peer_"))
    assert library
    module = importlib.import_module(f"impls.stereo_delay.lanes.{lane}")
    params = {"shape": shape, "rate": 44_100}
    given = spec.read("library", params, spec.probe("library", params, 5))
    expected = answered(python.library(given))
    assert spec.same("library", params, expected, answered(module.library(given))) is None


def test_pedalboard_refuses_what_it_does_not_have():
    pytest.importorskip("pedalboard")
    module = importlib.import_module("impls.stereo_delay.lanes.peer_pedalboard")
    given = Audio(8_000, [8], checked({"ping_pong": True}), {}, signal("noise", 8, 8_000))
    with pytest.raises(ValueError, match="one mix"):
        module.library(given)


def test_a_knob_ends_where_it_was_turned_to():
    for lane in (python, document_python):
        assert {"wet": 0.9} == answered(lane.parameter(asked("parameter", action="set", calls=10)))
        assert {"wet": 0.5} == answered(lane.parameter(asked("parameter", action="get", calls=10)))


def test_a_knob_is_turned_while_a_thread_plays():
    for lane in (python, document_python):
        job = lane.parameter(asked("parameter", action="set", calls=10, playing=True))
        playing = job._thread
        assert playing.is_alive()
        assert {"wet": 0.9} == answered(job)
        job.close()
        assert not playing.is_alive()


def test_threads_beside_it_change_nothing_of_what_is_heard():
    expected = answered(python_best.contended(asked("contended", writers=0)))
    assert expected == answered(python_best.contended(asked("contended", writers=2)))
    assert expected == answered(python_best.channels(asked("channels", processors=2)))


def test_hunting_sees_torn_pairs_where_there_is_no_lock_and_none_where_there_is():
    for lane in (python, document_python):
        job = lane.torn(asked("torn", seconds=0.3))
        assert {"hunted": True} == job.run()
        reading = job.readings()[0]
        assert [1.0] == reading["values"], reading["evidence"]
    assert 1 - 1e-4 < sys.getswitchinterval() / 0.005 < 1 + 1e-4  # as it was


def test_cycles_stay_until_they_are_collected_and_pauses_are_seen():
    job = python.cycles(asked("cycles"))
    assert {"gone": 20} == job.run()
    assert [1.0] == job.readings()[0]["values"]
    job = python.pauses(asked("pauses"))
    assert {"paused": True, "held": True} == job.run()
    assert min(job.readings()[0]["values"]) > 0


def test_late_calls_and_late_wakes_are_counted_apart():
    found = {s["metric"]: s for s in series([0, 50, 101], [10, 4_099, 200], 100)}
    assert ([2], [1], [0.0]) == tuple(found[name]["values"] for name in ("late_blocks", "wake_late", "holds"))
    histogram = found["latency"]["histogram"]
    assert (3, 10, 4_099) == (histogram["count"], histogram["min"], histogram["max"])
    assert [[10, 1], [200, 1], [4_096, 1]] == histogram["counts"]


def test_real_time_plays_the_given_round_and_round():
    audio = Audio(48_000, [48] * 10, checked({}), {}, signal("noise", 480, 48_000))
    job = Realtime(audio, Play(audio, Blocks), 3)
    job.run()
    assert 30 == job.ops
    assert 30 == job.readings()[0]["histogram"]["count"]


def test_an_hour_says_what_grew():
    audio = Audio(8_000, [64], checked({}), {}, signal("noise", 64, 8_000))
    from impls.stereo_delay.hour import Hour  # noqa: PLC0415

    job = Hour(Play(audio, Blocks), 70)
    job.run()
    assert "more after 70 s than after 60 s" in job.readings()[0]["evidence"]


def test_configurations_and_refusals_are_told_in_words():
    found = python.refusals(asked("refusals")).run()
    assert found[:5] == [None, None, "range", "range", "conflict"]
    found = python.configuration(asked("configuration")).run()
    assert 0.25 == found[3]["settings"]["delay_left"] == found[3]["settings"]["delay_right"]  # version 1
    assert ["config", "config", "conflict", "unknown", "config", "rate"] == found[5:11]


@pytest.mark.cargo
@pytest.mark.parametrize("program", sorted(spec.PROGRAMS))
def test_the_compiler_refuses_each_program_and_takes_it_without_the_line(program):
    from impls.stereo_delay.lanes import rustc  # noqa: PLC0415

    job = rustc.compiler(asked("compiler", program=program))
    assert {"compiles": True, "refused": True} == job.run()


def test_a_given_with_another_length_than_its_blocks_is_refused():
    audio = Audio(8_000, [4], checked({}), {}, signal("noise", 5, 8_000))
    with pytest.raises(ValueError, match="hold"):
        spec.unpack(pack(audio))
