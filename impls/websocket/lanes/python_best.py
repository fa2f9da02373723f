"""The fastest Python that we know: runs of frames at once, big reads from a blocking socket."""

from __future__ import annotations

from impls.contract import Stage
from impls.websocket import own_client
from impls.websocket.connection import Connection
from impls.websocket.fast_parser import FastParser as Parser
from impls.websocket.given import Chunks
from impls.websocket.live import Connect, Echo, Receive
from impls.websocket.parse_job import OwnParse
from impls.websocket.spec import Feed

LANE = {"kind": "own", "label": "best Python", "needs": ["module:numpy"]}

_READ_BYTES = 1 << 18


def parse_frames(given: Chunks, **_options: object) -> OwnParse:
    """Feed the chunks to a parser."""
    return OwnParse(given, Parser)


def receive_client(given: Feed, stage: Stage) -> Receive[Connection]:
    """Take the feed."""
    return own_client.receive(given, stage, Parser, _READ_BYTES)


def connect_client(_given: Feed, stage: Stage) -> Connect:
    """Connect and upgrade."""
    return own_client.connect(stage, Parser)


def echo_client(given: Feed, stage: Stage) -> Echo:
    """Send and receive in turn."""
    return own_client.echo(given, stage, Parser)
