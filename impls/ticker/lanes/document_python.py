"""The document's Python: ``orjson.loads``, then its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import orjson

from impls.ticker.record import Ticker
from impls.ticker.shape import routed, ticker
from impls.ticker.stream import Requests, Stream

LANE = {"kind": "document", "label": "orjson", "needs": ["module:orjson"]}


def parse(given: Sequence[bytes]) -> Stream:
    """Every message is an update."""
    return Stream(_parsed, given)


def parse_mixed(given: Sequence[bytes]) -> Stream:
    """Messages of any kind; an error costs its message and processing goes on, as the document's handler does."""
    return Stream(_handled, given)


def subscribe(given: Sequence[tuple[int, str]]) -> Requests:
    """The request for one pair's updates, a dict through ``orjson.dumps``."""
    return Requests(_request, given)


def _parsed(message: bytes) -> Ticker:
    return ticker(orjson.loads(message))


def _handled(message: bytes) -> Ticker | Literal["login", "ignored"]:
    return routed(orjson.loads(message))


def _request(time: int, pair: str) -> bytes:
    return orjson.dumps({"time": time, "channel": "spot.book_ticker", "event": "subscribe", "payload": [pair]})
