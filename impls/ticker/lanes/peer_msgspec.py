"""msgspec as its documentation says it is fastest: typed structs, a reused decoder, no garbage collection of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from impls.ticker.decimals import split
from impls.ticker.record import IGNORED, LOGIN, Decimal, Ticker
from impls.ticker.shape import routed
from impls.ticker.stream import Requests, Stream

LANE = {"kind": "peer", "label": "msgspec, typed", "needs": ["module:msgspec"]}

_I64 = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


class _Result(msgspec.Struct, gc=False):
    u: _I64
    s: str
    b: str
    B: str
    a: str
    A: str


class _Message(msgspec.Struct, gc=False):
    channel: str
    event: str
    time_ms: _I64
    result: _Result


class _Request(msgspec.Struct, gc=False):
    time: int
    channel: str
    event: str
    payload: tuple[str]


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


_typed = msgspec.json.Decoder(_Message).decode
_untyped = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def parse(given: Sequence[bytes]) -> Stream:
    """Every message is an update."""
    return Stream(_parsed, given)


def parse_mixed(given: Sequence[bytes]) -> Stream:
    """Messages of any kind: decoded as an update, and only where it is none without a type."""
    return Stream(_routed, given)


def subscribe(given: Sequence[tuple[int, str]]) -> Requests:
    """The request for one pair's updates, a struct."""
    return Requests(_request, given)


def _parsed(message: bytes) -> _Ticker:
    return _record(_typed(message))


def _routed(message: bytes) -> _Ticker | Ticker | Literal["login", "ignored"]:
    try:
        found = _typed(message)
    except msgspec.ValidationError:
        return routed(_untyped(message))
    if found.channel == "spot.book_ticker" and found.event == "update":
        return _record(found)
    return LOGIN if found.channel == "spot.login" else IGNORED


def _record(found: _Message) -> _Ticker:
    book = found.result
    bid, bid_size, ask, ask_size = split(book.b), split(book.B), split(book.a), split(book.A)
    return _Ticker(found.channel, found.event, found.time_ms, book.u, book.s, bid, bid_size, ask, ask_size)


def _request(time: int, pair: str) -> bytes:
    return _encode(_Request(time, "spot.book_ticker", "subscribe", (pair,)))
