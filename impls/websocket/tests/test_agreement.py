"""Our parsers say the same of every stream, however it is cut: plain Python, best Python, Rust."""

from __future__ import annotations

import random

from hypothesis import example, given, settings
from hypothesis import strategies as st
from streams import cuts, streams

from impls.websocket.fast_parser import FastParser
from impls.websocket.parser import Messages, Parser


def parsed(new, role, chunks):
    parser, found = new(role), Messages()
    for chunk in chunks:
        parser.feed(chunk, found)
    return list(found), parser.close, parser.error


def progress(new, role, chunks):
    """What is known after each chunk."""
    parser, found = new(role), Messages()
    for chunk in chunks:
        parser.feed(chunk, found)
        yield len(found), parser.close, parser.error


def ways(stream, seed):
    """Every split in two up to 256 bytes, else 64 drawn ones; and several pieces."""
    size, draw = len(stream), random.Random(seed)
    places = range(1, size) if size <= 256 else [draw.randrange(1, size) for _ in range(64)]
    yield from (cuts(stream, [place]) for place in places)
    for pieces in (3, 6, 12):
        yield cuts(stream, [draw.randrange(size + 1) for _ in range(pieces)])


@settings(max_examples=100, deadline=None)
@given(stream=streams(), role=st.sampled_from(["client", "server"]), seed=st.integers(0, 2**16))
@example(stream=b"\x81\x00", role="client", seed=0)
@example(stream=b"\x81\x01a\x81\x80", role="client", seed=0)
@example(stream=b"\x81\x80\0\0\0\0", role="server", seed=0)
def test_python_and_python_best_agree_however_a_stream_is_cut(stream, role, seed):
    expected = parsed(Parser, role, [stream])
    assert expected == parsed(FastParser, role, [stream])
    for chunks in ways(stream, seed):
        assert expected == parsed(Parser, role, chunks)
        assert expected == parsed(FastParser, role, chunks)
    bytewise = [stream[i : i + 1] for i in range(len(stream))]
    assert list(progress(Parser, role, bytewise)) == list(progress(FastParser, role, bytewise))
