"""http.client and json: one connection, and with several orders in flight one in each of as many threads."""

from __future__ import annotations

import json
from functools import partial
from http.client import HTTPConnection
from urllib.parse import urlsplit

from impls.contract import Stage
from impls.exchange.orders import Order, Orders
from impls.order_placement.job import Ack, Blocking, acknowledged, address
from impls.order_placement.signing import PATH, body_of, headers

LANE = {"kind": "own", "label": "http.client"}


class _Client:
    def __init__(self, given: Orders, stage: Stage) -> None:
        self._cold = stage.params.get("connection") == "cold"
        self._key, self._secret = given.key, given.secret
        at = urlsplit(address(stage))
        self._connection = HTTPConnection(at.hostname or "", at.port)

    def place(self, order: Order, text: str) -> Ack:
        body = json.dumps(body_of(order, text)).encode()
        try:
            self._connection.request("POST", PATH, body, headers(self._key, self._secret, body))
            with self._connection.getresponse() as reply:
                ack = acknowledged(reply.status, json.load(reply))
        except BaseException:
            self._connection.close()  # the next order connects anew
            raise
        if self._cold:
            self._connection.close()
        return ack

    def close(self) -> None:
        self._connection.close()


def client(given: Orders, stage: Stage) -> Blocking:
    """One connection a thread."""
    return Blocking(given, stage, partial(_Client, given, stage))
