"""The plain incremental parser: bytes in as they come, messages out. Clear before fast; README.md has the rules."""

from __future__ import annotations

from collections.abc import Iterator

from impls.websocket.frames import BINARY, CLOSE, CONTINUATION, LIMIT, TEXT, masked
from impls.websocket.utf8 import check, needed

__all__ = ["Messages", "Parser", "close_code_valid"]

_FIN, _RESERVED, _CONTROL, _MASK = 0x80, 0x70, 0x08, 0x80
_EXTENDED = {126: 2, 127: 8}  # bytes of the length behind a 7-bit length of 126, of 127
_SHORTEST = {126: 126, 127: 1 << 16}  # the smallest length that may be written in 16, in 64 bits


class Messages:
    """Messages in order: ``opcodes[i]`` and ``payloads[i]`` belong together. Text is checked UTF-8."""

    __slots__ = ("opcodes", "payloads")

    def __init__(self) -> None:
        self.opcodes = bytearray()
        self.payloads: list[bytes] = []

    def __len__(self) -> int:
        return len(self.payloads)

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        return zip(self.opcodes, self.payloads, strict=True)

    def add(self, opcode: int, payload: bytes) -> None:
        """Append one message."""
        self.opcodes.append(opcode)
        self.payloads.append(payload)


class Parser:
    """One direction of one connection, from the first frame on. Not usable after ``close`` or ``error`` is set.

    ``role``: ``client`` parses what a server sends (unmasked), ``server`` what a client sends (masked). ``limit``:
    bytes of payload in one message. ``close``: the code of the close frame, 1005 for none. ``error``: (code, index in
    the stream of the first byte after which no continuation is valid).
    """

    def __init__(self, role: str, limit: int = LIMIT) -> None:
        if role not in ("client", "server"):
            raise ValueError(f"role should be client or server, was {role!r}")
        self.close: int | None = None
        self.error: tuple[int, int] | None = None
        self._key_size = 4 if role == "server" else 0  # only what a client sends is masked
        self._limit = limit
        self._before = 0  # bytes of the stream before the chunk under way
        self._head = bytearray()  # the header under way
        self._head_size = 2  # bytes it has, as far as is known
        self._final, self._opcode, self._length = True, 0, 0  # of the frame under way
        self._missing = 0  # payload bytes of it still to come
        self._pieces: list[bytes] = []  # payload of it so far
        self._message = CONTINUATION  # opcode of the open message; CONTINUATION: none is open
        self._parts: list[bytes] = []  # payloads of its fragments
        self._size = 0  # their bytes, the frame under way included
        self._begun = b""  # bytes of an unfinished character at the end of its text

    _unmasked = staticmethod(masked)

    @property
    def ended(self) -> bool:
        """Whether nothing more is taken: after a close frame or an error."""
        return self.close is not None or self.error is not None

    def feed(self, chunk: bytes, found: Messages) -> None:
        """Take the next bytes of the stream, and add the messages that end in them to ``found``."""
        at = 0
        while at < len(chunk) and not self.ended:
            at = self._step(chunk, at, found)
        self._before += len(chunk)

    def _step(self, chunk: bytes, at: int, found: Messages) -> int:
        """Take bytes of one frame from ``at`` on; return where the next step begins."""
        while len(self._head) < self._head_size:
            if at == len(chunk):
                return at
            if code := self._take_head(chunk[at]):
                self.error = (code, self._before + at)
                return at
            at += 1
        piece = chunk[at : at + self._missing]
        if bad := self._take_payload(piece):
            code, where = bad
            self.error = (code, self._before + at + where)
        elif not self._missing:
            self._end_frame(found)
        return at + len(piece)

    def _take_head(self, byte: int) -> int:
        """Take one byte of a header; return the close code where it is hopeless, else 0."""
        self._head.append(byte)
        had = len(self._head)
        if had == 1:
            return self._first_byte(byte)
        if had == 2:
            return self._second_byte(byte)
        if had <= self._head_size - self._key_size:
            return self._length_byte(had - 2)
        return 0

    def _first_byte(self, byte: int) -> int:
        self._final, self._opcode = bool(byte & _FIN), byte & 0x0F
        if byte & _RESERVED or self._opcode & 0x07 > BINARY:
            return 1002
        if self._opcode & _CONTROL:
            return 0 if self._final else 1002
        return 0 if (self._opcode == CONTINUATION) == (self._message != CONTINUATION) else 1002

    def _second_byte(self, byte: int) -> int:
        form = byte & 0x7F
        if byte & _MASK != (_MASK if self._key_size else 0):
            return 1002
        if self._opcode & _CONTROL:
            if form > 125 or (self._opcode == CLOSE and form == 1):
                return 1002
        elif _SHORTEST.get(form, form) > self._limit - self._size:
            return 1009
        elif self._final and needed(self._begun) > form:
            return 1007
        self._head_size = 2 + _EXTENDED.get(form, 0) + self._key_size
        if form < 126:
            self._set_length(form)
        return 0

    def _length_byte(self, had: int) -> int:
        """Judge the first ``had`` bytes of the extended length by the smallest and the largest value they allow."""
        form = self._head[1] & 0x7F
        unknown = 8 * (_EXTENDED[form] - had)
        smallest = int.from_bytes(self._head[2:]) << unknown
        largest = smallest | (1 << unknown) - 1
        if smallest >> 63 or largest < _SHORTEST[form]:
            return 1002
        if smallest > self._limit - self._size:
            return 1009
        if not unknown:
            self._set_length(smallest)
        return 0

    def _set_length(self, length: int) -> None:
        self._length = self._missing = length
        if not self._opcode & _CONTROL:
            self._message = self._opcode or self._message
            self._size += length

    def _take_payload(self, piece: bytes) -> tuple[int, int] | None:
        """Take payload of the frame under way; return (close code, index in the piece) of a hopeless byte."""
        if self._key_size:
            turn = (self._length - self._missing) % 4
            piece = self._unmasked(piece, bytes(self._head[-4:] * 2)[turn : turn + 4])
        self._missing -= len(piece)
        self._pieces.append(piece)
        if self._opcode == CLOSE:
            return self._check_close()
        if self._message == TEXT and not self._opcode & _CONTROL:
            room = self._missing if self._final else self._missing + self._limit - self._size
            self._begun, bad = check(piece, room, self._begun)
            return None if bad is None else (1007, bad)
        return None

    def _check_close(self) -> tuple[int, int] | None:
        """Check the payload of a close frame from its beginning: it has 125 bytes at most."""
        payload = b"".join(self._pieces)
        begins = len(payload) - len(self._pieces[-1])  # index in the payload of the piece's first byte
        if payload and not _CODE_FIRST_BYTES[payload[0]]:
            return 1002, -begins
        if len(payload) > 1 and not close_code_valid(int.from_bytes(payload[:2])):
            return 1002, 1 - begins
        bad = check(payload[2:], self._missing).bad
        return None if bad is None else (1007, 2 + bad - begins)

    def _end_frame(self, found: Messages) -> None:
        payload = b"".join(self._pieces)
        self._head.clear()
        self._head_size = 2
        self._pieces = []
        if self._opcode & _CONTROL:
            found.add(self._opcode, payload)
            if self._opcode == CLOSE:
                self.close = int.from_bytes(payload[:2]) if payload else 1005
            return
        self._parts.append(payload)
        if self._final:
            found.add(self._message, b"".join(self._parts))
            self._message, self._parts, self._size = CONTINUATION, [], 0


def close_code_valid(code: int) -> bool:
    """Whether a close frame may carry the code (RFC 6455 section 7.4, and 1012-1014 of its registry)."""
    return 1000 <= code <= 1003 or 1007 <= code <= 1014 or 3000 <= code <= 4999


_CODE_FIRST_BYTES = [any(map(close_code_valid, range(first << 8, (first + 1) << 8))) for first in range(256)]
