"""Receive, connect and echo in every Python lane, against a small exchange of the test's own."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import logging
from importlib import import_module

import pytest
from local_server import echo, exchange, raw, served, stage

from impls.exchange import market
from impls.websocket.connection import LostError
from impls.websocket.frames import TEXT, frame
from impls.websocket.spec import Feed

LANES = ["document_python", "peer_picows", "peer_wsproto", "python", "python_best"]
TEXTS = market.messages(500, seed=3)


@pytest.fixture(params=LANES)
def lane(request):
    return import_module(f"impls.websocket.lanes.{request.param}")


def ended(job):
    """Close as the worker does."""
    closing = job.close() if hasattr(job, "close") else None
    if inspect.isawaitable(closing):
        asyncio.run(closing)


def test_every_message_behind_the_reply_is_received(lane):
    expected = {
        "count": 500,
        "bytes": sum(map(len, TEXTS)),
        "sha256": hashlib.sha256(b"".join(TEXTS)).hexdigest(),
        "close": 1000,
    }
    with served(exchange(TEXTS)) as port:
        job = lane.receive_client(Feed(500, []), stage("receive", port))
        for _ in range(2):
            job.reset()
            assert expected == job.render(job.run())
        ended(job)


@pytest.mark.parametrize("end", [frame(TEXT, b"cut")[:3], b"\xff\xff garbage"], ids=["closed early", "garbage"])
def test_a_server_that_breaks_off_is_an_error_with_the_messages_so_far(end, lane, caplog):
    caplog.set_level(logging.CRITICAL)
    with served(exchange(TEXTS[:10], end)) as port:
        job = lane.receive_client(Feed(500, []), stage("receive", port))
        job.reset()
        with pytest.raises(LostError, match=r"^[^\n]*, after \d+ messages$"):
            job.run()
        ended(job)


def test_a_refused_subscription_is_an_error(lane):
    job = lane.receive_client(Feed(0, []), stage("receive", 0))
    refused = b'{"event":"subscribe","error":{"code":2,"message":"unknown currency pair"}}'
    with pytest.raises(ValueError, match=r"should confirm the subscription first, it said .*unknown currency pair"):
        job.render(([refused], 1000))
    ended(job)


def test_a_connection_is_made_and_dropped(lane):
    with served(echo) as port:
        job = lane.connect_client(Feed(0, []), stage("connect", port, tls=False))
        assert {"connected": True} == job.run()


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"\x00\xff" * 40_000],
    ids=["nothing", "200", "garbage"],
)
def test_a_server_that_does_not_upgrade_is_an_error(answer, lane):
    with served(raw(answer)) as port:
        job = lane.connect_client(Feed(0, []), stage("connect", port, tls=False))
        with pytest.raises(Exception, match=r"\w"):
            job.run()


def test_every_message_comes_back(lane):
    with served(echo) as port:
        job = lane.echo_client(Feed(len(TEXTS), TEXTS), stage("echo", port, bytes=208))
        answer = job.run()
        ended(job)
    assert (500, hashlib.sha256(b"".join(TEXTS)).hexdigest()) == (answer["count"], answer["sha256"])


def test_another_echo_is_a_failed_step():
    with served(exchange([b"other"])) as port:
        job = import_module("impls.websocket.lanes.python").echo_client(
            Feed(1, [b"sent"]), stage("echo", port, bytes=4)
        )
        with pytest.raises(ValueError, match="message 0 should come back as it was sent"):
            job.step(0)
        ended(job)
