"""What a message becomes: a typed record, a word (login, ignored) or an error of a closed set."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

__all__ = ["IGNORED", "LOGIN", "Decimal", "ErrorKind", "Ticker", "TickerError"]

Decimal: TypeAlias = tuple[int, int]  # mantissa in i64, decimals 0 to 18, as written: "0.50" is (50, 2)
ErrorKind: TypeAlias = Literal["json", "shape", "decimal"]
LOGIN: Final = "login"
IGNORED: Final = "ignored"


class Ticker(NamedTuple):
    """The best bid and ask of one pair. Lanes with a record class of their own give it the same fields."""

    channel: str  # spot.book_ticker
    event: str  # update
    time_ms: int  # when the server sent it, Unix milliseconds
    update_id: int
    symbol: str
    bid: Decimal
    bid_size: Decimal
    ask: Decimal
    ask_size: Decimal


class TickerError(ValueError):
    """A message that is no record. ``kind``: not JSON, not the message's shape, or a decimal out of bounds."""

    def __init__(self, kind: ErrorKind) -> None:
        super().__init__(kind)
        self.kind: ErrorKind = kind
