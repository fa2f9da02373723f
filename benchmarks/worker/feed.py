"""The generator's end of the FIFO.

Writing never waits: what the worker has no room for yet is kept and written later, so that a worker which falls behind
does not make the generator late.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import time
from collections.abc import Callable

from benchmarks.worker.failure import Failure

__all__ = ["Feed"]

_ROOM = 1 << 20  # for 65,536 starts, where the system grants it
_LOOK_S = 0.0005  # between two looks whether the worker has opened its end
_NAP_S = 0.05


class Feed:
    """Bytes on their way to a worker."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._kept = bytearray()
        self.gone = False  # the worker has closed its end

    @classmethod
    def opened(cls, path: str, stopped: Callable[[], bool]) -> Feed | None:
        """Open it when the worker has opened its end; None where the stop comes first. Raises `Failure` (protocol)."""
        while True:
            try:
                fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise Failure("protocol", f"starts: {path}: {error.strerror}") from error
                if stopped():
                    return None
                time.sleep(_LOOK_S)
            else:
                _make_room(fd)
                return cls(fd)

    @property
    def behind(self) -> bool:
        """Whether something is still to be handed over."""
        return bool(self._kept) and not self.gone

    def write(self, found: bytes) -> None:
        """Hand these bytes over, after those that are kept."""
        self._kept += found
        self._catch_up()

    def rest(self, seconds: float = _NAP_S) -> None:
        """Sleep so long, at most 50 ms; while something is kept, until there is room for it."""
        most_s = min(seconds, _NAP_S)
        if not self.behind:
            time.sleep(most_s)
            return
        poll = select.poll()
        poll.register(self._fd, select.POLLOUT)
        poll.poll(most_s * 1000)
        self._catch_up()

    def close(self) -> None:
        """Nothing more comes."""
        os.close(self._fd)

    def _catch_up(self) -> None:
        try:
            while self._kept and not self.gone:
                del self._kept[: os.write(self._fd, self._kept)]
        except BlockingIOError:
            pass
        except OSError:
            self.gone = True


def _make_room(fd: int) -> None:
    with contextlib.suppress(AttributeError, OSError):  # less room is no matter
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _ROOM)
