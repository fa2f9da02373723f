"""The best Python: a request prebuilt but for what changes, one-shot HMAC, typed decoding, and no HTTP library.

One order at a time goes over a bare socket, which has no event loop to turn; several go over uvloop, each over a
connection of its own that is kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
import time
from functools import partial
from typing import cast
from urllib.parse import urlsplit

import msgspec
import uvloop

from impls.contract import Stage
from impls.exchange.orders import Order, Orders
from impls.order_placement.job import Ack, Blocking, Flying, RefusedError, address
from impls.order_placement.signing import PATH

LANE = {
    "kind": "own",
    "label": "uvloop + sockets",
    "needs": ["module:uvloop", "module:msgspec"],
    "doubts": ["looks for its reply again and again before it sleeps: it wants a core of its own"],
}

_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length: "
_MOST = 1 << 16
_LOOKS_NS = 100_000


class _Taken(msgspec.Struct):
    text: str
    status: str
    price: str
    amount: str
    left: str


_decode = msgspec.json.Decoder(_Taken).decode


class _Requests:
    """Writes requests: what an order's bytes have in common is made once."""

    def __init__(self, given: Orders, host: str) -> None:
        self._secret = given.secret.encode()
        self._head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nKEY: {given.key}\r\n"
        ).encode()
        self._signed = f"POST\n{PATH}\n\n".encode()
        self._rest = {order: self._tail(order) for order in given.orders}

    @staticmethod
    def _tail(order: Order) -> bytes:
        fields = {"currency_pair": order.currency_pair, "type": "limit", "account": "spot"}
        fields |= {"side": order.side, "amount": order.amount, "price": order.price}
        return b'",' + msgspec.json.encode(fields | {"time_in_force": order.time_in_force})[1:]

    def write(self, order: Order, text: str) -> bytes:
        body = b'{"text":"%b%b' % (text.encode(), self._rest[order])
        timestamp = b"%d" % time.time()
        digest = hashlib.sha512(body).hexdigest().encode()
        message = b"%b%b\n%b" % (self._signed, digest, timestamp)
        sign = hmac.digest(self._secret, message, "sha512").hex().encode()
        return b"%bTimestamp: %b\r\nSIGN: %b\r\nContent-Length: %d%b%b" % (
            self._head, timestamp, sign, len(body), _END, body,
        )  # fmt: skip


def _ack(reply: bytes) -> Ack | None:
    """The acknowledgement in a reply; None where some of it is still to come. Raises RefusedError."""
    end = reply.find(_END)
    if end < 0:
        return None
    at = reply.find(_LENGTH, 0, end) + len(_LENGTH)
    body = end + len(_END)
    if len(reply) < body + int(reply[at : reply.find(b"\r", at)]):
        return None
    if reply[9:12] != b"201":
        raise RefusedError(reply[9:12].decode() + " " + reply[body:].decode())
    taken = _decode(reply[body:])
    return taken.text, taken.status, taken.price, taken.amount, taken.left


def _some(line: socket.socket) -> bytes:
    """What comes: at first looked for, which costs less than being woken, then waited for."""
    until = time.perf_counter_ns() + _LOOKS_NS
    while True:
        try:
            received = line.recv(_MOST, socket.MSG_DONTWAIT)
            break
        except BlockingIOError:
            if time.perf_counter_ns() > until:
                received = line.recv(_MOST)
                break
    if not received:
        raise ConnectionError("the exchange closed the connection before its reply")
    return received


class _Client:
    """One connection, for one order at a time."""

    def __init__(self, given: Orders, stage: Stage) -> None:
        at = urlsplit(address(stage))
        self._cold = stage.params.get("connection") == "cold"
        self._at = (at.hostname or "", at.port or 0)
        self._requests = _Requests(given, at.netloc)
        self._line: socket.socket | None = None

    def place(self, order: Order, text: str) -> Ack:
        line = self._line
        if line is None:
            line = self._line = socket.create_connection(self._at)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            line.sendall(self._requests.write(order, text))
            reply = _some(line)
            while (ack := _ack(reply)) is None:
                reply += _some(line)
        except BaseException:
            self.close()  # the next order connects anew
            raise
        if self._cold:
            self.close()
        return ack

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class _Line(asyncio.Protocol):
    """A connection on an event loop, with one order under way."""

    def __init__(self) -> None:
        self.open = False
        self._transport: asyncio.Transport | None = None
        self._reply = b""
        self._waiting: asyncio.Future[Ack] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.open = True
        self._transport = cast("asyncio.Transport", transport)  # uvloop's has its methods, not its type

    def data_received(self, data: bytes) -> None:
        self._reply = self._reply + data if self._reply else data
        waiting = self._waiting
        if waiting is None or waiting.done():
            return
        try:
            ack = _ack(self._reply)
        except (RefusedError, ValueError) as error:
            self._reply = b""
            waiting.set_exception(error)
            return
        if ack is not None:
            self._reply = b""
            waiting.set_result(ack)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionError("the exchange closed the connection before its reply"))

    def ask(self, request: bytes) -> asyncio.Future[Ack]:
        assert self._transport is not None  # noqa: S101 - it was made before it is asked
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class _AsyncClient:
    """As many connections as there are orders under way."""

    def __init__(self, given: Orders, stage: Stage) -> None:
        at = urlsplit(address(stage))
        self._at = (at.hostname or "", at.port or 0)
        self._requests = _Requests(given, at.netloc)
        self._idle: list[_Line] = []
        self._lines: list[_Line] = []

    async def place(self, order: Order, text: str) -> Ack:
        line = self._idle.pop() if self._idle else None
        while line is not None and not line.open:
            line = self._idle.pop() if self._idle else None
        if line is None:
            line = await self._connected()
        try:
            ack = await line.ask(self._requests.write(order, text))
        except BaseException:
            line.close()  # a reply may still come, to an order that nobody waits for
            raise
        self._idle.append(line)
        return ack

    async def close(self) -> None:
        for line in self._lines:
            line.close()

    async def _connected(self) -> _Line:
        _, line = await asyncio.get_running_loop().create_connection(_Line, *self._at)
        self._lines.append(line)
        return line


def client(given: Orders, stage: Stage) -> Blocking | Flying:
    """The client that the case's load is for."""
    if stage.operation == "place" or stage.params.get("in_flight") == 1:
        return Blocking(given, stage, partial(_Client, given, stage))
    return Flying(given, stage, partial(_AsyncClient, given, stage), uvloop.new_event_loop)
