"""The rules of README.md, byte by byte, for both of our Python parsers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from streams import streams
from whole_stream import completions, valid

from impls.websocket.fast_parser import FastParser
from impls.websocket.frames import BINARY, CLOSE, CONTINUATION, PING, TEXT, close_frame, frame
from impls.websocket.parser import Messages, Parser

GOLDEN = Path(__file__).parents[1] / "golden"
PARSERS = [Parser, FastParser]
KEY = bytes.fromhex("37fa213d")


def parsed(new, role, chunks, **limits):
    parser, found = new(role, **limits), Messages()
    for chunk in chunks:
        parser.feed(chunk, found)
    return list(found), parser.close, parser.error


def rfc_examples():
    for entry in json.loads((GOLDEN / "rfc6455_5_7.json").read_text())["streams"]:
        fill = {f"{{{n}}}": bytes(i * 7 & 255 for i in range(n)).hex() for n in (256, 65536)}
        for name, value in fill.items():
            entry["hex"] = entry["hex"].replace(name, value)
            entry["messages"] = [[opcode, payload.replace(name, value)] for opcode, payload in entry["messages"]]
        yield pytest.param(entry, id=entry["name"])


@pytest.mark.parametrize("new", PARSERS)
@pytest.mark.parametrize("entry", list(rfc_examples()))
def test_the_examples_of_the_rfc_are_read(entry, new):
    stream = bytes.fromhex(entry["hex"])
    expected = [(opcode, bytes.fromhex(payload)) for opcode, payload in entry["messages"]]
    assert (expected, None, None) == parsed(new, entry["role"], [stream])
    assert (expected, None, None) == parsed(new, entry["role"], [stream[i : i + 1] for i in range(len(stream))])


def hopeless():
    """(name, stream to a client, code, index): one for each row of the table in README.md."""
    yield "reserved bit", b"\xc1", 1002, 0
    yield "reserved data opcode", b"\x83", 1002, 0
    yield "reserved control opcode", b"\x8f", 1002, 0
    yield "control frame in fragments", b"\x09", 1002, 0
    yield "continuation of nothing", b"\x80", 1002, 0
    yield "text inside a message", b"\x01\x00\x81", 1002, 2
    yield "binary inside a message, after a ping", b"\x02\x00\x89\x00\x02", 1002, 4
    yield "masked to a client", b"\x81\x80", 1002, 1
    yield "ping with a 16-bit length", b"\x89\x7e", 1002, 1
    yield "ping with a 64-bit length", b"\x89\x7f", 1002, 1
    yield "close of one byte", b"\x88\x01", 1002, 1
    yield "16-bit length under 126", b"\x81\x7e\x00\x7d", 1002, 3
    yield "64-bit length with its first bit", b"\x82\x7f\x80", 1002, 2
    yield "64-bit length under 65,536", b"\x82\x7f\0\0\0\0\0\0", 1002, 7
    yield "over the limit in its first byte", b"\x82\x7f\x01", 1009, 2
    yield "over the limit in its fifth byte", b"\x82\x7f\0\0\0\0\x05", 1009, 6
    yield "over the limit in its last byte", b"\x82\x7f\0\0\0\0\x04\0\0\1", 1009, 9
    yield "stray continuation byte", b"\x81\x05ab\x80", 1007, 4
    yield "overlong", b"\x81\x05ab\xc0", 1007, 4
    yield "overlong of three", b"\x81\x05ab\xe0\x9f", 1007, 5
    yield "surrogate", b"\x81\x05ab\xed\xa0", 1007, 5
    yield "over U+10FFFF", b"\x81\x06ab\xf4\x90", 1007, 5
    yield "third byte no continuation", b"\x81\x05ab\xe2\x82a", 1007, 6
    yield "character that cannot end in its final frame", b"\x81\x02a\xe2", 1007, 3
    yield "... that lacks one of three bytes", b"\x81\x03a\xe2\x82\x81", 1007, 3
    yield "final fragment too short for the open character", b"\x01\x01\xe2\x80\x01", 1007, 4
    yield "empty final fragment with a character open", b"\x01\x02\xe2\x82\x80\x00", 1007, 5
    yield "close code that begins like none", b"\x88\x02\x04", 1002, 2
    yield "close code under 1000", b"\x88\x02\x03\xe7", 1002, 3
    yield "close code 1005", b"\x88\x02\x03\xed", 1002, 3
    yield "close code over 4999", b"\x88\x02\x13\x88", 1002, 3
    yield "reason that is not UTF-8", b"\x88\x05\x03\xe8a\xff", 1007, 5
    yield "reason that ends inside a character", b"\x88\x04\x03\xe8a\xe2", 1007, 5


@pytest.mark.parametrize("new", PARSERS)
@pytest.mark.parametrize(("stream", "code", "at"), [pytest.param(*row, id=name) for name, *row in hopeless()])
def test_an_error_is_said_with_the_first_hopeless_byte_and_not_before(stream, code, at, new):
    text = frame(TEXT, b"good")
    assert (None, None) == parsed(new, "client", [stream[:at]])[1:]
    assert (None, (code, at)) == parsed(new, "client", [stream[: at + 1]])[1:]
    assert (None, (code, at + 6)) == parsed(new, "client", [text + stream + b"more", b"and more"])[1:]
    assert (None, (code, at + 6)) == parsed(new, "client", [bytes([byte]) for byte in text + stream])[1:]


@pytest.mark.parametrize("new", PARSERS)
def test_a_server_refuses_what_is_not_masked(new):
    assert ([], None, (1002, 1)) == parsed(new, "server", [frame(TEXT, b"a")])


@pytest.mark.parametrize("new", PARSERS)
def test_the_limit_is_of_the_message_and_is_still_good(new):
    half = frame(BINARY, bytes(500), fin=False)
    assert ([(BINARY, bytes(1000))], None, None) == parsed(
        new, "client", [half + frame(CONTINUATION, bytes(500))], limit=1000
    )
    too_much = half + frame(PING, bytes(125)) + frame(CONTINUATION, bytes(501))
    expected = ([(PING, bytes(125))], None, (1009, len(half) + 127 + 3))
    assert expected == parsed(new, "client", [too_much], limit=1000)
    assert ([], None, (1009, 1)) == parsed(new, "client", [frame(BINARY, bytes(126))], limit=125)


@pytest.mark.parametrize("new", PARSERS)
def test_a_character_that_the_limit_cannot_hold_is_hopeless_at_its_first_byte(new):
    assert ([], None, (1007, 11)) == parsed(new, "client", [frame(TEXT, b"a" * 9 + b"\xe2", fin=False)], limit=10)
    assert ([], None, None) == parsed(new, "client", [frame(TEXT, b"a" * 9 + b"\xe2", fin=False)], limit=12)


@pytest.mark.parametrize("new", PARSERS)
def test_control_frames_stand_where_they_end_and_fragments_become_one_message(new):
    stream = frame(TEXT, "κ".encode()[:1], KEY, fin=False) + frame(PING, b"p", KEY) + frame(CONTINUATION, b"\xba", KEY)
    expected = ([(PING, b"p"), (TEXT, "κ".encode())], None, None)
    assert expected == parsed(new, "server", [stream])
    assert expected == parsed(new, "server", [stream[i : i + 1] for i in range(len(stream))])


@pytest.mark.parametrize("new", PARSERS)
@pytest.mark.parametrize(("code", "expected"), [(None, 1005), (1000, 1000), (1014, 1014), (3000, 3000), (4999, 4999)])
def test_a_close_frame_ends_the_stream(code, expected, new):
    last = close_frame(code)
    stream = frame(TEXT, b"a", fin=False) + last + b"\xff garbage"
    assert ([(CLOSE, last[2:])], expected, None) == parsed(new, "client", [stream, b"\xff"])


@pytest.mark.parametrize("new", PARSERS)
def test_an_unknown_role_is_refused(new):
    with pytest.raises(ValueError, match="client or server, was 'peer'"):
        new("peer")


def assert_judged_alike(stream, role, limit):
    """Before the error a valid stream is possible, with its byte none."""
    found, _, error = parsed(Parser, role, [stream], limit=limit)
    alive = stream if error is None else stream[: error[1]]
    if not any(opcode == CLOSE for opcode, _ in found):
        assert any(valid(whole, role, limit) for whole in completions(alive, role, limit)), alive
    if error is not None:
        dead = stream[: error[1] + 1]
        assert [] == [whole for whole in completions(dead, role, limit) if valid(whole, role, limit)]


@pytest.mark.parametrize("limit", [100, 1000, 66_000])
@pytest.mark.parametrize("stream", [pytest.param(row[1], id=row[0]) for row in hopeless()])
def test_the_table_of_errors_is_what_a_judge_of_whole_streams_says(stream, limit):
    assert_judged_alike(stream + b"more", "client", limit)


@settings(max_examples=100, deadline=None)
@given(stream=streams(), limit=st.sampled_from([5, 5, 130, 130, 66_000]), role=st.sampled_from(["client", "server"]))
@example(stream=frame(TEXT, b"abc\xe2", fin=False), limit=5, role="client")
@example(stream=frame(TEXT, b"\xed", fin=False) + b"\x80\x01", limit=130, role="client")
def test_before_an_error_a_valid_stream_is_possible_and_with_it_none(stream, limit, role):
    assert_judged_alike(stream, role, limit)
