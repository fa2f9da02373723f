"""pysimdjson as its documentation says it is fastest: one reused parser, its lazy objects, only the fields wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import simdjson

from impls.ticker.decimals import split
from impls.ticker.record import IGNORED, LOGIN, Ticker, TickerError
from impls.ticker.stream import Stream

LANE = {
    "kind": "peer",
    "label": "pysimdjson",
    "operations": ["parse", "parse_mixed"],
    "needs": ["module:simdjson"],
}

_LEAST, _MOST = -(2**63), 2**63 - 1
_parser = simdjson.Parser()


def parse(given: Sequence[bytes]) -> Stream:
    """Every message is an update."""
    return Stream(_parsed, given)


def parse_mixed(given: Sequence[bytes]) -> Stream:
    """Messages of any kind, routed by channel."""
    return Stream(_routed, given)


def _parsed(message: bytes) -> Ticker:
    return _record(_document(message))


def _routed(message: bytes) -> Ticker | Literal["login", "ignored"]:
    found = _document(message)
    if not isinstance(found, simdjson.Object):
        raise TickerError("shape")
    channel = found.get("channel", "")
    if channel == "spot.book_ticker" and found.get("event") == "update":
        return _record(found)
    return LOGIN if channel == "spot.login" else IGNORED


def _document(message: bytes) -> Any:
    try:
        return _parser.parse(message)
    except RuntimeError as error:  # what the binding raises for an integer beyond 64 bits
        raise ValueError(*error.args) from None


def _record(found: Any) -> Ticker:
    try:
        channel, event, time_ms, result = found["channel"], found["event"], found["time_ms"], found["result"]
        update_id, symbol = result["u"], result["s"]
        bid, bid_size, ask, ask_size = result["b"], result["B"], result["a"], result["A"]
    except (KeyError, TypeError, AttributeError):
        raise TickerError("shape") from None
    if not (
        type(channel) is type(event) is type(symbol) is str
        and type(bid) is type(bid_size) is type(ask) is type(ask_size) is str
        and type(time_ms) is type(update_id) is int
        and _LEAST <= time_ms <= _MOST
        and _LEAST <= update_id <= _MOST
    ):
        raise TickerError("shape")
    return Ticker(channel, event, time_ms, update_id, symbol, split(bid), split(bid_size), split(ask), split(ask_size))
