"""The shared price record of document ``gateio``, and what a program says of it.

Imports nothing: start-up is measured.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["PAIR", "UPDATES", "Tally", "new_share"]

PAIR = "BTC_USDT"
UPDATES = 1000


def new_share() -> dict[str, Any]:
    """The record before its first update: best bid, its time in Unix milliseconds as text, and whether there is one."""
    return {"gia_mua_gate": None, "time_gia_gate": None, "orderbook_ready": False}


class Tally:
    """Keeps the record and counts what went into it, so that no update can be left out unseen."""

    __slots__ = ("ids", "share", "symbol", "total", "updates")

    def __init__(self) -> None:
        self.share = new_share()
        self.symbol = ""
        self.updates = 0
        self.ids = 0  # sum of the update ids
        self.total = 0.0  # sum of the bids, in the order in which they came

    def take(self, update: dict[str, Any]) -> None:
        """Put one update into the record; announce the first. Raises KeyError, TypeError, ValueError if it is none."""
        book = update["result"]
        price = float(book["b"])
        self.share["gia_mua_gate"] = price
        self.share["time_gia_gate"] = str(update["time_ms"])
        self.symbol = book["s"]
        self.ids += book["u"]
        self.total += price
        self.updates += 1
        if self.updates == 1:
            self.share["orderbook_ready"] = True
            print(f"{self.symbol} {book['b']}", flush=True)  # what the start-up is measured to

    def answer(self) -> dict[str, Any]:
        """What every program ends with."""
        return {
            "updates": self.updates,
            "symbol": self.symbol,
            "price": self.share["gia_mua_gate"],
            "time": self.share["time_gia_gate"],
            "ready": self.share["orderbook_ready"],
            "sum": [str(self.ids), self.total],
        }
