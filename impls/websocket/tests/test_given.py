"""The given of parse_frames, its streams, and the probes."""

from __future__ import annotations

from collections import Counter

import pytest

from impls.exchange import capture, market
from impls.websocket import given, spec, traffic
from impls.websocket.frames import BINARY, CLOSE, PING, PONG, TEXT
from impls.websocket.parser import Messages, Parser
from impls.websocket.probes import probes

CASES = [case for case in spec.CASES if case.operation == "parse_frames"]


def parsed(role, chunks):
    parser, found = Parser(role), Messages()
    for chunk in chunks:
        parser.feed(chunk, found)
    return list(found), parser.close, parser.error


def test_a_given_is_read_as_it_was_written():
    written = given.Chunks("server", 7, [b"a", b"", b"bc" * 300], {"one": b"\x81", "none": b""})
    assert written == given.unpack(given.pack(written), "server")


@pytest.mark.parametrize("cut", [0, 3, 4, 11, 12, 17, 30, -1])
def test_a_given_that_is_cut_is_refused(cut):
    blob = given.pack(given.Chunks("client", 1, [b"hello", b"world"], {"one": b"\x81"}))
    with pytest.raises(ValueError, match="given of parse_frames"):
        given.unpack(blob[:cut], "client")


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="should begin with b'TWS1', began with b'TWS2'"):
        given.unpack(b"TWS2" + bytes(20), "client")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id("websocket"))
def test_a_given_holds_what_its_case_says(case):
    params = {**case.params, "messages": 120}
    blob = spec.make("parse_frames", params, 5)
    assert blob == spec.make("parse_frames", params, 5)
    assert blob != spec.make("parse_frames", params, 6)
    read = spec.read("parse_frames", params, blob)
    found, close, error = parsed(read.role, read.chunks)
    kinds = Counter(opcode for opcode, _ in found)
    assert error is None
    assert 120 == read.messages == kinds[TEXT] + kinds[BINARY]
    assert all(1 <= len(chunk) <= 1 << 16 for chunk in read.chunks)
    if params["frames"] == "text208":
        assert (None, {208}, {TEXT: 120}) == (close, {len(payload) for _, payload in found}, kinds)
    else:
        assert 1000 == close
        assert min(kinds[kind] for kind in (TEXT, BINARY, PING, PONG, CLOSE)) > 0
        assert {0, 65536} <= {len(payload) for _, payload in found}
        assert any(not payload.isascii() for opcode, payload in found if opcode == TEXT)


def test_about_four_megabytes_are_parsed():
    text208, _, mixed, _ = (sum(map(len, made(case).chunks)) for case in CASES)
    assert 20_000 * 212 == text208
    assert 3_000_000 < mixed < 6_000_000


def made(case):
    return spec.read("parse_frames", case.params, spec.make("parse_frames", case.params, 1))


@pytest.mark.parametrize("role", ["client", "server"])
def test_probes_are_refused_but_for_the_good_ones(role):
    said = {name: parsed(role, [stream])[2] for name, stream in probes(role).items()}
    assert [] == [name for name, error in said.items() if (error is None) != name.startswith("good-")]
    assert {1002, 1007, 1009} == {error[0] for error in said.values() if error}


@pytest.mark.parametrize("role", ["client", "server"])
def test_the_gates_further_given_ends_in_an_error(role):
    params = {"frames": "text208", "role": role, "messages": 20_000}
    read = spec.read("parse_frames", params, spec.probe("parse_frames", params, 4))
    found, close, error = parsed(role, read.chunks)
    assert (50, None, 1002) == (len(found), close, error[0])


@pytest.mark.parametrize("case", spec.CASES, ids=lambda case: case.id("websocket"))
def test_a_recorded_feed_may_stand_in_for_the_seed(case):
    recorded = market.messages(40, seed=9)
    read = spec.read(case.operation, case.params, spec.take(case.operation, case.params, recorded))
    if case.operation == "parse_frames":
        texts = [payload for opcode, payload in parsed(read.role, read.chunks)[0] if opcode == TEXT]
        assert (40, recorded) == (read.messages, texts)
    else:
        assert (40, recorded if case.operation == "echo" else []) == read


def test_a_feed_is_a_capture_that_the_exchange_serves():
    assert 30 == len(capture.read(spec.make("receive", {"messages": 30}, 1)).messages)
    assert {208} == {len(text) for text in capture.read(spec.make("echo", {"bytes": 208}, 1)).messages}


def test_chunks_are_of_every_size():
    sizes = [len(chunk) for chunk in traffic.cut(bytes(4 << 20), seed=1)]
    assert 4 << 20 == sum(sizes)
    assert min(sizes) <= 4
    assert max(sizes) > 1 << 15
