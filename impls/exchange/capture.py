r"""The capture file: a feed as it arrived, one JSON object a line; the last line tells a whole file from a cut one.

::

    {"tandem":"capture","version":1,"url":"wss://...","symbols":["BTC_USDT"]}
    {"at_ns":0,"text":"{\"time\":1606293275, ..."}
    {"end":1,"sha256":"hex over the UTF-8 bytes of all texts, one after another"}

``at_ns`` counts nanoseconds since the capture began and never goes back. Standard library only.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

__all__ = ["LONGEST_LINE", "VERSION", "Capture", "CaptureError", "CaptureWriter", "mend", "read", "write"]

VERSION = 1
LONGEST_LINE = 1 << 20  # bytes; a book_ticker line is about 250, so more than this is another kind of file

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class CaptureError(ValueError):
    """The bytes are not a whole capture; the message is one line and names the line of the file."""


class Capture(NamedTuple):
    """A recorded feed: ``messages[i]`` arrived ``at_ns[i]`` nanoseconds after the capture began."""

    messages: list[bytes]
    at_ns: list[int]
    url: str
    symbols: list[str]


class CaptureWriter:
    """Writes a capture message by message; until `end` is called the file reads as cut.

    >>> file = io.BytesIO()
    >>> writer = CaptureWriter(file, url="ws://127.0.0.1/", symbols=["BTC_USDT"])
    >>> writer.add(0, "{}")
    >>> writer.end()
    >>> read(file.getvalue()).messages
    [b'{}']
    """

    def __init__(self, file: BinaryIO, *, url: str, symbols: Sequence[str]) -> None:
        self.count = 0
        self._file = file
        self._digest = hashlib.sha256()
        self._line({"tandem": "capture", "version": VERSION, "url": url, "symbols": list(symbols)})

    def add(self, at_ns: int, text: str) -> None:
        """Append one message."""
        self._line({"at_ns": at_ns, "text": text})
        self._digest.update(text.encode())
        self.count += 1

    def end(self) -> None:
        """Close the capture; nothing may be added after it."""
        self._line({"end": self.count, "sha256": self._digest.hexdigest()})

    def _line(self, fields: dict[str, Any]) -> None:
        left = memoryview(_dump(fields).encode() + b"\n")
        while left:  # an unbuffered file may take a part only
            left = left[self._file.write(left) :]


def write(
    target: Path | BinaryIO, messages: Iterable[tuple[int, str]], *, url: str = "", symbols: Sequence[str] = ()
) -> int:
    """Write a whole capture of ``(at_ns, text)`` pairs to a path or an open binary file; return how many."""
    if isinstance(target, Path):
        with target.open("wb") as file:
            return write(file, messages, url=url, symbols=symbols)
    writer = CaptureWriter(target, url=url, symbols=symbols)
    for at_ns, text in messages:
        writer.add(at_ns, text)
    writer.end()
    return writer.count


def read(source: Path | bytes) -> Capture:
    """Read a whole capture from a path or from its bytes.

    Raises `CaptureError` where the bytes are empty, cut, altered or of another kind, OSError where a path cannot be
    read.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _Reader(file).capture()
    return _Reader(io.BytesIO(source)).capture()


def mend(path: Path, *, spare: int = 0) -> int:
    """Make a whole capture of one that a `CaptureWriter` began and did not end; return how many messages it holds.

    A last line that is not whole is dropped, and ``spare`` messages more: on a full disk the end needs their room.
    """
    with path.open("r+b") as file:
        file.readline()
        digest = hashlib.sha256()
        ends = deque([(file.tell(), digest.copy(), 0)], maxlen=spare + 1)
        while (line := file.readline()).endswith(b"\n"):
            digest.update(json.loads(line)["text"].encode())
            ends.append((file.tell(), digest.copy(), ends[-1][2] + 1))
        at, digest, count = ends[0]
        file.seek(at)
        file.truncate()
        file.write(_dump({"end": count, "sha256": digest.hexdigest()}).encode() + b"\n")
    return count


class _Reader:
    """One pass over the lines; ``at`` is the number of the line being read, for the error."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0

    def capture(self) -> Capture:
        url, symbols = self._header()
        found = Capture([], [], url, symbols)
        digest = hashlib.sha256()
        last_ns = 0
        while "text" in (line := self._line()):
            at_ns, text = line.get("at_ns"), line["text"]
            if type(at_ns) is not int or type(text) is not str:
                raise self._wrong("a message should be an integer at_ns and a string text")
            if at_ns < last_ns:
                raise self._wrong(f"at_ns should not go back, {last_ns} was followed by {at_ns}")
            message = self._encoded(text)
            digest.update(message)
            found.messages.append(message)
            found.at_ns.append(last_ns := at_ns)
        self._end(line, len(found.messages), digest.hexdigest())
        return found

    def _header(self) -> tuple[str, list[str]]:
        line = self._line()
        if line.get("tandem") != "capture":
            raise self._wrong('is no capture: its first line should hold "tandem":"capture"')
        if line.get("version") != VERSION:
            raise self._wrong(f"capture version should be {VERSION}, was {line.get('version')!r}")
        url, symbols = line.get("url"), line.get("symbols")
        if not isinstance(url, str) or not isinstance(symbols, list) or any(type(s) is not str for s in symbols):
            raise self._wrong("the header should hold a string url and a list of string symbols")
        return url, symbols

    def _end(self, line: dict[str, Any], count: int, sha256: str) -> None:
        if "end" not in line:
            raise self._wrong("should be a message or the end")
        if (line["end"], line.get("sha256")) != (count, sha256):
            raise self._wrong(f"the end does not match the {count} messages before it: the capture was altered")
        if self._file.read(1):
            raise self._wrong("something follows the end")

    def _line(self) -> dict[str, Any]:
        self._at += 1
        raw = self._file.readline(LONGEST_LINE + 1)
        if not raw:
            raise self._wrong("is missing: the file is empty" if self._at == 1 else "is missing: the capture was cut")
        if len(raw) > LONGEST_LINE:
            raise self._wrong(f"is longer than {LONGEST_LINE} bytes: not a capture")
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict):
            raise self._wrong("is not a JSON object: cut, or not a capture")
        if not raw.endswith(b"\n"):
            raise self._wrong("has no line end: the capture was cut")
        return line

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode()
        except UnicodeEncodeError:
            raise self._wrong("text holds half of a surrogate pair") from None

    def _wrong(self, what: str) -> CaptureError:
        return CaptureError(f"line {self._at}: {what}")
