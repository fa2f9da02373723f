"""``tandem record URL SYMBOL... --out FILE``: capture a live feed, so that cases can run on it (``--input FILE``)."""

from __future__ import annotations

import json
import os
import signal
import ssl
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from urllib.parse import urlsplit

import click

from benchmarks.core.errors import TandemError, TerminatedError
from impls.exchange.capture import CaptureWriter, mend

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

__all__ = ["Asked", "Recorded", "command", "record"]

_Ended: TypeAlias = Literal["messages", "seconds", "closed", "interrupted", "terminated"]

_STATUS: dict[_Ended, int] = {"interrupted": 130, "terminated": 143}

CHANNEL = "spot.book_ticker"
_NORMAL = 1000  # the close code of a server that has said all
_PATIENCE_S = 10.0  # for the connection, and for the reply to the subscription
_LOOPBACK = ("localhost", "127.0.0.1", "::1")  # never asked for through a proxy


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to capture, and when to stop: after so many updates or seconds, else at the server's close or Ctrl-C."""

    url: str
    symbols: tuple[str, ...]
    out: Path
    messages: int | None = None
    seconds: float | None = None
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was captured, and what ended it."""

    url: str
    symbols: tuple[str, ...]
    out: str
    updates: int
    seconds: float
    ended: _Ended


class _BrokenError(Exception):
    """What went wrong with the feed or the file, as half a sentence."""


@click.command("record")
@click.argument("url")
@click.argument("symbols", nargs=-1, required=True, metavar="SYMBOL...")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The capture file to write."
)
@click.option("--messages", type=click.IntRange(min=1), help="Stop after so many updates.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Stop so long after the subscription.")
@click.option("--ca", type=click.Path(path_type=Path), help="Trust this authority (PEM), for wss:// addresses.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(*, as_json: bool, **options: Any) -> None:
    """Capture the book_ticker updates of SYMBOL... from the exchange at URL (ws:// or wss://).

    Without --messages or --seconds it goes on until the server closes or Ctrl-C; what was captured is kept.
    """
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        found = record(Asked(**options))
    finally:
        signal.signal(signal.SIGTERM, before)
    if as_json:
        click.echo(json.dumps({"schema": 1, **asdict(found)}))
    else:
        where = found.out if found.updates else "nothing was written"
        click.echo(f"{found.updates} updates in {found.seconds:.1f} s ({found.ended}): {where}")
    if status := _STATUS.get(found.ended):
        sys.exit(status)


def _terminate(_number: int, _frame: object) -> None:
    raise TerminatedError


def record(asked: Asked) -> Recorded:
    """Capture a feed into ``asked.out``, which appears whole or not at all.

    Ctrl-C and SIGTERM end a capture in good order. Raises TandemError where the server cannot be reached, refuses,
    breaks off or sends something else, and where the file cannot be written; updates that came before are kept, and the
    error says so.
    """
    began = time.monotonic()
    updates = 0
    ended: _Ended
    try:
        part = _Part(asked)
        try:
            with _connection(asked) as connection:
                ended = _take(connection, part, asked)
        except KeyboardInterrupt as stop:
            part.interrupted()
            ended = "terminated" if isinstance(stop, TerminatedError) else "interrupted"
        finally:
            updates = part.close()
    except _BrokenError as broken:
        kept = f"the {updates} updates before that are in {asked.out}" if updates else "nothing was written"
        raise TandemError(f"record {asked.url}", f"{broken}; {kept}") from None
    return Recorded(asked.url, asked.symbols, str(asked.out), updates, time.monotonic() - began, ended)


def _connection(asked: Asked) -> ClientConnection:
    try:
        from websockets.exceptions import InvalidHandshake, InvalidURI  # noqa: PLC0415  other commands do without
        from websockets.sync.client import connect  # noqa: PLC0415
    except ModuleNotFoundError:
        raise _BrokenError("needs the websockets library: pip install websockets") from None
    trust = _trust(asked)
    try:
        proxy: Literal[True] | None = None if urlsplit(asked.url).hostname in _LOOPBACK else True
        return connect(asked.url, ssl=trust, open_timeout=_PATIENCE_S, close_timeout=1, proxy=proxy)
    except ssl.SSLError as wrong:
        raise _BrokenError(f"TLS failed: {_line(wrong)}; --ca FILE trusts another authority") from None
    except TimeoutError:
        raise _BrokenError(f"no connection within {_PATIENCE_S:.0f} s") from None
    except OSError as wrong:
        raise _BrokenError(f"no connection: {wrong.strerror or _line(wrong)}") from None
    except (InvalidURI, ValueError) as wrong:
        raise _BrokenError(f"the address should be ws://... or wss://...: {_line(wrong)}") from None
    except InvalidHandshake as wrong:
        raise _BrokenError(f"no WebSocket answers there: {_line(wrong)}") from None


def _trust(asked: Asked) -> ssl.SSLContext | None:
    if asked.ca is None:
        return None
    if not asked.url.startswith("wss://"):
        raise _BrokenError("--ca is for wss:// addresses")
    try:
        return ssl.create_default_context(cafile=asked.ca)
    except OSError as wrong:  # also SSLError, where the file is no PEM
        raise _BrokenError(f"--ca {asked.ca} cannot be used: {wrong.strerror or _line(wrong)}") from None


def _take(connection: ClientConnection, part: _Part, asked: Asked) -> _Ended:
    """Subscribe and write updates to ``part`` until something ends it; return what did."""
    from websockets.exceptions import ConnectionClosed  # noqa: PLC0415

    try:
        _subscribe(connection, asked)
        began = time.monotonic_ns()
        left = asked.seconds
        while part.count != asked.messages:
            if asked.seconds is not None:
                left = max(0.0, asked.seconds - (time.monotonic_ns() - began) / 1e9)
            message = connection.recv(left)
            part.add(time.monotonic_ns() - began, _update(message))
    except TimeoutError:
        return "seconds"
    except ConnectionClosed as closed:
        if closed.rcvd and closed.rcvd.code == _NORMAL and part.count and asked.messages is None:
            return "closed"
        raise _BrokenError(f"the server broke off: {_line(closed)}") from None
    return "messages"


def _subscribe(connection: ClientConnection, asked: Asked) -> None:
    request = {"time": int(time.time()), "channel": CHANNEL, "event": "subscribe", "payload": list(asked.symbols)}
    connection.send(json.dumps(request, separators=(",", ":")))
    try:
        message = connection.recv(_PATIENCE_S)
    except TimeoutError:
        raise _BrokenError(f"the subscription was not answered within {_PATIENCE_S:.0f} s") from None
    reply = _object(message)
    if reply.get("error"):
        raise _BrokenError(f"the exchange refused the subscription: {_line(json.dumps(reply['error']))}")
    if (reply.get("channel"), reply.get("event")) != (CHANNEL, "subscribe"):
        raise _BrokenError(f"should be answered with a {CHANNEL} subscription, was {_line(message)}")


def _update(message: str | bytes) -> str:
    """The message, if it is an update of the channel."""
    update = _object(message)
    book = update.get("result")
    if (update.get("channel"), update.get("event")) != (CHANNEL, "update") or not isinstance(book, dict):
        raise _BrokenError(f"should be sent {CHANNEL} updates, was sent {_line(message)}")
    return str(message)


def _object(message: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(message) if isinstance(message, str) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _BrokenError(f"was sent what is no JSON object: {_line(message)}")
    return found


def _line(thing: object, most: int = 120) -> str:
    text = " ".join(str(thing).split())
    return text if len(text) <= most else f"{text[: most - 3]}..."


class _Part:
    """The file under way: beside ``out`` under another name until it is whole.

    It is not buffered, so that it holds every line but the last when it is interrupted or the disk is full.
    """

    def __init__(self, asked: Asked) -> None:
        self._named = asked.out
        self._out = asked.out.resolve()
        self._in_place = self._out.exists() and not self._out.is_file()  # a device is not replaced by a file
        self._path = self._out if self._in_place else self._out.with_name(f".{self._out.name}.{os.getpid()}.part")
        self._broken = False  # the file may end inside a line
        self._full = False
        try:
            self._file = self._path.open("wb", buffering=0)
        except OSError as wrong:
            raise self._unwritable(wrong) from None
        try:
            self._writer = CaptureWriter(self._file, url=asked.url, symbols=asked.symbols)
        except OSError as wrong:
            self._file.close()
            self._discard()
            raise self._unwritable(wrong) from None

    @property
    def count(self) -> int:
        """Updates so far."""
        return self._writer.count

    def interrupted(self) -> None:
        """Take note that the last update may be there only in part."""
        self._broken = True

    def add(self, at_ns: int, text: str) -> None:
        """Append an update."""
        try:
            self._writer.add(at_ns, text)
        except OSError as wrong:
            self._broken = self._full = True
            raise self._unwritable(wrong) from None

    def close(self) -> int:
        """End the capture and give it its name; return how many updates it holds: with none there is no file."""
        try:
            self._end()
            if self._in_place:
                return 0 if self._broken else self.count
            updates = mend(self._path, spare=int(self._full)) if self._broken else self.count
            if updates:
                self._path.replace(self._out)
        except OSError as wrong:
            raise self._unwritable(wrong) from None
        finally:
            self._discard()
        return updates

    def _discard(self) -> None:
        if not self._in_place:
            self._path.unlink(missing_ok=True)

    def _end(self) -> None:
        with self._file:
            if self._broken or not self.count:
                return
            try:
                self._writer.end()
                if not self._in_place:
                    os.fsync(self._file.fileno())
            except OSError:
                self._broken = self._full = True

    def _unwritable(self, wrong: OSError) -> _BrokenError:
        return _BrokenError(f"{self._named} cannot be written: {wrong.strerror}")
