"""An orders file: who may trade what, and what a client places. The exchange reads its head, clients all of it.

::

    {"tandem":"orders","version":1,"accounts":[{"key","secret","limit"}],
     "pairs":[{"id","precision","amount_precision","min_base_amount"}],
     "orders":[{"text","currency_pair","side","amount","price","time_in_force"}]}

What becomes of an order does not depend on when exactly it comes, so that every client is told the same, however many
of its orders are under way: in the first half there are bids that rest, in the second half sells at the pair's lowest
bid, for the same amounts in the same order, so that each is filled at once, by one bid or several; between them are
bids that nobody meets and that may not rest. Each half is longer than what is ever under way.
"""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random
from typing import NamedTuple

from impls.exchange.market import SYMBOLS

__all__ = ["Order", "Orders", "orders", "read"]

_UNMET = 5  # every so many orders one finds no counterpart
_ABOVE = 50  # bids are up to so many steps above their pair's lowest


class Order(NamedTuple):
    """One order as the API takes it; ``text`` is what the client calls it."""

    text: str
    currency_pair: str
    side: str
    amount: str
    price: str
    time_in_force: str


class Orders(NamedTuple):
    """What a client needs: its credentials and its orders."""

    key: str
    secret: str
    orders: list[Order]


class _Pair(NamedTuple):
    name: str
    decimals: int
    amount_decimals: int
    lowest: int

    def order(self, i: int, side: str, amount: int, above: int, force: str) -> Order:
        price = _text(self.lowest + above, self.decimals)
        return Order(f"t-{i}", self.name, side, _text(amount, self.amount_decimals), price, force)


def orders(n: int, seed: int, limit: int = 0) -> bytes:
    """A file of ``n`` orders, an even number, of one account that may ask ``limit`` times a second (0: without limit).

    Raises ValueError for an odd number.
    """
    if n % 2:
        raise ValueError(f"orders come in pairs: their number should be even, was {n}")
    random = Random(seed)
    draw = random.getrandbits
    pairs = [_Pair(symbol, draw(3), 2 + draw(2), 10_000 + draw(20)) for symbol in SYMBOLS]
    bids, sells = [], []
    for i in range(n // 2):
        pair, amount = pairs[i % len(pairs)], 100 + draw(14)
        if i % _UNMET == _UNMET - 1:
            bids.append(pair.order(i, "buy", amount, -1 - draw(5), "ioc"))
            sells.append(pair.order(n // 2 + i, "buy", amount, -1 - draw(5), "ioc"))
        else:
            bids.append(pair.order(i, "buy", amount, draw(16) % _ABOVE, "gtc"))
            sells.append(pair.order(n // 2 + i, "sell", amount, 0, "gtc"))
    head = {
        "tandem": "orders",
        "version": 1,
        "accounts": [{"key": f"{draw(128):032x}", "secret": f"{draw(256):064x}", "limit": limit}],
        "pairs": [
            {
                "id": pair.name,
                "precision": pair.decimals,
                "amount_precision": pair.amount_decimals,
                "min_base_amount": _text(10, pair.amount_decimals),
            }
            for pair in pairs
        ],
        "orders": [order._asdict() for order in bids + sells],
    }
    return json.dumps(head, separators=(",", ":")).encode() + b"\n"


def read(blob: bytes) -> Orders:
    """The first account's orders. Raises ValueError where the file is none."""
    found = json.loads(blob)
    if not isinstance(found, dict) or (found.get("tandem"), found.get("version")) != ("orders", 1):
        raise ValueError("should be an orders file of version 1")
    try:
        account = found["accounts"][0]
        return Orders(account["key"], account["secret"], [Order(**order) for order in found["orders"]])
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"is an orders file that lacks something: {error!r}") from None


def _text(steps: int, decimals: int) -> str:
    """A number as exchanges write it, without zeros at its end."""
    return f"{Decimal(steps).scaleb(-decimals).normalize():f}"
