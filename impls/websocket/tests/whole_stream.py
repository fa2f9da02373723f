"""The rules once more, for streams that are whole: slow, not incremental, and sharing nothing with the parsers.

``valid`` judges a stream from its first to its last byte; ``completions`` offers streams that begin with given bytes.
So "no continuation is valid" can be tried: bytes before an error must have a valid completion, bytes up to it none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, product
from operator import xor

FORMS = {126: (2, 126), 127: (8, 65536)}  # bytes of the length, its smallest value


def valid(stream: bytes, role: str, limit: int) -> bool:
    """Whether the stream ends between messages, or with a close frame, and breaks no rule."""
    text, parts, opcode, at = False, b"", 0, 0
    while at < len(stream):
        frame = whole_frame(stream[at:], role)
        if frame is None:
            return False
        kind, final, payload, size = frame
        at += size
        if kind >= 8:
            if not final or len(payload) > 125:
                return False
            if kind == 8:
                return valid_close(payload)
            continue
        if (kind == 0) != (opcode != 0):
            return False
        opcode, text = kind or opcode, text if kind == 0 else kind == 1
        parts += payload
        if len(parts) > limit:
            return False
        if final:
            if text and not is_text(parts):
                return False
            parts, opcode = b"", 0
    return opcode == 0


def whole_frame(data: bytes, role: str) -> tuple[int, bool, bytes, int] | None:
    """Opcode, FIN, payload and size of the frame that ``data`` begins with; None where it is cut or malformed."""
    if (
        len(data) < 2
        or data[0] & 0x70
        or data[0] & 0x0F not in (0, 1, 2, 8, 9, 10)
        or (data[1] > 127) != (role == "server")
    ):
        return None
    length, body = data[1] & 127, 2
    if length > 125:
        if data[0] & 8:
            return None
        width, least = FORMS[length]
        if len(data) < 2 + width:
            return None
        length, body = int.from_bytes(data[2 : 2 + width], "big"), 2 + width
        if not least <= length < 1 << 63:
            return None
    key = data[body : body + 4] if role == "server" else b"\0\0\0\0"
    body += 4 if role == "server" else 0
    if len(data) < body + length:
        return None
    payload = data[body : body + length]
    if any(key):
        payload = bytes(map(xor, payload, cycle(key)))
    return data[0] & 15, data[0] > 127, payload, body + length


def valid_close(payload: bytes) -> bool:
    if len(payload) < 2:
        return not payload
    code = int.from_bytes(payload[:2], "big")
    return code in {1000, 1001, 1002, 1003, *range(1007, 1015), *range(3000, 5000)} and is_text(payload[2:])


def is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def completions(prefix: bytes, role: str, limit: int) -> Iterator[bytes]:
    """Streams that begin with ``prefix``, among them a valid one if there is any that ends soon."""
    at = 0
    while at < len(prefix) and (frame := whole_frame(prefix[at:], role)):
        at += frame[3]
    for stream in headers(prefix, at, role, limit):
        for payload in payloads(stream, at, role):
            for end in ends(role):
                yield payload + end


def headers(prefix: bytes, at: int, role: str, limit: int) -> Iterator[bytes]:
    """The header under way, completed in every way that may matter."""
    rest = prefix[at:]
    if not rest:
        yield prefix
        return
    bit = 128 if role == "server" else 0
    for second in [rest[1]] if len(rest) > 1 else [bit | n for n in (0, 1, 2, 3, 4, 126, 127)]:
        width, least = FORMS.get(second & 127, (0, 0))
        known = rest[2 : 2 + width]
        first = int.from_bytes(known.ljust(width, b"\0"), "big")
        last = int.from_bytes(known.ljust(width, b"\xff"), "big")
        for length in sorted({max(first, least), *(n for n in (limit - 3, limit) if first <= n <= last)}):
            if width and not (first <= length <= last and length <= limit):
                continue
            head = bytes([rest[0], second]) + (length.to_bytes(width, "big") if width else b"")
            body = len(head) + (4 if bit else 0)
            yield prefix[:at] + (rest if len(rest) >= body else head + rest[len(head) :].ljust(body - len(head), b"\0"))


def payloads(stream: bytes, at: int, role: str) -> Iterator[bytes]:
    """The payload under way, completed by characters, by the rest of one, or by a close code."""
    data = stream[at:]
    if not data:
        yield stream
        return
    width = FORMS.get(data[1] & 127, (0, 0))[0]
    length = int.from_bytes(data[2 : 2 + width], "big") if width else data[1] & 127
    body = 2 + width + (4 if role == "server" else 0)
    missing = length - (len(data) - body)
    key = data[body - 4 : body] if role == "server" else b"\0\0\0\0"
    for start in STARTS:
        more = (start + b"a" * missing)[: max(missing, 0)]
        begin = len(data) - body
        yield stream + bytes(byte ^ key[(begin + i) % 4] for i, byte in enumerate(more))


# What completes a character or a close code: nothing, the second byte that a first one may want, more bytes.
STARTS = [b"", b"\xe8", b"\x03\xe8", *(bytes([a]) + b"\x80" * n for a, n in product((0x80, 0x90, 0xA0), (0, 1, 2)))]


def ends(role: str) -> Iterator[bytes]:
    """What may follow a frame: nothing, or the end of the open message."""
    yield b""
    for payload in [b"", *STARTS[3:]]:
        head = bytes([0x80, len(payload)]) if role == "client" else bytes([0x80, 128 | len(payload), 0, 0, 0, 0])
        yield head + payload
