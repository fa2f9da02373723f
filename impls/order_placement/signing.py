"""Requests as Gate.io's API v4 wants them signed, the plain way.

HMAC-SHA512 in hex over method, path, query, the hex of the body's SHA-512, and the time in seconds, a line each:
<https://www.gate.io/docs/developers/apiv4/en/#authentication>.
"""

from __future__ import annotations

import hashlib
import hmac
import time

from impls.exchange.orders import Order

__all__ = ["PATH", "body_of", "headers", "sign"]

PATH = "/api/v4/spot/orders"


def body_of(order: Order, text: str) -> dict[str, str]:
    """The order as the API takes it, under that text."""
    return {
        "text": text,
        "currency_pair": order.currency_pair,
        "type": "limit",
        "account": "spot",
        "side": order.side,
        "amount": order.amount,
        "price": order.price,
        "time_in_force": order.time_in_force,
    }


def sign(secret: str, method: str, path: str, query: str, body: bytes, timestamp: str) -> str:  # noqa: PLR0917 - its parts
    """The signature of one request."""
    digest = hashlib.sha512(body).hexdigest()
    message = f"{method}\n{path}\n{query}\n{digest}\n{timestamp}"
    return hmac.new(secret.encode(), message.encode(), hashlib.sha512).hexdigest()


def headers(key: str, secret: str, body: bytes) -> dict[str, str]:
    """The headers of an order that is placed now."""
    timestamp = str(int(time.time()))
    return {
        "Content-Type": "application/json",
        "KEY": key,
        "Timestamp": timestamp,
        "SIGN": sign(secret, "POST", PATH, "", body, timestamp),
    }
