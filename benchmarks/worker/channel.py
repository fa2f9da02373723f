"""The two ends of the conversation: request lines in, reply lines out. The standard streams are left to the lane."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

__all__ = ["Replies", "Requests", "Stop"]

Request = dict[str, Any]


class Stop:
    """Whether the launcher has asked for the end. Once raised it stays so."""

    def __init__(self) -> None:
        self.raised = False
        self._lock = threading.Lock()
        self._heard: Callable[[], object] | None = None

    def __call__(self) -> bool:
        """Whether it is raised."""
        return self.raised

    def set(self) -> None:
        """Raise it, and tell who listens."""
        with self._lock:
            self.raised = True
            if self._heard:
                self._heard()

    def listen(self, heard: Callable[[], object] | None) -> None:
        """Call ``heard`` (from another thread) when it is raised, now if it is; None: no longer."""
        with self._lock:
            self._heard = heard
            if heard and self.raised:
                heard()


class Replies:
    """Where replies go: the file that ``TANDEM_REPLY`` names."""

    def __init__(self, path: str) -> None:
        self._fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        self._pid = os.getpid()
        inherited = path.removeprefix("/dev/fd/")
        if inherited.isdecimal() and int(inherited) != self._fd:
            os.set_inheritable(int(inherited), False)  # noqa: FBT003 - else children hold it open

    @classmethod
    def from_environment(cls) -> Replies:
        """Raises OSError where there is nobody to speak to."""
        path = os.environ.get("TANDEM_REPLY")
        if not path:
            raise OSError("TANDEM_REPLY should name the file that replies go to, was not set")
        return cls(path)

    def say(self, reply: dict[str, Any]) -> None:
        """Say it, one line, at once."""
        if os.getpid() != self._pid:
            os._exit(70)  # a child that a lane forked and let return: only the parent speaks
        line = json.dumps(reply, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
        while line:
            line = line[os.write(self._fd, line) :]


class Requests:
    """Requests, read by a thread of their own so that ``stop`` is heard while a lane runs.

    A line that is no JSON object comes as text that says so. The end of the lines, like ``stop``, raises the flag.
    """

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._queue: SimpleQueue[Request | str | None] = SimpleQueue()
        self._fd = _take_stdin()
        threading.Thread(target=self._read, name="requests", daemon=True).start()

    def __iter__(self) -> Requests:
        return self

    def __next__(self) -> Request | str:
        request = self._queue.get()
        if request is None:
            raise StopIteration
        return request

    def _read(self) -> None:
        rest = b""
        while more := os.read(self._fd, 1 << 16):
            *lines, rest = (rest + more).split(b"\n")
            for line in lines:
                self._hear(line)
        self._hear(rest)
        self._stop.set()
        self._queue.put(None)

    def _hear(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            request = json.loads(line)
        except ValueError as error:  # UnicodeDecodeError is one
            self._queue.put(f"a line should be JSON, was not: {error}")
            return
        if not isinstance(request, dict):
            self._queue.put("a request should be an object")
        elif request.get("do") == "stop":
            self._stop.set()
        else:
            self._queue.put(request)


def _take_stdin() -> int:
    """The requests' descriptor, out of the lane's reach: descriptor 0 then reads nothing."""
    taken = os.dup(0)  # not inheritable
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return taken
