"""Starts a program, watches it to its end, and says what it used."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.worker.failure import Failure
from benchmarks.worker.ptrace import Tracer

__all__ = ["Command", "Running", "Start", "command_of", "start"]

PAD = "TANDEM_PAD"  # of a trial, so that a program's layout of memory is not the same in all
_MOST_KEPT = 16 << 20
_MOST_LINES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What one start of a program brought."""

    wall_ns: int
    startup_ns: int | None  # None: it said nothing
    cpu_user_ns: int
    cpu_system_ns: int
    switched_out: int
    peaks: Mapping[int, int]  # highest resident sizes of its processes, bytes
    why: str  # why there are none
    answer: Any


class Running:
    """The pids that run, for whoever must end them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pids: set[int] = set()
        self._over = False
        self.stopped = False

    def kill_all(self) -> None:
        """End all, and all that begin later."""
        with self._lock:
            self.stopped = True
            self._kill()

    def begin(self, pid: int) -> None:
        """A program's first process."""
        with self._lock:
            self._over = False
            self._pids = {pid}
            if self.stopped:
                self._kill()

    def add(self, pid: int) -> None:
        """It started another."""
        with self._lock:
            self._pids.add(pid)
            if self.stopped or self._over:
                self._kill()

    def remove(self, pid: int) -> None:
        """One has ended."""
        with self._lock:
            self._pids.discard(pid)

    def over(self) -> None:
        """The program has ended: end what is left of it, and what was just about to begin."""
        with self._lock:
            self._over = True
            self._kill()

    def _kill(self) -> None:
        for pid in self._pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


