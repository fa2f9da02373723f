"""Every Python lane's answer to parse_frames, and the rules by which answers are compared."""

from __future__ import annotations

import hashlib
import struct
from importlib import import_module

import pytest

from impls.websocket import spec

OWN = ["python", "python_best"]
LIBRARIES = ["document_python", "peer_picows_memory", "peer_wsproto"]
CASES = [{"frames": f, "role": r, "messages": 60} for f in ("text208", "mixed") for r in ("client", "server")]


def answered(lane, params, blob):
    module = import_module(f"impls.websocket.lanes.{lane}")
    job = module.parse_frames(spec.read("parse_frames", params, blob), **module.LANE.get("options", {}))
    answer = job.render(job.run())
    assert answer == job.render(job.run())
    if hasattr(job, "close"):
        job.close()
    return answer


def name(params):
    return f"{params['frames']}-{params['role']}"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("params", CASES, ids=name)
@pytest.mark.parametrize("lane", [*OWN, *LIBRARIES])
def test_every_lane_gives_the_references_answer(lane, params, seed):
    for blob in (spec.make("parse_frames", params, seed), spec.probe("parse_frames", params, seed)):
        rule = spec.same if lane in OWN else spec.same_peer
        assert None is rule("parse_frames", params, answered("python", params, blob), answered(lane, params, blob))


def test_the_digest_is_over_opcode_length_and_payload():
    params = {"frames": "text208", "role": "client", "messages": 3}
    blob = spec.take("parse_frames", params, [b"one", b"four", b""])
    expected = b"".join(struct.pack("<BQ", 1, len(text)) + text for text in (b"one", b"four", b""))
    answer = answered("python", params, blob)
    assert (3, 7, hashlib.sha256(expected).hexdigest()) == (answer["count"], answer["bytes"], answer["sha256"])
    assert (None, None) == (answer["close"], answer["error"])
    assert [[1002, 6], [1002, 6]] == answer["probes"]["reserved-bit-1"]
    assert [None, None] == answer["probes"]["good-split-character"]


PEER = {"count": 3, "bytes": 7, "sha256": "x", "close": 1000, "error": False, "probes": {"bad": True, "good": False}}
EXPECTED = {**PEER, "error": None, "probes": {"bad": [[1002, 0], [1002, 0]], "good": [None, None]}}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({}, None),
        ({"probes": {"bad": "tolerated", "good": False}}, None),
        ({"count": 2}, "count"),
        ({"sha256": "y"}, "sha256"),
        ({"close": None}, "close"),
        ({"error": True}, "error"),
        ({"probes": {"bad": False, "good": False}}, "probes.bad"),
        ({"probes": {"bad": True, "good": True}}, "probes.good"),
        ({"probes": {"bad": True, "good": "tolerated"}}, "probes.good"),
        ({"probes": {"bad": True}}, "probes length"),
    ],
)
def test_a_library_is_held_to_messages_and_error_or_not(change, where):
    difference = spec.same_peer("parse_frames", {}, EXPECTED, {**PEER, **change})
    assert where == (difference and difference.where)


def test_where_a_stream_breaks_a_library_is_held_to_that_only():
    broken = {**EXPECTED, "error": {"code": 1002, "at": 5}}
    assert None is spec.same_peer("parse_frames", {}, broken, {**PEER, "error": True, "count": 1})
    assert "error" == spec.same_peer("parse_frames", {}, broken, PEER).where


def test_in_a_cast_it_is_the_client_that_answers():
    expected, found = ({"exchange": {"sent": n}, "client": {"count": 3}} for n in (1, 2))
    assert None is spec.same("receive", {}, expected, found)
    assert None is spec.same_peer("receive", {}, expected, found)
    found["client"]["count"] = 2
    assert "client.count" == spec.same("receive", {}, expected, found).where
