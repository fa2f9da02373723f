"""The fastest incremental parser we know in Python: text frames are taken in runs, all else by the plain parser.

A run is the unfragmented text frames that lie end to end in one chunk. It is taken in two steps: a loop that does the
least per frame (read the header, note where the payload lies), then one pass over the run for what is dear per call:
unmasking (one XOR of the run with the repeated keys laid end to end) and the UTF-8 check (one look whether all is
ASCII, else text by text). Where a run holds bad text it is given back, and the plain parser says where.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeAlias

from impls.websocket.frames import CONTINUATION, LIMIT, TEXT
from impls.websocket.parser import Messages, Parser

__all__ = ["FastParser"]

_Run: TypeAlias = tuple[list[bytes], int]  # the payloads, and where in the chunk the run ends

_unmasked_head = struct.Struct("!HH").unpack_from  # FIN, opcode, MASK and 7-bit length; then the 16-bit length, if any
_long_head = struct.Struct("!HH4s").unpack_from
_TEXT = 0x8100  # final, opcode 1, length 0
_TEXT_16 = 0x817E  # ... with a 16-bit length
_MASK = 0x0080
_LONGEST = 0xFFFF  # payload bytes of a frame that a run may hold
_WORTH_NUMPY = 1024  # bytes of a run above which NumPy's fixed cost is less than what long integers cost


class FastParser(Parser):
    """As `Parser`, with the same answers. NumPy is imported by the first long masked run."""

    def __init__(self, role: str, limit: int = LIMIT) -> None:
        super().__init__(role, limit)
        self._scan: Callable[[bytes, int], _Run] = _masked_run if role == "server" else _unmasked_run
        if limit < _LONGEST:
            self._scan = _no_run

    def feed(self, chunk: bytes, found: Messages) -> None:
        """Take the next bytes of the stream, and add the messages that end in them to ``found``."""
        at, size = 0, len(chunk)
        while at < size and not self.ended:
            if not self._head and self._message == CONTINUATION:
                run, end = self._scan(chunk, at)
                if run and _all_text(run):
                    found.payloads += run
                    found.opcodes += _TEXT_OPCODE * len(run)
                    at = end
                elif run:
                    self._scan = _no_run
                if at == size:
                    break
            at = self._step(chunk, at, found)
        self._before += size


_TEXT_OPCODE = bytes([TEXT])


def _no_run(_chunk: bytes, at: int) -> _Run:
    return [], at


def _unmasked_run(chunk: bytes, at: int) -> _Run:
    size = len(chunk)
    last = size - 4
    run: list[bytes] = []
    append = run.append
    while at <= last:
        head, length = _unmasked_head(chunk, at)
        if head == _TEXT_16 and length > 125:
            body = at + 4
        elif _TEXT <= head < _TEXT_16:
            body, length = at + 2, head - _TEXT
        else:
            break
        end = body + length
        if end > size:
            break
        append(chunk[body:end])
        at = end
    return run, at


def _masked_run(chunk: bytes, at: int) -> _Run:
    """The payloads, unmasked by a stream of keys that is as long as the run; under a header it holds anything."""
    begin, size = at, len(chunk)
    last = size - 8
    spans: list[tuple[int, int]] = []
    keys: list[bytes] = []
    span, key_over = spans.append, keys.append
    while at <= last:
        head, length, key = _long_head(chunk, at)
        if head == _TEXT_16 | _MASK and length > 125:
            body = at + 8
        elif _TEXT | _MASK <= head < _TEXT_16 | _MASK:
            body, length = at + 6, head - (_TEXT | _MASK)
            key = chunk[at + 2 : body]
        else:
            break
        end = body + length
        if end > size:
            break
        key_over(b"\0\0\0\0\0\0\0\0"[: body - at])
        key_over((key * (length // 4 + 1))[:length])
        span((body - begin, end - begin))
        at = end
    plain = _xor(chunk[begin:at], b"".join(keys))
    return [plain[a:b] for a, b in spans], at


def _xor(data: bytes, stream: bytes) -> bytes:
    """``data`` XOR ``stream``, of equal length."""
    if len(data) < _WORTH_NUMPY:
        return (int.from_bytes(data, "little") ^ int.from_bytes(stream, "little")).to_bytes(len(data), "little")
    import numpy as np  # noqa: PLC0415  its import costs more than most runs of a client ever save

    found: bytes = (np.frombuffer(data, np.uint8) ^ np.frombuffer(stream, np.uint8)).tobytes()
    return found


def _all_text(run: list[bytes]) -> bool:
    """Whether every payload is valid UTF-8."""
    if b"".join(run).isascii():
        return True
    try:
        for payload in run:
            payload.decode()
    except UnicodeDecodeError:
        return False
    return True
