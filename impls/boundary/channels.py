"""Ways to a process of its own: a socket, two pipes, memory that both have. The server is `rust/src/lanes/server.rs`.

On a socket and in pipes a payload is its length (u32, little-endian) and its bytes, an answer is a u64. In memory there
are eight words of 8 bytes and the payload behind them: word 0 is the number of the request, 1 its length, 2 the number
of the answer, 3 the answer, 4 is set by the client when it comes and when it goes.
"""

from __future__ import annotations

import mmap
import os
import socket
from pathlib import Path

__all__ = ["Memory", "Pipes", "Socket"]

WORDS = 8


class Socket:
    """A stream over a Unix socket."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)

    def take(self, payload: bytes) -> int:
        """Send, wait, read."""
        self._socket.sendall(len(payload).to_bytes(4, "little") + payload)
        answer = self._socket.recv(8)
        while len(answer) < 8:
            more = self._socket.recv(8 - len(answer))
            if not more:
                raise ConnectionError("the server has closed")
            answer += more
        return int.from_bytes(answer, "little")

    def close(self) -> None:
        """Close it."""
        self._socket.close()


class Pipes:
    """One pipe there, one back."""

    def __init__(self, there: str, back: str) -> None:
        self._there = os.open(there, os.O_WRONLY)
        self._back = os.open(back, os.O_RDONLY)

    def take(self, payload: bytes) -> int:
        """Write, wait, read."""
        left = memoryview(len(payload).to_bytes(4, "little") + payload)
        while left:
            left = left[os.write(self._there, left) :]
        answer = os.read(self._back, 8)
        while len(answer) < 8:
            more = os.read(self._back, 8 - len(answer))
            if not more:
                raise ConnectionError("the server has closed")
            answer += more
        return int.from_bytes(answer, "little")

    def close(self) -> None:
        """Close both."""
        os.close(self._there)
        os.close(self._back)


class Memory:
    """A file that both have mapped; either looks at it until the other has written.

    Python's stores become visible in their order on processors that keep it, as x86-64 does.
    """

    def __init__(self, path: str) -> None:
        with Path(path).open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self._view = memoryview(self._map)
        self._words = self._view[: 8 * WORDS].cast("Q")
        self._payload = self._view[8 * WORDS :]
        self._number = 0
        self._words[4] = 1

    def take(self, payload: bytes) -> int:
        """Write, look, read."""
        words = self._words
        self._number += 1
        self._payload[: len(payload)] = payload
        words[1] = len(payload)
        words[0] = self._number
        while words[2] != self._number:
            pass
        return words[3]

    def close(self) -> None:
        """Let go of the mapping; the server stops looking."""
        self._words[4] = 2
        for view in (self._words, self._payload, self._view):
            view.release()
        self._map.close()
