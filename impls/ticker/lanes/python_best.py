"""The best Python known: msgspec, with typed structs where the message is an update.

It is stricter than RFC 8259 in places, but never laxer on what it is asked here: a struct that forbids unknown keys has
no value that nobody looks at. What it refuses is decoded again by the plain lane, which says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from impls.ticker.decimals import split
from impls.ticker.lanes import python
from impls.ticker.record import Decimal, Ticker
from impls.ticker.shape import routed
from impls.ticker.stream import Requests, Stream

LANE = {"kind": "own", "label": "msgspec", "needs": ["module:msgspec"]}

_I64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class _Result(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    t: int
    u: _I64
    s: str
    b: str
    B: str
    a: str
    A: str


class _Message(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    time: int
    time_ms: _I64
    channel: str
    event: str
    result: _Result


class _Update(_Message, forbid_unknown_fields=True):
    channel: Literal["spot.book_ticker"]
    event: Literal["update"]


class _Ticker(msgspec.Struct, gc=False, frozen=True):
    channel: str
    event: str
    time_ms: int
    update_id: int
    symbol: str
    bid: Decimal
    bid_size: Decimal
    ask: Decimal
    ask_size: Decimal


_message = msgspec.json.Decoder(_Message).decode
_update = msgspec.json.Decoder(_Update).decode
_any = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def parse(given: Sequence[bytes]) -> Stream:
    """Every message is an update."""
    return Stream(parse_message, given)


def parse_mixed(given: Sequence[bytes]) -> Stream:
    """Messages of any kind, routed by channel."""
    return Stream(route_message, given)


def subscribe(given: Sequence[tuple[int, str]]) -> Requests:
    """The request for one pair's updates."""
    return Requests(_request, given)


def parse_message(message: bytes) -> _Ticker | Ticker:
    """The record of one update. Raises `TickerError`."""
    try:
        found = _message(message)
    except ValueError:
        return python.parse_message(message)
    return _record(found)


def route_message(message: bytes) -> _Ticker | Ticker | Literal["login", "ignored"]:
    """The record of an update, or what else the message is. Raises `TickerError`."""
    try:
        found = _update(message)
    except msgspec.ValidationError:  # not an update, or not JSON further on
        return _other(message)
    except ValueError:
        return python.route_message(message)
    return _record(found)


def _other(message: bytes) -> Ticker | Literal["login", "ignored"]:
    if message.count(b"[") + message.count(b"{") > python.MOST_LEVELS:
        return python.route_message(message)
    try:
        found = _any(message)
    except ValueError:
        return python.route_message(message)
    return routed(found)


def _record(found: _Message) -> _Ticker:
    book = found.result
    bid, bid_size, ask, ask_size = split(book.b), split(book.B), split(book.a), split(book.A)
    return _Ticker(found.channel, found.event, found.time_ms, book.u, book.s, bid, bid_size, ask, ask_size)


def _request(time: int, pair: str) -> bytes:
    form = b'{"time":%d,"channel":"spot.book_ticker","event":"subscribe","payload":[%b]}'
    return form % (time, _encode(pair))
