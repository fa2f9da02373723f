"""A round trip between two Python processes, blocking sockets of the standard library."""

from __future__ import annotations

import socket
import time

from impls.contract import Stage

LANE = {"kind": "floor", "label": "woken by the kernel, in Python", "operations": ["loopback"]}

__all__ = ["LANE", "Client", "Server", "client", "server"]


def server(_given: bytes, stage: Stage) -> Server:
    """Answers what it hears."""
    return Server(stage)


def client(_given: bytes, stage: Stage) -> Client:
    """Sends and waits for the answer."""
    return Client(stage)


class Server:
    """One connection, to its end; an operation is a connection."""

    ops = 1

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._bytes = int(stage.params["bytes"])
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0)
        host, port = self._listener.getsockname()
        stage.offer(host=host, port=str(port))

    def run(self) -> int:
        """How many messages were answered."""
        answered = 0
        connection = self._accepted()
        if connection is None:
            return answered
        with connection:
            connection.settimeout(None)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while message := heard(connection, self._bytes):
                connection.sendall(message)
                answered += 1
        return answered

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def _accepted(self) -> socket.socket | None:
        while not self._stage.stopped():
            try:
                return self._listener.accept()[0]
            except BlockingIOError:
                time.sleep(0.001)
        return None


class Client:
    """Round trips over one connection."""

    ops = 1

    def __init__(self, stage: Stage) -> None:
        at = stage.peers["server"]
        self._message = b"x" * int(stage.params["bytes"])
        self._connection = socket.create_connection((at["host"], int(at["port"])))
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self) -> bool:
        """There and back; whether it came back as it was."""
        self._connection.sendall(self._message)
        return heard(self._connection, len(self._message)) == self._message

    def step(self, _i: int) -> None:
        """One round trip."""
        if not self.run():
            raise ConnectionError

    def close(self) -> None:
        """Leave."""
        self._connection.close()


def heard(connection: socket.socket, size: int) -> bytes:
    """So many bytes; none at the end of the connection."""
    message = connection.recv(size)
    while message and len(message) < size:
        more = connection.recv(size - len(message))
        if not more:
            return b""
        message += more
    return message
