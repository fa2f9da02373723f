"""From a decoded JSON value to a record or a word: the typed checks that every dict-based lane makes."""

from __future__ import annotations

from typing import Any, Literal

from impls.ticker.decimals import split
from impls.ticker.record import IGNORED, LOGIN, Ticker, TickerError

__all__ = ["routed", "ticker"]

_LEAST, _MOST = -(2**63), 2**63 - 1


def ticker(found: Any) -> Ticker:
    """The record of a decoded update: first every field's type, then the decimals. Raises `TickerError`."""
    try:
        channel, event, time_ms, result = found["channel"], found["event"], found["time_ms"], found["result"]
        update_id, symbol = result["u"], result["s"]
        bid, bid_size, ask, ask_size = result["b"], result["B"], result["a"], result["A"]
    except (KeyError, TypeError):  # a field is missing, or there is no object where one should be
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


def routed(found: Any) -> Ticker | Literal["login", "ignored"]:
    """The record of an update, or what else a decoded message is. Raises `TickerError`.

    An object without a channel, or with one that is no string, is ignored; what is no object is of the wrong shape.
    """
    if not isinstance(found, dict):
        raise TickerError("shape")
    channel = found.get("channel", "")
    if channel == "spot.book_ticker" and found.get("event") == "update":
        return ticker(found)
    return LOGIN if channel == "spot.login" else IGNORED
