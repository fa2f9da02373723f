"""Plain standard-library Python: ``json``, made strict where it is lenient. The reference of this component."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Literal, NoReturn

from impls.ticker.record import Ticker, TickerError
from impls.ticker.shape import routed, ticker
from impls.ticker.stream import Requests, Stream

LANE = {"kind": "own", "label": "json"}

__all__ = ["LANE", "MOST_LEVELS", "decode", "parse", "parse_message", "parse_mixed", "route_message", "subscribe"]

MOST_LEVELS = 128
_ESCAPES = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)")
_STRINGS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')


def parse(given: Sequence[bytes]) -> Stream:
    """Every message is an update."""
    return Stream(parse_message, given)


def parse_mixed(given: Sequence[bytes]) -> Stream:
    """Messages of any kind, routed by channel."""
    return Stream(route_message, given)


def subscribe(given: Sequence[tuple[int, str]]) -> Requests:
    """The request for one pair's updates."""
    return Requests(_request, given)


def parse_message(message: bytes) -> Ticker:
    """The record of one update. Raises `TickerError`."""
    return ticker(decode(message))


def route_message(message: bytes) -> Ticker | Literal["login", "ignored"]:
    """The record of an update, or what else the message is. Raises `TickerError`."""
    return routed(decode(message))


def _request(time: int, pair: str) -> bytes:
    request = {"time": time, "channel": "spot.book_ticker", "event": "subscribe", "payload": [pair]}
    return json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode()


def decode(message: bytes) -> Any:
    """The JSON value of a message, by RFC 8259 and no more. Raises `TickerError` ``json``.

    ``json`` alone would also take NaN and Infinity, halves of surrogate pairs, and any nesting that the stack bears.
    """
    try:
        text = message.decode()
        found = _loads(text)
    except (ValueError, RecursionError):
        raise TickerError("json") from None
    if "\\u" in text and any(_ESCAPES.findall(text)):
        raise TickerError("json")
    if text.count("[") + text.count("{") > MOST_LEVELS and _levels(text) > MOST_LEVELS:
        raise TickerError("json")
    return found


def _loads(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of more digits than int() takes, or what `_refuse` said
        return json.loads(text, parse_constant=_refuse, parse_int=_bounded)


def _levels(text: str) -> int:
    """How deep arrays and objects are nested in a text that is JSON."""
    level = most = 0
    for character in _STRINGS.sub("", text):
        if character in "[{":
            level += 1
            most = max(most, level)
        elif character in "]}":
            level -= 1
    return most


def _bounded(digits: str) -> int | float:
    """Integers that a field may hold stay integers; any other is only known to be none of those."""
    return int(digits) if len(digits) <= 20 else float(digits)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
