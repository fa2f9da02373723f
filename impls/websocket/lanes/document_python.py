"""websockets with orjson, as document gateio has it: ``connect`` of its asyncio client, and a loop over ``recv``.

What the document leaves at the library's defaults stays there, but for compression (off in every lane), proxies
(ignored in every lane) and the limit on a message (64 MiB in every lane). In memory it is the library's own protocol
object, fed as its guide to integration says, with the assembly of messages that its connections do.
"""

from __future__ import annotations

import asyncio
import ssl
from functools import partial
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from impls.contract import Stage
from impls.websocket.connection import LostError, trusting
from impls.websocket.frames import BINARY, LIMIT, TEXT
from impls.websocket.given import Chunks
from impls.websocket.live import SUBSCRIBE, AsyncConnect, AsyncEcho, Receive, Taken
from impls.websocket.parse_job import PeerParse
from impls.websocket.spec import Feed

LANE = {
    "kind": "document",
    "label": "websockets + orjson",
    "needs": ["module:websockets", "module:orjson"],
    "options": {"tolerates": ["16-bit-length-of-125", "64-bit-length-of-126"]},
    "doubts": ["accepts lengths that are not in their shortest form"],
}


class _Stream:
    """One direction of a connection after its handshake."""

    def __init__(self, role: str) -> None:
        self.failed = False
        self.close: int | None = None
        self._kept: list[tuple[int, str | bytes]] = []
        self._protocol: ClientProtocol | ServerProtocol = (
            ClientProtocol(parse_uri("ws://127.0.0.1/"), state=State.OPEN, max_size=LIMIT)
            if role == "client"
            else ServerProtocol(state=State.OPEN, max_size=LIMIT)
        )

    def run(self, chunks: list[bytes]) -> None:
        """Feed the chunks, take the frames, drop what would be sent (pongs), and join fragments."""
        protocol = self._protocol
        keep = self._kept.append
        parts: list[bytes] = []
        opcode = Opcode.CONT
        try:
            for chunk in chunks:
                protocol.receive_data(chunk)
                protocol.data_to_send()
                for frame in protocol.events_received():
                    assert isinstance(frame, Frame)  # noqa: S101  no request or response comes after the handshake
                    if frame.opcode is Opcode.TEXT and frame.fin:
                        keep((TEXT, bytes(frame.data).decode()))
                    elif frame.opcode in (Opcode.PING, Opcode.PONG, Opcode.CLOSE):
                        keep((frame.opcode, bytes(frame.data)))
                    else:
                        opcode = frame.opcode or opcode
                        parts.append(bytes(frame.data))
                        if frame.fin:
                            payload = b"".join(parts)
                            keep((TEXT, payload.decode()) if opcode is Opcode.TEXT else (BINARY, payload))
                            parts = []
                if protocol.state is not State.OPEN:
                    break
        except UnicodeDecodeError:
            self.failed = True
        self.failed = self.failed or protocol.parser_exc is not None
        self.close = None if protocol.close_rcvd is None or self.failed else int(protocol.close_rcvd.code)

    def messages(self) -> list[tuple[int, str | bytes]]:
        """What was kept, as (opcode, payload)."""
        return self._kept


def parse_frames(given: Chunks, *, tolerates: list[str], **_options: object) -> PeerParse:
    """Feed the chunks to the library's protocol."""
    return PeerParse(given, _Stream, tolerates)


def receive_client(given: Feed, stage: Stage) -> Receive[ClientConnection]:
    """Take the feed in one event loop."""
    loop = asyncio.new_event_loop()
    opened = partial(_open, stage.peers["exchange"]["url"])
    return Receive(
        given.size,
        lambda: loop.run_until_complete(opened()),
        lambda line: loop.run_until_complete(_take(line)),
        loop.close,
    )


def connect_client(_given: Feed, stage: Stage) -> AsyncConnect:
    """Connect, over TLS where the case asks for it."""
    exchange = stage.peers["exchange"]
    if stage.params["tls"]:
        return AsyncConnect(partial(_connect, exchange["tls"], trusting(exchange["ca"])))
    return AsyncConnect(partial(_connect, exchange["url"], None))


def echo_client(given: Feed, stage: Stage) -> AsyncEcho[ClientConnection]:
    """One connection to the exchange's echo."""
    return AsyncEcho(given.messages, partial(_open, stage.peers["exchange"]["echo"]), _trip, ClientConnection.close)


async def _open(url: str, tls: ssl.SSLContext | None = None) -> ClientConnection:
    return await connect(url, ssl=tls, compression=None, proxy=None, max_size=LIMIT)


async def _take(line: ClientConnection) -> Taken:
    await line.send(orjson.dumps(SUBSCRIBE), text=True)
    texts: list[Any] = []
    try:
        while True:
            texts.append(await line.recv())
    except ConnectionClosedOK:
        return texts, line.close_code
    except ConnectionClosedError as error:
        raise LostError(f"{error}, after {len(texts)} messages") from None


async def _connect(url: str, tls: ssl.SSLContext | None) -> None:
    line = await _open(url, tls)
    line.transport.abort()
    await line.wait_closed()


async def _trip(line: ClientConnection, message: bytes) -> str | bytes:
    await line.send(message, text=True)
    return await line.recv()
