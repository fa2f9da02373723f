"""What the clients that we wrote do in each operation: one blocking socket, and whichever of our parsers."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from functools import partial

from impls.contract import Stage
from impls.websocket.connection import Connection, LostError, dial, trusting
from impls.websocket.frames import TEXT
from impls.websocket.live import SUBSCRIBE, Connect, Echo, Receive, Taken
from impls.websocket.parse_job import FrameParser
from impls.websocket.parser import Messages
from impls.websocket.spec import Feed

__all__ = ["connect", "echo", "receive"]

_SUBSCRIBE = json.dumps(SUBSCRIBE, separators=(",", ":")).encode()


def receive(feed: Feed, stage: Stage, new: Callable[[str], FrameParser], size: int) -> Receive[Connection]:
    """Take the feed with parsers made by ``new``, reading up to ``size`` bytes at a time."""
    return Receive(feed.size, partial(dial, stage.peers["exchange"]["url"], new), partial(_take, size))


def connect(stage: Stage, new: Callable[[str], FrameParser]) -> Connect:
    """Connect, over TLS where the case asks for it."""
    exchange = stage.peers["exchange"]
    if stage.params["tls"]:
        return Connect(partial(_connect, exchange["tls"], new, trusting(exchange["ca"])))
    return Connect(partial(_connect, exchange["url"], new, None))


def echo(feed: Feed, stage: Stage, new: Callable[[str], FrameParser]) -> Echo:
    """One connection to the exchange's echo."""
    line = dial(stage.peers["exchange"]["echo"], new)
    return Echo(feed.messages, partial(_trip, line), line.close)


def _take(size: int, line: Connection) -> Taken:
    found = Messages()
    with line.sock:
        line.send(TEXT, _SUBSCRIBE)
        try:
            while line.parser.close is None:
                line.read(found, size)
        except LostError as lost:
            raise LostError(f"{lost}, after {len(found)} messages") from None
        line.answer_close()
    return [payload for opcode, payload in found if opcode == TEXT], line.parser.close


def _connect(url: str, new: Callable[[str], FrameParser], tls: ssl.SSLContext | None) -> None:
    dial(url, new, tls).sock.close()


def _trip(line: Connection, message: bytes) -> bytes:
    line.send(TEXT, message)
    found = Messages()
    while TEXT not in found.opcodes:
        line.read(found)
    return found.payloads[found.opcodes.find(TEXT)]
