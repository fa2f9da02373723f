"""The floors do nothing, the limits what they say, and both do it in the way they say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from impls.machine import spec
from impls.machine.lanes import floor_calls, floor_process_python, floor_python, floor_sockets

BYTES = {"bytes": 208}


def native():
    return pytest.importorskip("impls._native", reason="the extension is not built").machine


def test_an_empty_closure_answers_nothing():
    assert None is floor_python.empty(spec.make("empty", {}, 1))()


def test_the_given_is_as_long_as_one_update():
    assert 208 == len(spec.read("empty", {}, spec.make("empty", {}, 1)))


def test_the_empty_process_says_one_word():
    command = [part.replace("{python}", sys.executable) for part in floor_process_python.LANE["options"]["command"]]
    assert b"true\n" == subprocess.run(command, check=True, capture_output=True).stdout


@pytest.mark.parametrize("name", ["empty_bytes", "copied_bytes"])
def test_the_extension_counts_bytes_and_does_nothing_else(name):
    assert 208 == getattr(native(), name)(spec.MESSAGE)
    assert None is native().empty()


@pytest.mark.parametrize("name", ["empty_bytes", "copied_bytes", "returned_bytes"])
def test_the_extension_takes_bytes_only(name):
    with pytest.raises(TypeError):
        getattr(native(), name)("text")


def test_what_goes_to_rust_and_back_is_equal():
    assert spec.MESSAGE == native().returned_bytes(spec.MESSAGE)
    assert "aé€😀" == native().returned_str("aé€😀")
    assert 10 == native().empty_str("aé€😀")


@pytest.mark.parametrize("size", spec.SIZES)
def test_a_crossing_carries_as_many_bytes_as_its_case_says(size):
    given = spec.make("crossing", {"bytes": size}, 1)
    assert size == len(given)
    assert given.isascii()


@pytest.mark.parametrize("text", ["ascii", "mixed"])
def test_the_block_of_text_is_whole_and_makes_a_whole_buffer(text):
    params = {"mib": 4, "text": text}
    block = spec.make("utf8", params, 1)
    assert spec.BLOCK == len(block)
    assert (text == "ascii") == block.isascii()
    buffer = spec.read("utf8", params, block)
    assert 4 << 20 == len(buffer)
    assert buffer.decode().isprintable()
    assert block != spec.make("utf8", params, 2)


def test_a_look_through_a_buffer_counts_its_bytes():
    given = spec.read("scan", {"mib": 4}, spec.make("scan", {"mib": 4}, 1))
    look = floor_calls.scan(given)
    assert (4 << 20, -1) == (look.ops, look.run())
    decoded = floor_calls.utf8(given)
    assert (4 << 20, given.decode()) == (decoded.ops, decoded.run())


def test_the_system_and_the_clock_are_asked():
    assert os.getppid() == floor_calls.syscall(b"")()
    now = floor_calls.clock(b"")
    assert now() <= now()


@pytest.mark.parametrize("size", [1, 208])
def test_a_message_comes_back_as_it_was(size):
    offers = {}
    stage = SimpleNamespace(params={"bytes": size}, offer=lambda **found: offers.update(found), stopped=lambda: False)
    server = floor_sockets.server(b"", stage)
    answered = []
    thread = threading.Thread(target=lambda: answered.append(server.run()))
    thread.start()
    client = floor_sockets.client(b"", SimpleNamespace(params={"bytes": size}, peers={"server": offers}))
    client.step(0)
    assert client.run()
    client.close()
    thread.join()
    server.close()
    assert [2] == answered


def test_a_server_that_nobody_calls_is_stopped():
    stage = SimpleNamespace(params=BYTES, offer=lambda **_: None, stopped=lambda: True)
    server = floor_sockets.server(b"", stage)
    assert 0 == server.run()
    server.close()


def test_a_server_that_left_is_a_failed_operation():
    offers = {}
    stage = SimpleNamespace(params=BYTES, offer=lambda **found: offers.update(found), stopped=lambda: True)
    server = floor_sockets.server(b"", stage)
    client = floor_sockets.client(b"", SimpleNamespace(params=BYTES, peers={"server": offers}))
    server.close()
    with pytest.raises(ConnectionError):
        client.step(0)
    client.close()
