"""One measuring process: started, spoken to, ended. Protocol version 1, described in benchmarks/worker/PROTOCOL.md."""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from benchmarks.core.errors import WorkerDiedError, WorkerError, WorkerRefusedError, WorkerSilentError
from benchmarks.core.places import ROOT
from benchmarks.launcher import sentinel
from benchmarks.launcher.affinity import pinned

__all__ = ["MAJOR", "Command", "Worker", "kill_all"]

Message = dict[str, Any]

MAJOR = 1
GRACE_S = 2.0  # from `close` to SIGKILL
WRITES_S = 30.0  # the same under an instrument: callgrind ends an interpreter sixty times as slowly, then writes
LONGEST_DEATH_S = 30.0  # a killed process may have much memory to give back
LONGEST_LINE = 256 << 20  # bytes; a histogram of a long run is some hundred KB
PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "ws_proxy", "wss_proxy", "no_proxy"})
_live: set[Worker] = set()
_live_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """How a worker is started."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    cpus: frozenset[int] = frozenset()
    prefix: tuple[str, ...] = ()  # an instrument's command line, before argv


class Worker:
    """A worker process, at the launcher's end. ``who`` names it in errors."""

    def __init__(self, who: str, command: Command, log: IO[bytes], seed: int) -> None:
        self.who = who
        self.hello: Message = {}
        self._lines: deque[bytes] = deque()
        self._part = b""
        self._exit: int | None = None
        self._instrumented = bool(command.prefix)
        self._ended = False
        reply, theirs = os.pipe()
        try:
            env = {**environment(seed), **command.env, "TANDEM_REPLY": f"/dev/fd/{theirs}"}
            with pinned(command.cpus):
                self._process = subprocess.Popen(
                    [*command.prefix, *command.argv], stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=ROOT, env=env,
                    pass_fds=[theirs], start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            os.close(reply)
            raise WorkerDiedError(who, f"cannot be started: {error.strerror or error}") from error
        finally:
            os.close(theirs)
        self._reply = reply
        self._pidfd = _pidfd(self._process.pid)
        sentinel.watch(self.pid)
        with _live_lock:
            _live.add(self)

    @property
    def pid(self) -> int:
        """The process, and its process group."""
        return self._process.pid

    def send(self, **request: Any) -> None:
        """Say one request. A process that is gone does not hear it: the next `read` tells."""
        line = json.dumps(request, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        pipe = self._process.stdin
        with contextlib.suppress(BrokenPipeError, ValueError):
            if pipe is not None:
                pipe.write(line)
                pipe.flush()

    def read(self, patience_s: float, others: Sequence[Worker] = ()) -> Message:
        """The next reply, whatever it is.

        ``others`` are heard meanwhile: one of them that refuses or ends raises its own error, since this one might
        wait for it for ever. Raises `WorkerSilentError` after ``patience_s``, `WorkerDiedError`, `WorkerRefusedError`.
        """
        until = time.monotonic() + patience_s
        while not self._lines:
            for other in others:
                other.raise_error()
            left = until - time.monotonic()
            if left <= 0:
                raise WorkerSilentError(self.who, f"said nothing for {patience_s:g} s", "see its log")
            for worker in _listen([self, *others], left):
                if worker is not self:
                    worker.raise_error()
                if worker is not self or not self._lines:
                    raise worker.death()
        return self._parsed(self._lines.popleft())

    def expect(self, kind: str, patience_s: float, others: Sequence[Worker] = ()) -> Message:
        """The next reply, which should be of that kind. Raises `WorkerRefusedError` where it is an error or another."""
        found = self.read(patience_s, others)
        if found["is"] == "error":
            raise refusal(self.who, found)
        if found["is"] != kind:
            raise WorkerRefusedError(self.who, "protocol", f"should say {kind}, said {found['is']}")
        return found

    def greet(self, patience_s: float) -> Message:
        """Wait for hello. Raises `WorkerRefusedError` where the protocol is of another major version."""
        self.hello = self.expect("hello", patience_s)
        if self.hello.get("tandem") != MAJOR:
            said = self.hello.get("tandem")
            raise WorkerRefusedError(self.who, "unavailable", f"speaks protocol {said!r}, this launcher {MAJOR}")
        return self.hello

    def raise_error(self) -> None:
        """Raise the error that waits among the replies, if one does."""
        for line in self._lines:
            found = self._parsed(line)
            if found["is"] == "error":
                raise refusal(self.who, found)

    def death(self) -> WorkerDiedError:
        """How the process ended, as an error."""
        code = self.exit_code(GRACE_S)
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                return WorkerDiedError(self.who, f"was ended by {signal.Signals(-code).name}")
        return WorkerDiedError(self.who, f"ended by itself with exit status {code}")

    def exit_code(self, wait_s: float = 0.0) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        if self._exit is None:
            left_s = wait_s
            if self._pidfd is not None:  # wakes at once, where the library would look again and again
                _ended(self._pidfd, wait_s)
                left_s = 0.0
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._exit = self._process.wait(left_s)
        return self._exit

    def signal(self, number: int) -> None:
        """Send a signal to the process and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def close(self, grace_s: float = GRACE_S) -> bool:
        """Ask it to close, then SIGKILL its process group. Returns whether it closed, or left by itself, in time.

        After `closed` there is nothing left to do but to give memory back, which an interpreter takes 10 ms for: the
        launcher does not wait for that, unless an instrument still has its file to write. The exit status is then 0.
        """
        if self._ended:
            return self._exit == 0
        grace_s = max(grace_s, WRITES_S) if self._instrumented else grace_s
        self.send(do="close")
        pipe = self._process.stdin
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
        left = self._hear_closed(grace_s)
        if left and self._instrumented:
            left = self.exit_code(grace_s) is not None
        closed = left and self._exit is None
        self.kill()
        if closed:
            self._exit = 0
        return left

    def _hear_closed(self, grace_s: float) -> bool:
        until = time.monotonic() + grace_s
        while True:
            try:
                if self.read(until - time.monotonic())["is"] == "closed":
                    return True
            except WorkerDiedError:
                return True
            except WorkerError:
                return False

    def kill(self) -> None:
        """End it and all that it started, now. May be called twice."""
        if self._ended:
            return
        self._ended = True
        with _live_lock:
            _live.discard(self)
        self.signal(signal.SIGKILL)
        self.exit_code(LONGEST_DEATH_S)
        sentinel.forget(self.pid)
        pipe = self._process.stdin
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
        os.close(self._reply)
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None

    def _pull(self) -> bool:
        """Take what the reply pipe holds; False at its end."""
        found = os.read(self._reply, 1 << 20)
        *whole, self._part = (self._part + found).split(b"\n")
        self._lines.extend(whole)
        if len(self._part) > LONGEST_LINE:
            raise WorkerRefusedError(self.who, "protocol", "a reply should be a line, this one does not end")
        return bool(found)

    def descriptors(self) -> list[int]:
        """What to wait on for news of it."""
        return [fd for fd in (self._reply, self._pidfd) if fd is not None]

    def ended(self, ready: Collection[int]) -> bool:
        """Take what is ready of it; whether it has ended and everything it said has been taken."""
        if self._reply in ready:
            return not self._pull()
        return self._pidfd in ready

    def _parsed(self, line: bytes) -> Message:
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("is"), str):
            raise WorkerRefusedError(self.who, "protocol", f"a reply should be a JSON object, was {line[:60]!r}")
        return found


def environment(seed: int) -> dict[str, str]:
    """The environment of a trial's processes, a function of this one's and the trial's seed.

    No proxy for loopback connections; a hash seed and a variable of random length, so that no layout of memory is
    common to all trials of a lane and passes for a property of it.
    """
    drawn = random.Random(seed)
    kept = {k: v for k, v in os.environ.items() if k.lower() not in PROXIES}
    path = dict.fromkeys([str(ROOT), *filter(None, kept.get("PYTHONPATH", "").split(os.pathsep))])
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONHASHSEED": str(drawn.getrandbits(32)),
        "TANDEM_PAD": "x" * drawn.randrange(4096),
    }


def refusal(who: str, found: Message) -> WorkerRefusedError:
    """The error that a worker answered with."""
    return WorkerRefusedError(who, str(found.get("kind")), str(found.get("message")), str(found.get("detail", "")))


def kill_all() -> None:
    """End every worker that is running: the run is being interrupted."""
    with _live_lock:
        running = list(_live)
    for worker in running:
        worker.signal(signal.SIGKILL)  # whoever waits for it sees it die, and cleans up


def _pidfd(pid: int) -> int | None:
    """A descriptor that is readable once the process has ended: its children may hold the reply pipe open longer."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def _ended(pidfd: int, wait_s: float) -> None:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    poll.poll(wait_s * 1000)


def _listen(workers: Sequence[Worker], wait_s: float) -> list[Worker]:
    """Wait until one of them says something or ends; return those that have ended and have nothing more to say."""
    poll = select.poll()
    for worker in workers:
        for fd in worker.descriptors():
            poll.register(fd, select.POLLIN)
    ready = {fd for fd, _ in poll.poll(wait_s * 1000)}
    return [worker for worker in workers if worker.ended(ready)]


def tail(path: Path, most: int = 2000) -> str:
    """The end of a log."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - most))
        return file.read().decode("utf-8", "replace")
