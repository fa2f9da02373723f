"""What an echo program is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

__all__ = ["HOST", "Program"]

HOST = "127.0.0.1"


class Program(NamedTuple):
    """A client and a server that echo; both raise OSError or ValueError with one line to read.

    ``connect(url)``: echo until a close frame; `impls.websocket.connection.LostError` where it ends otherwise.
    ``listen(port, ready)``: serve until ended; ``ready`` is told the port.
    """

    connect: Callable[[str], None]
    listen: Callable[[int, Callable[[int], None]], None]