@dataclass(slots=True)
class _Heard:
    """A stream, read by a thread of its own; while the program runs nothing is done with it but to note its start."""

    fd: int
    clock: Callable[[], int]
    first_ns: int | None = None
    text: bytearray = field(default_factory=bytearray)

    def listen(self) -> threading.Thread:
        thread = threading.Thread(target=self._read, daemon=True)
        thread.start()
        return thread

    def _read(self) -> None:
        while chunk := os.read(self.fd, 1 << 16):
            if self.first_ns is None:
                self.first_ns = self.clock()
            self.text += chunk
            if len(self.text) > 2 * _MOST_KEPT:
                del self.text[:_MOST_KEPT]
        os.close(self.fd)

    def answer(self) -> Any:
        """The last line that is JSON; None where there is none."""
        for line in reversed(self.text.split(b"\n")):
            try:
                return json.loads(line)
            except ValueError:
                continue
        return None

    def lines(self) -> list[str]:
        """The last lines that say anything."""
        lines = [line for line in self.text.decode("utf-8", "replace").splitlines() if line.strip()]
        return lines[-_MOST_LINES:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to start. ``argv``: its arguments, the first as the path of a file; ``env``: all of its environment."""

    argv: Sequence[str]
    cwd: str
    env: Mapping[str, str]
    any_status: bool = False  # an exit status other than 0 is no failure


def command_of(options: Mapping[str, Any], name: str = "command") -> Command:
    """The program that an option names: argv, where it starts, its environment. Raises `Failure`."""
    argv, cwd = options.get(name), options.get("cwd") or os.getcwd()  # noqa: PTH109 - a path that is handed on
    if not isinstance(argv, list) or not argv or not all(isinstance(part, str) for part in argv):
        raise Failure("lane", f"option {name} should be a list of words")
    named = os.path.join(cwd, argv[0]) if "/" in argv[0] else argv[0]  # noqa: PTH118
    path = shutil.which(named)
    if path is None:
        raise Failure("unavailable", f"{argv[0]}: no such program")
    any_status = name == "command" and bool(options.get("any_status"))
    return Command(argv=[path, *argv[1:]], cwd=cwd, env=_environment(options.get("env")), any_status=any_status)


def _environment(told: Mapping[str, str] | None) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name != "TANDEM_REPLY"}
    if told is None:
        return own
    return {**told, **{name: value for name, value in own.items() if name == PAD}}


def start(command: Command, running: Running, clock: Callable[[], int]) -> Start | None:
    """Start it and wait until it and all it started have ended; None where it was stopped.

    Raises `Failure`: unavailable where it cannot be started, lane where it fails.
    """
    child = _Child(command)
    tracer = Tracer()
    tracer.seize(child.pid)
    running.begin(child.pid)
    began = clock()
    child.release()
    out, err = _Heard(child.stdout, clock), _Heard(child.stderr, clock)
    readers = [out.listen(), err.listen()]
    status, used, end = _watch(child.pid, tracer, running, clock)
    for reader in readers:
        reader.join()
    refused = child.refusal()
    if refused:
        raise Failure("unavailable", f"the program cannot be started: {os.strerror(refused)}")
    if running.stopped:
        return None
    if status and not (command.any_status and os.WIFEXITED(status)):
        lines = err.lines()
        said = f": {lines[-1].strip()}" if lines else ""
        raise Failure("lane", f"{_how(status)}{said}", "\n".join(lines))
    wall_ns = end - began
    return Start(
        wall_ns=wall_ns,
        # The thread that reads may come late: what a program said, it said before its end.
        startup_ns=None if out.first_ns is None else min(max(out.first_ns - began, 0), wall_ns),
        cpu_user_ns=round(sum(u.ru_utime for u in used) * 1e9),
        cpu_system_ns=round(sum(u.ru_stime for u in used) * 1e9),
        switched_out=sum(u.ru_nivcsw for u in used),
        peaks=tracer.peaks,
        why=tracer.why,
        answer=out.answer(),
    )


class _Child:
    """A forked child that waits before its exec until it is released."""

    def __init__(self, command: Command) -> None:
        self.stdout, out = os.pipe()
        self.stderr, err = os.pipe()
        opened, self._gate = os.pipe()
        self._refused, refusal = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._gate)
            _become(command, (out, err, opened, refusal))
        for fd in (out, err, opened, refusal):
            os.close(fd)

    def release(self) -> None:
        """Let it begin. A child that is gone does not hear it; its end is seen by whoever waits for it."""
        try:
            os.write(self._gate, b"!")
        except BrokenPipeError:
            pass
        finally:
            os.close(self._gate)

    def refusal(self) -> int:
        """The number of the error that kept it from its exec; 0 where none did. For when it has ended."""
        number = os.read(self._refused, 16)
        os.close(self._refused)
        return int(number or b"0")


def _become(command: Command, ends: tuple[int, int, int, int]) -> None:
    """In the child: streams and signals as a shell would hand them on, then the program. Does not return."""
    out, err, opened, refusal = ends
    number = 0
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        for ignored in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(ignored, signal.SIG_DFL)
        if os.read(opened, 1):
            os.chdir(command.cwd)
            os.execve(command.argv[0], list(command.argv), dict(command.env))  # noqa: S606 - as asked
    except OSError as error:
        number = error.errno or 1
    finally:
        os.write(refusal, str(number).encode())
        os._exit(127)


def _watch(
    program: int, tracer: Tracer, running: Running, clock: Callable[[], int]
) -> tuple[int, list[resource.struct_rusage], int]:
    """Wait for all; the program's status, what was used by it and by orphans, and when it ended."""
    status_of_program, end = 0, 0
    used_by: list[resource.struct_rusage] = []
    while True:
        try:
            pid, status, used = os.wait4(-1, tracer.wait_for)
        except ChildProcessError:
            return status_of_program, used_by, end
        if os.WIFSTOPPED(status):
            began, gone = tracer.attend(pid, status)
            if began is not None:
                running.add(began)
            if gone is not None:
                running.remove(gone)
            continue
        running.remove(pid)
        if pid == program:
            end = clock()
            status_of_program = status
            used_by.append(used)  # with all descendants that their parents waited for
            running.over()
        elif end or pid in tracer.orphans:
            used_by.append(used)


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"the program was ended by signal {os.WTERMSIG(status)}"
    return f"the program ended with exit status {os.WEXITSTATUS(status)}"
