"""httpx: its Client for one order at a time, its AsyncClient for several."""

from __future__ import annotations

import json
from functools import partial

import httpx

from impls.contract import Stage
from impls.exchange.orders import Order, Orders
from impls.order_placement.job import Ack, Blocking, Flying, acknowledged, address
from impls.order_placement.signing import PATH, body_of, headers

LANE = {"kind": "peer", "label": "httpx", "needs": ["module:httpx"]}


def _limits(stage: Stage) -> httpx.Limits:
    return httpx.Limits(max_keepalive_connections=0 if stage.params.get("connection") == "cold" else 64)


class _Client:
    def __init__(self, given: Orders, stage: Stage) -> None:
        self._key, self._secret = given.key, given.secret
        self._url = address(stage) + PATH
        self._http = httpx.Client(trust_env=False, limits=_limits(stage))

    def place(self, order: Order, text: str) -> Ack:
        body = json.dumps(body_of(order, text)).encode()
        reply = self._http.post(self._url, content=body, headers=headers(self._key, self._secret, body))
        return acknowledged(reply.status_code, reply.json())

    def close(self) -> None:
        self._http.close()


class _AsyncClient:
    def __init__(self, given: Orders, stage: Stage) -> None:
        self._key, self._secret = given.key, given.secret
        self._url = address(stage) + PATH
        self._http = httpx.AsyncClient(trust_env=False, limits=_limits(stage))

    async def place(self, order: Order, text: str) -> Ack:
        body = json.dumps(body_of(order, text)).encode()
        reply = await self._http.post(self._url, content=body, headers=headers(self._key, self._secret, body))
        return acknowledged(reply.status_code, reply.json())

    async def close(self) -> None:
        await self._http.aclose()


def client(given: Orders, stage: Stage) -> Blocking | Flying:
    """The client that the case's load is for."""
    if stage.operation == "place" or stage.params.get("in_flight") == 1:
        return Blocking(given, stage, partial(_Client, given, stage))
    return Flying(given, stage, partial(_AsyncClient, given, stage))
