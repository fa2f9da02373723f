"""Our Rust client called from Python: one call an order, which signs, sends, waits and reads."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from impls._native import order_placement
from impls.contract import Stage
from impls.exchange.orders import Order, Orders
from impls.order_placement.job import Ack, Blocking, address

LANE = {
    "kind": "own",
    "label": "Rust from Python",
    "needs": ["module:impls._native"],
    "doubts": ["looks for its reply again and again before it sleeps: it wants a core of its own"],
}


class _Client:
    def __init__(self, given: Orders, stage: Stage) -> None:
        at = urlsplit(address(stage))
        cold = stage.params.get("connection") == "cold"
        alone = stage.operation == "place" or stage.params.get("in_flight") == 1  # else other threads need the CPU
        self._client = order_placement.Client(at.netloc, given.key, given.secret, cold=cold, looks=alone)

    def place(self, order: Order, text: str) -> Ack:
        return self._client.place(text, order.currency_pair, order.side, order.amount, order.price, order.time_in_force)

    def close(self) -> None:
        self._client.close()


def client(given: Orders, stage: Stage) -> Blocking:
    """One connection a thread."""
    return Blocking(given, stage, partial(_Client, given, stage))
