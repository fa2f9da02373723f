"""The fastest incremental parser we know in Python: what is whole and sound is taken at once, the rest as plainly told.

Unfragmented text frames that lie end to end in one chunk are taken as a run: a loop that does the least per frame (read
the header, note where the payload lies), then one pass over the run for what is dear per call: unmasking (one XOR of
the run with the repeated keys laid end to end) and the UTF-8 check (one look whether all is ASCII, else text by text).
Any other frame that is whole in its chunk is taken in one step. A short text frame that the chunk cuts waits for the
next chunk, if what is there of it is ASCII. What is none of this, or not sound, goes to the plain parser, which says
where.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import TypeAlias

from impls.websocket.frames import CLOSE, CONTINUATION, LIMIT, TEXT, masked
from impls.websocket.parser import Messages, Parser
from impls.websocket.utf8 import check

__all__ = ["FastParser"]

_Run: TypeAlias = tuple[list[bytes], int]  # the payloads, and where in the chunk the run ends

_unmasked_head = struct.Struct("!HH").unpack_from  # FIN, opcode, MASK and 7-bit length; then the 16-bit length, if any
_masked_head = struct.Struct("!HH4s").unpack_from
_length_64 = struct.Struct("!Q").unpack_from
_TEXT = 0x8100  # final, opcode 1, length 0
_TEXT_16 = 0x817E  # ... with a 16-bit length
_MASK = 0x0080
_LONGEST = 0xFFFF  # payload bytes of a frame that a run may hold
_LONGEST_TAIL = 4096  # bytes of a cut frame that are looked at again with the next chunk
_WORTH_NUMPY = 1024  # bytes above which NumPy's fixed cost is less than what long integers cost
_TEXT_OPCODE = bytes([TEXT])


class FastParser(Parser):
    """As `Parser`, with the same answers. NumPy is imported by the first long masked run."""

    def __init__(self, role: str, limit: int = LIMIT) -> None:
        super().__init__(role, limit)
        self._tail = b""  # a cut text frame that waits; its bytes count as not yet fed
        self._scan: Callable[[bytes, int], _Run] = _masked_run if role == "server" else _unmasked_run
        if limit < _LONGEST:
            self._scan = _no_run

    def feed(self, chunk: bytes, found: Messages) -> None:
        """Take the next bytes of the stream, and add the messages that end in them to ``found``."""
        if self._tail:
            self._before -= len(self._tail)
            chunk, self._tail = self._tail + chunk, b""
        at, size = 0, len(chunk)
        while at < size and not self.ended:
            if not self._head and self._message == CONTINUATION:
                run, end = self._scan(chunk, at)
                if run and not _all_text(run):
                    self._scan = _no_run  # from here on step by step, until the error
                elif run:
                    found.payloads += run
                    found.opcodes += _TEXT_OPCODE * len(run)
                    at = end
                if at == size:
                    break
                if size - at < _LONGEST_TAIL and self._scan is not _no_run and self._may_wait(chunk, at):
                    self._tail = chunk[at:]
                    break
            at = self._step(chunk, at, found)
        self._before += size

    def _step(self, chunk: bytes, at: int, found: Messages) -> int:
        """Take the frame at ``at`` if it is whole and sound, else what the plain parser takes."""
        if self._head or at + 2 > len(chunk):
            return super()._step(chunk, at, found)
        first, second = chunk[at], chunk[at + 1]
        opcode = first & 0x0F
        body, length = self._span(chunk, at, second)
        end = body + length
        control = opcode >= CLOSE
        if (
            end > len(chunk)
            or first & 0x70
            or opcode in (3, 4, 5, 6, 7, CLOSE)
            or opcode > 10
            or (control and (length > 125 or first < 0x80))
            or (not control and (opcode == CONTINUATION) != (self._message != CONTINUATION))
            or (not control and length > self._limit - self._size)
        ):
            return super()._step(chunk, at, found)
        payload = chunk[body:end]
        if self._key_size:
            payload = self._unmasked(payload, chunk[body - 4 : body])
        if control:
            found.add(opcode, payload)
            return end
        return end if self._take_data(first, payload, found) else super()._step(chunk, at, found)

    def _span(self, chunk: bytes, at: int, second: int) -> tuple[int, int]:
        """Where the payload begins and how long it is; past the chunk's end where the header is cut or not sound."""
        size, form, key_size = len(chunk), second & 0x7F, self._key_size
        if (second >= 0x80) != bool(key_size):
            return size, 1
        if form < 126:
            return at + 2 + key_size, form
        if form == 126 and at + 4 <= size:
            length = chunk[at + 2] << 8 | chunk[at + 3]
            return (at + 4 + key_size, length) if length > 125 else (size, 1)
        if form == 127 and at + 10 <= size:
            (length,) = _length_64(chunk, at + 2)
            return (at + 10 + key_size, length) if length > _LONGEST else (size, 1)
        return size, 1

    def _take_data(self, first: int, payload: bytes, found: Messages) -> bool:
        """Take a whole data frame; False, with nothing done, where its text is bad."""
        final, message, size = first >= 0x80, first & 0x0F or self._message, self._size + len(payload)
        if message == TEXT and not (payload.isascii() and not self._begun):
            begun, bad = check(payload, 0 if final else self._limit - size, self._begun)
            if bad is not None:
                return False
            self._begun = begun
        if not final:
            self._message, self._size = message, size
            self._parts.append(payload)
            return True
        if self._parts:
            payload = b"".join([*self._parts, payload])
            self._parts = []
        found.add(message, payload)
        self._message, self._size = CONTINUATION, 0
        return True

    def _may_wait(self, chunk: bytes, at: int) -> bool:
        """Whether the rest of the chunk begins, but does not end, a text frame in a way that can still end well."""
        rest = len(chunk) - at
        if chunk[at] != _TEXT >> 8:
            return False
        if rest == 1:
            return True
        second = chunk[at + 1]
        body, length = at + 2 + self._key_size, second & 0x7F
        if second >> 7 != self._key_size >> 2 or length == 127:
            return False
        if length == 126:
            if rest < 4:
                return True
            body, length = body + 2, chunk[at + 2] << 8 | chunk[at + 3]
            if length < 126:
                return False
        if body + length <= len(chunk):
            return False
        part = chunk[body:]
        if self._key_size and part:
            part = masked(part, chunk[body - 4 : body])
        return part.isascii()

    @staticmethod
    def _unmasked(payload: bytes, key: bytes) -> bytes:
        if len(payload) < _WORTH_NUMPY:
            return masked(payload, key)
        return _xor(payload, (key * (len(payload) // 4 + 1))[: len(payload)])


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
    """The payloads, unmasked by keys laid over the whole run; what headers become under them is not looked at."""
    begin, size = at, len(chunk)
    last = size - 8
    spans: list[tuple[int, int]] = []
    keys: list[bytes] = []
    span, cover = spans.append, keys.append
    while at <= last:
        head, length, key = _masked_head(chunk, at)
        if head == _TEXT_16 | _MASK and length > 125:
            body = at + 8
        elif _TEXT | _MASK <= head < _TEXT_16 | _MASK:
            body, length = at + 6, head - (_TEXT | _MASK)
            key = chunk[at + 4 : body] + chunk[at + 2 : at + 4]  # turned, for 6 is no multiple of 4
        else:
            break
        end = body + length
        if end > size:
            break
        cover((key * (length // 4 + 3))[: end - at])
        span((body - begin, end - begin))
        at = end
    if not spans:
        return [], at
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
