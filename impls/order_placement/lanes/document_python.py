"""aiohttp with orjson: the plain way of its own guide, one session, a ``post`` an order."""

from __future__ import annotations

from functools import partial

import aiohttp
import orjson

from impls.contract import Stage
from impls.exchange.orders import Order, Orders
from impls.order_placement.job import Ack, Flying, acknowledged, address
from impls.order_placement.signing import PATH, body_of, headers

LANE = {"kind": "document", "label": "aiohttp + orjson", "needs": ["module:aiohttp", "module:orjson"]}


class _Client:
    def __init__(self, given: Orders, stage: Stage) -> None:
        cold = stage.params.get("connection") == "cold"
        self._key, self._secret = given.key, given.secret
        self._url = address(stage) + PATH
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=cold))

    async def place(self, order: Order, text: str) -> Ack:
        body = orjson.dumps(body_of(order, text))
        async with self._session.post(self._url, data=body, headers=headers(self._key, self._secret, body)) as reply:
            return acknowledged(reply.status, orjson.loads(await reply.read()))

    async def close(self) -> None:
        await self._session.close()


def client(given: Orders, stage: Stage) -> Flying:
    """One session on one event loop."""
    return Flying(given, stage, partial(_Client, given, stage))
