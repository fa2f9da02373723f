"""The exchange as a role: it speaks the worker protocol and serves the case's given until it is stopped."""

import json
import os
import socket
import subprocess
from contextlib import contextmanager

import pytest
from websockets.sync.client import connect

from impls.exchange import market

pytestmark = pytest.mark.cargo

SUBSCRIBE = '{"time":1,"channel":"spot.book_ticker","event":"subscribe","payload":["!all"]}'


@contextmanager
def worker(exchange):
    """A function that sends a request and returns the next reply that is none of a series."""
    reading, writing = os.pipe()
    env = os.environ | {"TANDEM_REPLY": f"/dev/fd/{writing}"}
    with subprocess.Popen([exchange], stdin=subprocess.PIPE, env=env, pass_fds=[writing], text=True) as process:
        os.close(writing)
        with os.fdopen(reading) as replies:

            def ask(**request):
                if request:
                    process.stdin.write(json.dumps(request) + "\n")
                    process.stdin.flush()
                return next(said for line in replies if (said := json.loads(line))["is"] != "series")

            try:
                assert "hello" == ask()["is"]
                yield ask, process
            finally:
                process.kill()


def opened(ask, given, folder, params):
    return ask(
        do="open", id=1, component="exchange", operation="receive", lane="rust", role="exchange", params=params,
        options={}, given=str(given), seed=7, folder=str(folder), peers={},
    )  # fmt: skip


def test_it_offers_its_addresses_serves_the_given_and_counts(exchange, feed_file, tmp_path):
    with worker(exchange) as (ask, process):
        offers = opened(ask, feed_file, tmp_path, {"messages": 2000})["offers"]
        assert {"url", "echo", "tls", "ca", "port", "rest", "pid"} == offers.keys()
        assert str(tmp_path / "ca.pem") == offers["ca"]
        assert f"ws://127.0.0.1:{offers['port']}/ws/v4/" == offers["url"]
        process.stdin.write(json.dumps({"do": "check", "id": 2, "answer": str(tmp_path / "answer")}) + "\n")
        process.stdin.flush()
        with connect(offers["url"], proxy=None) as client:
            client.send(SUBSCRIBE)
            found = [message.encode() for message in client][1:]
        assert market.messages(2000, 7) == found
        assert "answer" == ask(do="stop")["is"]
        counts = {"connections": 1, "subscribed": 1, "sent": 2000, "accepted": 0, "refused": 0, "trades": 0, "open": 0}
        assert counts == json.loads((tmp_path / "answer").read_text())
        assert "closed" == ask(do="close")["is"]
        assert 0 == process.wait(10)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(offers["port"])))


def test_a_given_that_is_no_feed_leaves_the_echo(exchange, tmp_path):
    given = tmp_path / "given"
    given.write_bytes(b"something else")
    with worker(exchange) as (ask, _):
        offers = opened(ask, given, tmp_path, {})["offers"]
        with connect(offers["echo"], proxy=None) as client:
            client.send("back")
            assert "back" == client.recv()


@pytest.mark.parametrize(
    ("params", "given", "expected"),
    [
        ({}, market.feed(3, 1)[:-30], "feed, line 5: has no line end: empty or cut"),
        ({"pace": "fast"}, b"", 'pace should be taken or recorded, was "fast"'),
        ({"misbehave": "rude"}, b"", 'misbehave should be close_early, garbage, stall or nonsense, was "rude"'),
    ],
)
def test_what_cannot_be_served_is_an_error_of_the_given_or_the_case(exchange, tmp_path, params, given, expected):
    (tmp_path / "given").write_bytes(given)
    with worker(exchange) as (ask, _):
        reply = opened(ask, tmp_path / "given", tmp_path, params)
        assert ("error", expected) == (reply["is"], reply["message"])
