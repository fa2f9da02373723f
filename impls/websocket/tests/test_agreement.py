"""Our parsers say the same of every stream, however it is cut: plain Python, best Python, Rust."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from streams import cuts, drawn, streams

from impls.websocket.fast_parser import FastParser
from impls.websocket.parser import Messages, Parser

RUST_MISSING = "the extension is not built: nox -s build"


@pytest.fixture(scope="module")
def native():
    found = pytest.importorskip("impls.websocket.native_parser", reason=RUST_MISSING, exc_type=ImportError)
    return found.NativeParser


def parsed(new, role, chunks, **limits):
    parser, found = new(role, **limits), Messages()
    for chunk in chunks:
        parser.feed(chunk, found)
        if parser.error or parser.close:
            break
    return found.opcodes, found.payloads, parser.close, parser.error


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


def assert_agreed(parsers, stream, role, seed):
    expected = parsed(Parser, role, [stream])
    for new in parsers:
        assert expected == parsed(new, role, [stream])
        for chunks in ways(stream, seed):
            assert expected == parsed(new, role, chunks)
    bytewise = [stream[i : i + 1] for i in range(min(len(stream), 256))]
    steps = list(progress(Parser, role, bytewise))
    for new in parsers:
        assert steps == list(progress(new, role, bytewise))


ROLES = st.sampled_from(["client", "server"])


@settings(max_examples=100, deadline=None)
@given(stream=streams(), role=ROLES, seed=st.integers(0, 2**16))
@example(stream=b"\x81\x00", role="client", seed=0)
@example(stream=b"\x81\x01a\x81\x80", role="client", seed=0)
@example(stream=b"\x81\x80\0\0\0\0", role="server", seed=0)
def test_the_python_parsers_agree_however_a_stream_is_cut(stream, role, seed):
    assert_agreed([Parser, FastParser], stream, role, seed)


@pytest.mark.cargo
@settings(max_examples=100, deadline=None)
@given(stream=streams(), role=ROLES, seed=st.integers(0, 2**16))
def test_rust_agrees_however_a_stream_is_cut(native, stream, role, seed):
    assert_agreed([native], stream, role, seed)


@pytest.mark.cargo
@settings(max_examples=200, deadline=None)
@given(stream=streams(), role=ROLES, limit=st.sampled_from([0, 5, 125, 126, 130, 65_535, 65_536, 70_000]))
def test_all_agree_where_the_limit_is_small(native, stream, role, limit):
    expected = parsed(Parser, role, [stream], limit=limit)
    bytewise = [stream[i : i + 1] for i in range(len(stream))]
    for new in (Parser, FastParser, native):
        assert expected == parsed(new, role, [stream], limit=limit)
        assert expected == parsed(new, role, bytewise, limit=limit)


@pytest.mark.cargo
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_ten_million_bytes_are_read_alike(native, seed):
    draw, size = random.Random(seed), 0
    while size < 1_000_000:
        role = draw.choice(["client", "server"])
        stream = drawn(draw, role)
        assert_agreed([Parser, FastParser, native], stream, role, draw.getrandbits(32))
        size += len(stream)
