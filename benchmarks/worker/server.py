"""The conversation: hello, open, ready, then (check, answer | measure, series*, done)*, close, closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

from benchmarks.worker import asked as fields
from benchmarks.worker.answer import sha256
from benchmarks.worker.channel import Replies, Requests, Stop
from benchmarks.worker.failure import Failure

__all__ = ["VERSION", "Done", "Driven", "Opener", "Say", "serve"]

VERSION = 1
Say: TypeAlias = "Callable[[dict[str, Any]], object]"


class Done(NamedTuple):
    """How a measure ended."""

    answer: bytes | None  # of the last timed run; None where the steps ended inside a run
    first_ns: int | None  # time of the first run, or step, in this process
    partial: bool  # less was done than was asked: stopped, or too many failures
    usage: dict[str, Any]


class Driven(Protocol):
    """A prepared lane, as the server drives it."""

    ready: dict[str, Any]  # what the ready reply says: offers, steps, ops

    def check(self) -> tuple[bytes, str, str]:
        """Run once, untimed: the answer, its form, and the digest of the given as the lane left it."""
        ...

    def batch(self, asked: fields.Batch, say: Say) -> Done:
        """Time many runs as one."""
        ...

    def each(self, asked: fields.Each, say: Say) -> Done:
        """Time every operation alone."""
        ...

    def close(self) -> None:
        """Let go of what the process's end would not."""
        ...


Opener: TypeAlias = "Callable[[dict[str, Any], Stop], Driven]"


def serve(name: str, runtime: dict[str, Any], opener: Opener) -> int:
    """Speak the protocol until ``close`` or the end of the requests; 1 if there is nobody to speak to."""
    try:
        replies = Replies.from_environment()
        stop = Stop()
        requests = Requests(stop)
    except OSError as error:
        print(f"tandem worker {name}: {error}", file=sys.stderr)  # noqa: T201 - there is no other channel
        return 1
    server = Server(replies, opener, stop)
    try:
        replies.say(
            {"is": "hello", "tandem": VERSION, "pid": os.getpid(), "component": "", "runtime": runtime, "lanes": []}
        )
        for request in requests:
            if not server.answer(request):
                return 0
        server.close()
    except BrokenPipeError:
        print(f"tandem worker {name}: nobody hears the replies", file=sys.stderr)  # noqa: T201
        return 1
    return 0


class Server:
    """One conversation about one lane."""

    def __init__(self, replies: Replies, opener: Opener, stop: Stop) -> None:
        self._replies, self._opener, self._stop = replies, opener, stop
        self._open: Driven | None = None

    def answer(self, request: dict[str, Any] | str) -> bool:
        """Answer one request; False when the conversation is over."""
        if isinstance(request, str):
            self._refuse(None, Failure("protocol", request))
            return True
        ident = request.get("id")
        try:
            return self._do(request, ident)
        except Failure as failure:
            self._refuse(ident, failure)
        except BrokenPipeError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a lane raises is the lane's error
            self._refuse(ident, _of_lane(error))
        return True

    def close(self) -> None:
        """Close what is open; what it raises goes to stderr, there is nobody left to tell."""
        driven, self._open = self._open, None
        if driven:
            try:
                driven.close()
            except (Exception, SystemExit) as error:  # noqa: BLE001
                print(f"close: {error!r}", file=sys.stderr)  # noqa: T201

    def _do(self, request: dict[str, Any], ident: Any) -> bool:
        match request.get("do"):
            case "open":
                self._open_lane(request, ident)
            case "check":
                self._check(request, ident)
            case "measure":
                self._measure(request, ident)
            case "close":
                self.close()
                self._replies.say({"is": "closed"})
                return False
            case str(other):
                raise Failure("unsupported", f"do: {other}: unknown to this worker")
            case _:
                raise Failure("protocol", "a request should say what to do")
        return True

    def _open_lane(self, request: dict[str, Any], ident: Any) -> None:
        if self._open:
            raise Failure("protocol", "a worker opens one lane, and it is open")
        self._open = self._opener(request, self._stop)
        self._replies.say({"is": "ready", "id": ident, **self._open.ready})

    def _check(self, request: dict[str, Any], ident: Any) -> None:
        driven = self._opened()
        where = request.get("answer")
        if not isinstance(where, str):
            raise Failure("protocol", f"check: answer should be the path of a file, was {where!r}")
        blob, form, given = driven.check()
        try:
            Path(where).write_bytes(blob)
        except OSError as error:
            raise Failure("protocol", f"{where}: {error.strerror}") from error
        self._replies.say({"is": "answer", "id": ident, "form": form, "sha256": sha256(blob), "given_sha256": given})

    def _measure(self, request: dict[str, Any], ident: Any) -> None:
        driven = self._opened()

        def say(series: dict[str, Any]) -> None:
            self._replies.say({**series, "is": "series", "id": ident})

        match request.get("how"):
            case "batch":
                done = driven.batch(fields.read(fields.Batch, request), say)
            case "each":
                done = driven.each(fields.read(fields.Each, request), say)
            case how:
                raise Failure("unsupported", f"how: {how}: unknown to this worker")
        digest = None if done.answer is None else sha256(done.answer)
        self._replies.say(
            {
                "is": "done",
                "id": ident,
                "sha256": digest,
                "first_ns": done.first_ns,
                "partial": done.partial,
                "usage": done.usage,
            }
        )

    def _opened(self) -> Driven:
        if not self._open:
            raise Failure("protocol", "nothing is open")
        return self._open

    def _refuse(self, ident: Any, failure: Failure) -> None:
        message = failure.message.strip().partition("\n")[0]
        self._replies.say(
            {"is": "error", "id": ident, "kind": failure.kind, "message": message, "detail": failure.detail}
        )


def _of_lane(error: BaseException) -> Failure:
    import traceback  # noqa: PLC0415 - costs a worker's start more than it is worth

    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Failure("lane", text, "".join(traceback.format_exception(error)))
