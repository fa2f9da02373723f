"""The jobs of a client that places orders. A lane gives the client; pacing, threads and event loops are here."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any, Protocol, TypeAlias

from impls.contract import Json, Series, Stage, values
from impls.exchange.orders import Order, Orders

__all__ = ["Ack", "AsyncClient", "Blocking", "Client", "Flying", "RefusedError", "acknowledged", "address"]

Ack: TypeAlias = "tuple[str, str, str, str, str]"  # text, status, price, amount, left
_SEATS = 64  # threads where the case says no number: as many as an open loop may have in flight
_NOTICES_S = 30.0  # a client that has not noticed a crash by then never will


class RefusedError(Exception):
    """The exchange did not take an order."""


class Client(Protocol):
    """Places orders one after the other."""

    def place(self, order: Order, text: str) -> Ack:
        """Sign, send, and read the acknowledgement."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class AsyncClient(Protocol):
    """Places orders, several at a time."""

    async def place(self, order: Order, text: str) -> Ack:
        """Sign, send, and read the acknowledgement."""
        ...

    def close(self) -> Awaitable[object]:
        """Let go of the connections."""
        ...


def address(stage: Stage) -> str:
    """Where the exchange takes orders: ``http://127.0.0.1:PORT``."""
    return stage.peers["exchange"]["rest"]


def acknowledged(status: int, found: Mapping[str, Any]) -> Ack:
    """The acknowledgement of an order that was taken. Raises RefusedError."""
    if status != 201:
        raise RefusedError(f"{status} {found.get('label')}: {found.get('message')}")
    return found["text"], found["status"], found["price"], found["amount"], found["left"]


class _Placing:
    """Orders on their way: each time an order is placed it has another text, so that it must be signed anew."""

    def __init__(self, given: Orders, stage: Stage) -> None:
        self.ops = len(given.orders)
        self.crash = stage.operation == "crash"
        self.in_flight = int(stage.params.get("in_flight", 1))
        self._orders = given.orders
        self._times = [0] * self.ops
        self._acks: list[Ack | None] = [None] * self.ops
        self._placed, self._cpu_ns = count(), 0  # a count is exact between threads too

    def _next(self, i: int) -> tuple[Order, str]:
        if not next(self._placed):
            self._cpu_ns = time.process_time_ns()
        order = self._orders[i]
        self._times[i] += 1
        return order, f"{order.text}-{self._times[i]}"

    def _note(self, i: int, text: str, ack: Ack) -> None:
        if ack[0] != text:
            raise RefusedError(f"the acknowledgement of {text} was expected, that of {ack[0]} came")
        self._acks[i] = ack

    def answer(self) -> Json:
        """Every order's acknowledgement. A crash that was noticed leaves no answer, so one that was not says so."""
        if self.crash:
            return {"noticed": False}
        told: list[Json] = [
            None if ack is None else [order.text, *ack[1:]] for order, ack in zip(self._orders, self._acks, strict=True)
        ]
        return {"acknowledged": told, "sent": self.ops}

    def readings(self) -> list[Series]:
        """The client's CPU time an order since the last reading."""
        placed, self._placed = next(self._placed), count()
        return [values("cpu", "ns", [(time.process_time_ns() - self._cpu_ns) / placed])] if placed else []


class Blocking(_Placing):
    """A client that waits for each acknowledgement; with several orders in flight, one in each of as many threads."""

    def __init__(self, given: Orders, stage: Stage, open_: Callable[[], Client]) -> None:
        super().__init__(given, stage)
        self._open = open_
        self._client: Client | None = None
        self._mine = threading.local()
        self._opened: list[Client] = []
        self._pool: ThreadPoolExecutor | None = None

    def step(self, i: int) -> None:
        """Place one order."""
        client = self._client
        if client is None:
            client = self._client = self._kept(self._open())
        order, text = self._next(i)
        self._note(i, text, client.place(order, text))

    async def astep(self, i: int) -> None:
        """Place one order in a thread of the pool, whose client is its own."""
        await asyncio.get_running_loop().run_in_executor(self._threads(), self._stepped, i)

    def run(self) -> Json:
        """Place every order once; in a crash, over and over until the exchange is gone."""
        if self.crash:
            return _noticed(self)
        if self.in_flight == 1:
            for i in range(self.ops):
                self.step(i)
        else:
            list(self._threads().map(self._stepped, range(self.ops)))
        return self.answer()

    def close(self) -> None:
        """End the threads, and the connections."""
        if self._pool:
            self._pool.shutdown()
        for client in self._opened:
            client.close()

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.in_flight if self.in_flight > 1 else _SEATS)
        return self._pool

    def _stepped(self, i: int) -> None:
        client = getattr(self._mine, "client", None)
        if client is None:
            client = self._mine.client = self._kept(self._open())
        order, text = self._next(i)
        self._note(i, text, client.place(order, text))

    def _kept(self, client: Client) -> Client:
        self._opened.append(client)
        return client


class Flying(_Placing):
    """A client on an event loop, which ``new_event_loop`` makes; it is opened on the loop that first needs it."""

    def __init__(
        self,
        given: Orders,
        stage: Stage,
        open_: Callable[[], AsyncClient],
        new_event_loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
    ) -> None:
        super().__init__(given, stage)
        self._open, self.new_event_loop = open_, new_event_loop
        self._flier: AsyncClient | None = None

    async def astep(self, i: int) -> None:
        """Place one order."""
        if self._flier is None:
            self._flier = self._open()
        order, text = self._next(i)
        self._note(i, text, await self._flier.place(order, text))

    def run(self) -> Json:
        """Place every order once, on a loop of its own; in a crash, over and over until the exchange is gone."""
        with asyncio.Runner(loop_factory=self.new_event_loop) as runner:
            if self.crash:
                return runner.run(self._notices())
            runner.run(self._round())
        return self.answer()

    async def close(self) -> None:
        """Let go of the connections."""
        if self._flier is not None:
            flier, self._flier = self._flier, None
            await flier.close()

    async def _round(self) -> None:
        waiting = iter(range(self.ops))

        async def one_after_another() -> None:
            for i in waiting:
                await self.astep(i)

        try:
            await asyncio.gather(*(one_after_another() for _ in range(self.in_flight)))
        finally:
            await self.close()

    async def _notices(self) -> Json:
        until = time.monotonic() + _NOTICES_S
        try:
            while time.monotonic() < until:
                await self.astep(0)
        except Exception:  # noqa: BLE001 - whatever the client's library says of a lost server
            return {"noticed": True}
        finally:
            await self.close()
        return {"noticed": False}


def _noticed(job: Blocking) -> Json:
    until = time.monotonic() + _NOTICES_S
    try:
        while time.monotonic() < until:
            job.step(0)
    except Exception:  # noqa: BLE001 - whatever the client's library says of a lost server
        return {"noticed": True}
    return {"noticed": False}
