"""Our Rust parser and client, called from Python: one call a stream, a connection or a round trip."""

from __future__ import annotations

import json
from functools import partial
from typing import TypeAlias

from impls._native import websocket
from impls.contract import Json, Stage
from impls.websocket.answer import Said, digest, own_probes
from impls.websocket.given import Chunks
from impls.websocket.handshake import address
from impls.websocket.live import SUBSCRIBE, Connect, Echo, Receive, Taken
from impls.websocket.spec import Feed

LANE = {"kind": "own", "label": "Rust from Python", "needs": ["module:impls._native"]}

_Parsed: TypeAlias = "tuple[bytes, list[str | bytes], int | None, tuple[int, int] | None]"
_SUBSCRIBE = json.dumps(SUBSCRIBE, separators=(",", ":")).encode()


class _Parse:
    """All chunks in one call; every message comes back as an object of Python's."""

    def __init__(self, given: Chunks) -> None:
        self.ops = given.messages
        self._given, self._server = given, given.role == "server"

    def run(self) -> _Parsed:
        """Parse all chunks."""
        return websocket.parse_frames(self._given.chunks, server=self._server)

    def render(self, parsed: _Parsed) -> Json:
        """Digest the messages and try the probes."""
        opcodes, payloads, close, said = parsed
        error: Json = None if said is None else {"code": said[0], "at": said[1]}
        ended: dict[str, Json] = {"close": close, "error": error}
        probes = own_probes(self._given.probes, self._said)
        return digest(zip(opcodes, payloads, strict=True)) | ended | {"probes": probes}

    def _said(self, chunks: list[bytes]) -> Said:
        return websocket.parse_frames(chunks, server=self._server)[3]


def parse_frames(given: Chunks, **_options: object) -> _Parse:
    """Hand over the chunks."""
    return _Parse(given)


def receive_client(given: Feed, stage: Stage) -> Receive[websocket.Client]:
    """Take the feed in one call."""
    return Receive(given.size, partial(_open, stage.peers["exchange"]["url"]), _take)


def connect_client(_given: Feed, stage: Stage) -> Connect:
    """Connect, over TLS where the case asks for it, in one call."""
    exchange = stage.peers["exchange"]
    secure = bool(stage.params["tls"])
    to = address(exchange["tls" if secure else "url"])
    authority = websocket.Authority(exchange["ca"]) if secure else None
    return Connect(partial(websocket.dial, to.host, to.port, to.path, authority))


def echo_client(given: Feed, stage: Stage) -> Echo:
    """One connection to the exchange's echo, a call a round trip."""
    client = _open(stage.peers["exchange"]["echo"])
    return Echo(given.messages, client.trip, client.close)


def _open(url: str) -> websocket.Client:
    to = address(url)
    return websocket.Client(to.host, to.port, to.path)


def _take(client: websocket.Client) -> Taken:
    return client.receive(_SUBSCRIBE)
