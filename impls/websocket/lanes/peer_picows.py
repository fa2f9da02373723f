"""picows on uvloop, as its documentation recommends: a listener whose method gets every frame."""

from __future__ import annotations

import asyncio
import ssl
from functools import partial
from typing import TypeVar

import orjson
import uvloop
from picows import WSCloseCode, WSError, WSMsgType, WSTransport, ws_connect

from impls.contract import Stage
from impls.websocket.connection import LostError, trusting
from impls.websocket.frames import LIMIT, TEXT
from impls.websocket.handshake import HandshakeError
from impls.websocket.live import SUBSCRIBE, AsyncConnect, AsyncEcho, Receive, Taken
from impls.websocket.picows_listener import Listener, Message
from impls.websocket.spec import Feed

LANE = {
    "kind": "peer",
    "label": "picows (uvloop)",
    "needs": ["module:picows", "module:uvloop", "module:orjson"],
    "operations": ["receive", "connect", "echo"],
}


_S = TypeVar("_S", bound="_Subscriber")


class _Subscriber(Listener):
    """Keeps what comes."""

    transport: WSTransport


class _Echoed(_Subscriber):
    """Hands each text to who waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self._keep = self._hand_over
        self.waiting: asyncio.Future[str | bytes] = asyncio.get_running_loop().create_future()

    def on_ws_disconnected(self, transport: WSTransport) -> None:  # noqa: ARG002  picows passes it
        """Tell who still waits."""
        if not self.waiting.done():
            self.waiting.set_exception(LostError("the connection was closed where an echo should come"))

    def _hand_over(self, message: Message) -> None:
        opcode, payload = message
        if opcode == TEXT:
            self.waiting.set_result(payload)


def receive_client(given: Feed, stage: Stage) -> Receive[_Subscriber]:
    """Take the feed in one event loop."""
    loop = uvloop.new_event_loop()
    opened = partial(_open, _Subscriber, stage.peers["exchange"]["url"])
    return Receive(
        given.size,
        lambda: loop.run_until_complete(opened()),
        lambda client: loop.run_until_complete(_take(client)),
        loop.close,
    )


def connect_client(_given: Feed, stage: Stage) -> AsyncConnect:
    """Connect, over TLS where the case asks for it."""
    exchange = stage.peers["exchange"]
    url, tls = (exchange["tls"], trusting(exchange["ca"])) if stage.params["tls"] else (exchange["url"], None)
    return AsyncConnect(partial(_connect, url, tls), uvloop.new_event_loop)


def echo_client(given: Feed, stage: Stage) -> AsyncEcho[_Echoed]:
    """One connection to the exchange's echo."""
    opened = partial(_open, _Echoed, stage.peers["exchange"]["echo"])
    return AsyncEcho(given.messages, opened, _trip, _close, uvloop.new_event_loop)


async def _open(kind: type[_S], url: str, tls: ssl.SSLContext | None = None) -> _S:
    transport, client = await ws_connect(kind, url, ssl_context=tls, max_frame_size=LIMIT)
    if not isinstance(client, kind):  # picows returns without a listener
        raise HandshakeError("closed the connection in the handshake")
    client.transport = transport
    return client


async def _take(client: _Subscriber) -> Taken:
    client.transport.send(WSMsgType.TEXT, orjson.dumps(SUBSCRIBE))
    wrong = "the connection was closed without a close frame"
    try:
        await client.transport.wait_disconnected()
    except WSError as error:
        wrong = f"the stream breaks the protocol: {error}"
    texts = [payload for opcode, payload in client.kept if opcode == TEXT]
    if client.close_code is None:
        raise LostError(f"{wrong}, after {len(texts)} messages")
    return texts, client.close_code


async def _connect(url: str, tls: ssl.SSLContext | None) -> None:
    client = await _open(_Subscriber, url, tls)
    client.transport.disconnect(graceful=False)
    await client.transport.wait_disconnected()


async def _trip(client: _Echoed, message: bytes) -> str | bytes:
    client.waiting = asyncio.get_running_loop().create_future()
    client.transport.send(WSMsgType.TEXT, message)
    return await client.waiting


async def _close(client: _Echoed) -> None:
    client.waiting.cancel()
    client.transport.send_close(WSCloseCode.OK)
    client.transport.disconnect()
    await client.transport.wait_disconnected()
