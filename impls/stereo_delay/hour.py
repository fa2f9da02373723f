"""An hour of audio, and what the process holds more after it than after its first minute."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from impls.contract import Series, values
from impls.stereo_delay.play import Play

__all__ = ["Hour", "in_use"]

WARM = 60  # rounds after which everything that is made once has been made


class _Mallinfo(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
        )
    )  # fmt: skip


class Hour:
    """The given's second, ``rounds`` times over; the answer is its last time through."""

    ops = 1

    def __init__(self, play: Play, rounds: int) -> None:
        self._play, self._rounds = play, rounds
        self._grown, self._blocks = 0, 0
        self.reset, self.render = play.reset, play.render

    def run(self) -> Any:
        """Process it all; the heap is read after a minute and at the end."""
        play = self._play
        for _ in range(min(WARM, self._rounds)):
            play.run()
        held, blocks = in_use(), sys.getallocatedblocks()
        for _ in range(WARM, self._rounds):
            play.run()
        self._grown, self._blocks = in_use() - held, sys.getallocatedblocks() - blocks
        return play

    def readings(self) -> list[Series]:
        """That nothing grew: bytes of malloc, within what one of Python's own tables may take, and Python's blocks."""
        text = f"{self._grown} B of malloc and {self._blocks} objects more after {self._rounds} s than after {WARM} s"
        return [values("holds", "bool", [float(self._grown <= _TABLE and self._blocks <= _FEW)], text)]


_TABLE = 4096  # bytes
_FEW = 64  # objects: integers and frames that the interpreter keeps for reuse


def in_use() -> int:
    """Bytes that the C library has given out, 0 where it does not say."""
    ask = getattr(ctypes.CDLL(None), "mallinfo2", None)
    if ask is None:
        return 0
    ask.restype = _Mallinfo
    found = ask()
    return int(found.uordblks + found.hblkhd)
