"""wsproto, a protocol library without I/O, over a blocking socket as its documentation's examples do it."""

from __future__ import annotations

import json
import socket
import ssl
from functools import partial

from wsproto import ConnectionType, WSConnection
from wsproto.connection import Connection, ConnectionState
from wsproto.events import (
    AcceptConnection,
    BytesMessage,
    CloseConnection,
    Event,
    Ping,
    Pong,
    RejectConnection,
    Request,
    TextMessage,
)

from impls.contract import Stage
from impls.websocket.connection import LostError, trusting
from impls.websocket.frames import BINARY, CLOSE, PING, PONG, TEXT
from impls.websocket.given import Chunks
from impls.websocket.handshake import HandshakeError, address
from impls.websocket.live import SUBSCRIBE, Connect, Echo, Receive, Taken
from impls.websocket.parse_job import PeerParse
from impls.websocket.spec import Feed

LANE = {
    "kind": "peer",
    "label": "wsproto",
    "needs": ["module:wsproto"],
    "options": {"tolerates": ["over-the-limit"]},
    "doubts": ["has no limit on the size of a message"],
}

_READ_BYTES = 1 << 16
_PATIENCE_S = 10.0


class _Stream:
    """One direction of a connection after its handshake."""

    def __init__(self, role: str) -> None:
        self.failed = False
        self.close: int | None = None
        self._connection = Connection(ConnectionType.CLIENT if role == "client" else ConnectionType.SERVER)
        self._kept: list[tuple[int, str | bytes]] = []

    def run(self, chunks: list[bytes]) -> None:
        """Feed the chunks, take the events, and join what belongs to one message."""
        connection = self._connection
        keep = self._kept.append
        texts: list[str] = []
        pieces: list[bytes | bytearray] = []
        for chunk in chunks:
            connection.receive_data(chunk)
            for event in connection.events():
                if isinstance(event, TextMessage):
                    texts.append(event.data)
                    if event.message_finished:
                        keep((TEXT, "".join(texts)))
                        texts = []
                elif isinstance(event, BytesMessage):
                    pieces.append(event.data)
                    if event.message_finished:
                        keep((BINARY, b"".join(pieces)))
                        pieces = []
                elif isinstance(event, Ping | Pong):
                    keep((PING if isinstance(event, Ping) else PONG, event.payload))
                elif isinstance(event, CloseConnection):
                    return self._end(event)
        return None

    def _end(self, event: CloseConnection) -> None:
        """A close frame, or what the library says where it refuses to go on: then the state stays open."""
        if self._connection.state is ConnectionState.OPEN:
            self.failed = True
            return
        self.close = int(event.code)
        payload = b"" if event.code == 1005 else self.close.to_bytes(2) + (event.reason or "").encode()
        self._kept.append((CLOSE, payload))

    def messages(self) -> list[tuple[int, str | bytes]]:
        """What was kept, as (opcode, payload)."""
        return self._kept


def parse_frames(given: Chunks, *, tolerates: list[str], **_options: object) -> PeerParse:
    """Feed the chunks to a connection."""
    return PeerParse(given, _Stream, tolerates)


class _Line:
    """A client's connection: the socket and the library's state beside it."""

    def __init__(self, url: str, tls: ssl.SSLContext | None = None) -> None:
        to = address(url)
        self.sock = socket.create_connection((to.host, to.port), _PATIENCE_S)
        self.state = WSConnection(ConnectionType.CLIENT)
        self._early: list[Event] = []
        try:
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls:
                self.sock = tls.wrap_socket(self.sock, server_hostname=to.host)
            self._upgrade(Request(host=f"{to.host}:{to.port}", target=to.path))
        except BaseException:
            self.sock.close()
            raise
        self.sock.settimeout(None)

    def _upgrade(self, request: Request) -> None:
        self.sock.sendall(self.state.send(request))
        while not self._early:
            self._early = self.events()
        match self._early.pop(0):
            case AcceptConnection():
                return
            case RejectConnection(status_code=status):
                raise HandshakeError(f"should answer the upgrade with 101, said {status}")
            case other:
                raise HandshakeError(f"should answer the upgrade, said {other}")

    def events(self) -> list[Event]:
        """What comes of the next bytes; pings are answered."""
        if self._early:
            found, self._early = self._early, []
            return found
        received = self.sock.recv(_READ_BYTES)
        if not received:
            raise LostError("the connection was closed without a close frame")
        self.state.receive_data(received)
        found = list(self.state.events())
        for event in found:
            if isinstance(event, Ping):
                self.sock.sendall(self.state.send(event.response()))
        return found

    def send(self, text: str) -> None:
        """Send one text message."""
        self.sock.sendall(self.state.send(TextMessage(text)))


def receive_client(given: Feed, stage: Stage) -> Receive[_Line]:
    """Take the feed."""
    return Receive(given.size, partial(_Line, stage.peers["exchange"]["url"]), _take)


def connect_client(_given: Feed, stage: Stage) -> Connect:
    """Connect, over TLS where the case asks for it."""
    exchange = stage.peers["exchange"]
    if stage.params["tls"]:
        return Connect(partial(_connect, exchange["tls"], trusting(exchange["ca"])))
    return Connect(partial(_connect, exchange["url"], None))


def echo_client(given: Feed, stage: Stage) -> Echo:
    """One connection to the exchange's echo."""
    line = _Line(stage.peers["exchange"]["echo"])
    return Echo(given.messages, partial(_trip, line), line.sock.close)


def _connect(url: str, tls: ssl.SSLContext | None) -> None:
    _Line(url, tls).sock.close()


def _take(line: _Line) -> Taken:
    texts: list[str] = []
    with line.sock:
        line.send(json.dumps(SUBSCRIBE))
        try:
            return texts, _until_closed(line, texts)
        except LostError as lost:
            raise LostError(f"{lost}, after {len(texts)} messages") from None


def _until_closed(line: _Line, texts: list[str]) -> int:
    """Keep every text until a close frame comes; answer that and return its code."""
    part = ""
    while True:
        for event in line.events():
            if isinstance(event, TextMessage):
                part += event.data
                if event.message_finished:
                    texts.append(part)
                    part = ""
            elif isinstance(event, CloseConnection):
                if line.state.state is not ConnectionState.REMOTE_CLOSING:
                    raise LostError(f"the stream breaks the protocol: {event.reason} ({event.code})")
                line.sock.sendall(line.state.send(event.response()))
                return int(event.code)


def _trip(line: _Line, message: bytes) -> str:
    line.send(message.decode())
    part = ""
    while True:
        for event in line.events():
            if isinstance(event, TextMessage):
                part += event.data
                if event.message_finished:
                    return part
            elif isinstance(event, CloseConnection):
                raise LostError(f"closed with {event.code} where an echo should come")
