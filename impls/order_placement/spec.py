"""What is asked of a client that places orders: one at a time, several at once, and at a rate it does not choose."""

from __future__ import annotations

from typing import Any

from impls.contract import Case, Difference, Fault, How, Params, Role, first_difference
from impls.exchange.orders import Orders, orders
from impls.exchange.orders import read as read_orders

__all__ = ["CASES", "PARTS", "REFERENCE", "make", "probe", "read", "same"]

PARTS = ("exchange",)
REFERENCE = "python"

RATES = (100, 500, 850, 1000, 1200, 3400, 5000)  # the documents', and what tells whether a lane beats 850
SEATS = 64
_CAST = (Role("exchange", "exchange/rust", core=1), Role("client", core=0))

CASES = (
    Case(operation="place", params={"connection": "warm", "orders": 100}, how=(How("each"),), cast=_CAST),
    Case(operation="place", params={"connection": "cold", "orders": 100}, how=(How("each"),), cast=_CAST, quick=False),
    *(
        Case(
            operation="closed_loop",
            params={"in_flight": n, "orders": 2000},
            how=(How("each", in_flight=n),),
            cast=_CAST,
            group="closed_loop",
            quick=False,
        )
        for n in (1, 4, 8)
    ),
    *(
        Case(
            operation="open_loop",
            params={"rate": rate, "orders": 2000},
            how=(How("each", rate=rate, in_flight=SEATS),),
            cast=_CAST,
            group="open_loop",
            quick=False,
        )
        for rate in RATES
    ),
    *(
        Case(
            operation="soak",
            params={"rate": 1000, "seconds": seconds, "orders": 2000},
            how=(How("each", rate=1000, in_flight=SEATS, seconds=seconds),),
            cast=_CAST,
            quick=False,
        )
        for seconds in (20, 40, 60)
    ),
    Case(
        operation="crash",
        params={"rate": 500, "orders": 2000},
        how=(How("each", rate=500, in_flight=SEATS),),
        cast=_CAST,
        faults=(Fault("exchange", after_s=0.5),),
        quick=False,
    ),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """An orders file; the exchange reads accounts and pairs from it, the client its key and its orders."""
    return orders(int(params["orders"]), seed)


def probe(operation: str, params: Params, seed: int) -> bytes:
    """Orders of another account, fewer of them."""
    return orders(60, seed)


def read(operation: str, params: Params, blob: bytes) -> Orders:
    """The given's typed face."""
    return read_orders(blob)


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Every order is acknowledged alike in every lane, and the exchange has taken what was sent.

    In a crash there is nothing to take: clients must notice.
    """
    if operation == "crash":
        return first_difference(expected["client"], found["client"], "client")
    lost = found["client"]["sent"] - found["exchange"]["accepted"]
    if lost:
        return Difference("orders lost", 0, lost)
    return first_difference(expected["client"], found["client"], "client")
