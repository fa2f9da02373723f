"""The given, the gate's probe, and what counts as the same."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from answers import ENCODING, OTHERS, answers, loaded, update

from impls.ticker import spec
from impls.ticker.framing import frame, unframe
from impls.ticker.lanes import python

PARSES = [case for case in spec.CASES if case.operation != "subscribe"]

LIBRARIES = [(name, case) for name in OTHERS for case in spec.CASES if case in PARSES or name in ENCODING]


def given_of(case, make=spec.make, seed=1):
    return spec.read(case.operation, case.params, make(case.operation, case.params, seed))


def kinds(found):
    return Counter(o if isinstance(o, str) else o["error"] if isinstance(o, dict) else "record" for o in found)


def test_frames_come_back():
    messages = [b"", b"a", b"\x00" * 300]
    assert messages == unframe(frame(messages))
    assert [] == unframe(frame([]))


@pytest.mark.parametrize("blob", [b"", b"\x01\x00", b"\x01\x00\x00\x00", frame([b"ab"])[:-1], frame([b"ab"]) + b"c"])
def test_a_cut_or_longer_given_is_refused(blob):
    with pytest.raises(ValueError, match="a given"):
        unframe(blob)


@pytest.mark.parametrize("case", spec.CASES, ids=lambda c: c.id("ticker"))
def test_a_given_is_a_pure_function_of_the_seed(case):
    first, again, other = (spec.make(case.operation, case.params, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert case.params["messages"] == len(spec.read(case.operation, case.params, first))


def test_shuffled_messages_say_what_was_sent():
    sent, shuffled, _, _ = spec.CASES
    assert (given := given_of(shuffled)) != given_of(sent)
    assert answers(python, "parse", given_of(sent)) == answers(python, "parse", given)
    assert len({tuple(json.loads(m)) for m in given}) > 100


def test_a_stream_is_well_formed_and_a_mixture_is_not():
    sent, _, mixed, _ = spec.CASES
    assert {"record": 1000} == kinds(answers(python, "parse", given_of(sent)))
    found = kinds(answers(python, "parse_mixed", given_of(mixed)))
    assert {"record": 800, "login": 20, "json": 10} == {k: found[k] for k in ("record", "login", "json")}
    assert 170 == found["ignored"] + found["shape"]


@pytest.mark.parametrize("case", PARSES, ids=lambda c: c.id("ticker"))
def test_the_probe_has_a_thousand_mutations_of_every_outcome(case):
    found = kinds(answers(python, case.operation, given_of(case, spec.probe)))
    assert 1000 == found.total()
    assert min(found[kind] for kind in ("record", "json", "shape", "decimal")) > 20


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "case"), LIBRARIES, ids=lambda v: v if isinstance(v, str) else v.id("ticker"))
def test_libraries_take_and_refuse_the_same(name, seed, case):
    lane = loaded(name)
    for make in (spec.make, spec.probe):
        given = given_of(case, make, seed)
        expected, found = (answers(one, case.operation, given) for one in (python, lane))
        assert spec.same_peer(case.operation, case.params, expected, found) is None


def test_an_error_of_another_kind_is_a_difference_only_for_our_own_lanes():
    expected, found = [{"error": "json"}, "login"], [{"error": "any"}, "login"]
    assert spec.same("parse_mixed", {}, expected, found) is not None
    assert spec.same_peer("parse_mixed", {}, expected, found) is None
    assert spec.same_peer("parse_mixed", {}, expected, ["ignored", "login"]) is not None
    assert spec.same_peer("parse_mixed", {}, expected, [{"error": "any"}, "ignored"]) is not None
    assert spec.same_peer("parse_mixed", {}, expected, [{"error": "any"}]) is not None


def test_a_recorded_feed_makes_every_given():
    feed = [b'{"channel":"spot.pong"}', update(), b"broken", update("BTC_USDT", "ETH_USDT")]
    sent, shuffled, mixed, subscribe = spec.CASES
    assert [feed[1], feed[3]] == unframe(spec.take(sent.operation, sent.params, feed))
    assert feed == unframe(spec.take(mixed.operation, mixed.params, feed))
    taken = spec.read("parse", shuffled.params, spec.take(shuffled.operation, shuffled.params, feed))
    assert answers(python, "parse", [feed[1], feed[3]]) == answers(python, "parse", taken)
    requests = spec.read("subscribe", subscribe.params, spec.take(subscribe.operation, subscribe.params, feed))
    assert [(1606293275, "BTC_USDT"), (1606293275, "ETH_USDT")] == requests


def test_a_feed_without_updates_makes_no_given():
    with pytest.raises(ValueError, match="the feed holds none among 1 messages"):
        spec.take("parse", {"order": "sent", "messages": 1000}, [b'{"channel":"spot.pong"}'])
