"""The parties of one trial, a fresh process each: started together, opened in order, measured together, ended together.

Order: every role is ready before any is asked to work. End: the lead answers; the lead is closed, so that its
connections drop; the others are told to stop, and answer; what does not leave in two seconds is ended with all that it
started.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.core.errors import (
    DebugBuildError,
    ResultsError,
    RuntimeUnavailableError,
    WorkerDiedError,
    WorkerError,
    WorkerRefusedError,
)
from benchmarks.core.gate import Answered, read_answer
from benchmarks.launcher.residents import Residents
from benchmarks.launcher.worker import GRACE_S, Command, Message, Worker, refusal, tail
from impls.contract import Case, Fault

__all__ = ["GENERATOR", "Cast", "Found", "Party", "Scene", "sweep"]

LOST_S = 10.0  # from the last intended start, a worker waits so long for replies
ONCE: Mapping[str, Any] = {
    "how": "batch",
    "once": True,
    "loops": 1,
    "samples": 1,
    "warmup": 0,
}  # what all but the lead do
GENERATOR = "generator"  # its role in a trial; no role of a case has that name
SLOW_GENERATOR = {
    "code": "slow_generator",
    "saw": "the starts came from a generator in Python",
    "advice": "read the lateness beside it, or install Rust (rustup)",
}
NO_GENERATOR = {
    "code": "no_generator",
    "saw": "the generator ended before the load",
    "advice": "what had been measured was kept; run it again",
}
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  (a trial's files are measured: they should not touch a disk)
_HOLE = re.compile(r"\{(python|root|brace|bin:[^{}]+|peer:[^{}]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One role with what plays it."""

    role: str
    component: str
    lane: str
    command: Command
    options: Mapping[str, Any] = field(default_factory=dict)
    holes: Mapping[str, str] = field(default_factory=dict)  # what {python}, {root}, {bin:NAME} in an option stand for
    tested: bool = True  # the lane under test plays it
    release: bool = False  # its build should be a release


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is played: a case, by whom, on what."""

    component: str
    case: Case
    parties: tuple[Party, ...]  # in starting order; the last leads
    given: Path
    seed: int
    generator: Command | None = None  # of what says when the operations of an open loop should start


@dataclass(slots=True)
class Found:
    """What a trial brought in."""

    series: list[Message] = field(default_factory=list)
    roles: dict[str, dict[str, Any]] = field(default_factory=dict)
    partial: bool = False
    refused: list[str] = field(default_factory=list)  # hows that the lane does not have
    faults: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[dict[str, str]] = field(default_factory=list)


class Cast:
    """A scene's processes. A context manager: whatever happens inside, none of them is left."""

    def __init__(self, scene: Scene, patience_s: float) -> None:
        self.scene = scene
        self.found = Found(roles={party.role: {} for party in scene.parties})
        self._patience_s = patience_s + scene.case.lasts_s
        self.folder = _folder()
        self.log = ""  # the end of what the processes printed, once they have ended
        self._log = (self.folder / "log").open("wb")
        self._workers: dict[str, Worker] = {}
        self._timers: list[threading.Timer] = []
        self._killed: set[str] = set()
        self._id = 0

    def __enter__(self) -> Self:
        """Start all processes and hear their hello."""
        try:
            for party in self.scene.parties:
                who = f"{self.scene.case.id(self.scene.component)} {party.lane}"
                who += f" ({party.role})" if len(self.scene.parties) > 1 else ""
                self._workers[party.role] = Worker(who, party.command, self._log, self.scene.seed)
            for party in self.scene.parties:
                worker = self._workers[party.role]
                self.found.roles[party.role]["hello"] = worker.greet(self._patience_s)
                _refuse_debug(party, worker)
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def lead(self) -> Worker:
        """The last role's process."""
        return self._workers[self.scene.parties[-1].role]

    @property
    def others(self) -> list[Worker]:
        """The other roles' processes, in starting order."""
        return [self._workers[party.role] for party in self.scene.parties[:-1]]

    def open(self, given: Path | None = None) -> None:
        """Prepare every role in order, each told what those before it offered."""
        scene, peers = self.scene, dict[str, Any]()
        for party in scene.parties:
            worker = self._workers[party.role]
            began = time.perf_counter_ns()
            worker.send(
                do="open", id=self._next(), component=party.component, operation=scene.case.operation, lane=party.lane,
                role=party.role, params=dict(scene.case.params), options=_filled(party.options, party.holes, peers),
                given=str(given or scene.given), seed=scene.seed, folder=str(self.folder), peers=peers,
            )  # fmt: skip
            ready = worker.expect("ready", self._patience_s)
            peers[party.role] = ready.get("offers") or {}
            said = {"open_ns": time.perf_counter_ns() - began, "prepare_ns": ready.get("prepare_ns")}
            self.found.roles[party.role] |= {**said, "steps": ready.get("steps")}

    def check(self) -> Answered:
        """Let every role run once, untimed; the answers of those that live. A cast of several is then gone."""
        for party in self.scene.parties:
            answer = self.folder / f"{party.role}.answer"
            self._workers[party.role].send(do="check", id=self._next(), answer=str(answer))
        replies: dict[str, Message] = {}
        lead = self.scene.parties[-1].role
        self._set_faults()
        replies[lead] = self.lead.expect("answer", self._patience_s, self._watched())
        self._finish(lambda role, worker: replies.update({role: worker.expect("answer", self._patience_s)}))
        ordered = {party.role: replies[party.role] for party in self.scene.parties if party.role in replies}
        return Answered(
            {role: read_answer(self.folder / f"{role}.answer", said.get("form")) for role, said in ordered.items()},
            {role: str(said.get("sha256", "")) for role, said in ordered.items()},
            {role: str(said.get("given_sha256", "")) for role, said in ordered.items()},
        )

    def measure(self, requests: Sequence[Mapping[str, Any]]) -> Found:
        """Measure the lead as asked, the others running their one run; what was found is also in ``found``."""
        for worker in self.others:
            worker.send(do="measure", id=self._next(), **ONCE)
        long = self.others or sum(map(_planned_s, requests)) >= 1
        residents = Residents(lambda: {role: worker.pid for role, worker in list(self._workers.items())})
        try:
            with residents if long else contextlib.nullcontext():
                for turn, request in enumerate(requests):
                    if not self._measured(request, first=turn == 0):
                        break
            self._finish(lambda role, worker: self._take(role, worker, self._patience_s, ()))
        finally:
            self.found.series += residents.series()
        return self.found

    def _measured(self, request: Mapping[str, Any], *, first: bool) -> bool:
        """Measure the lead as asked; False where the launcher itself ended it."""
        further_s = self.scene.case.lasts_s * (request.get("samples", 1) - 1)
        lead, patience_s = self.scene.parties[-1].role, self._patience_s + 2 * _planned_s(request) + further_s
        asked = {"do": "measure", "seed": self.scene.seed, **request}
        pace = self._pace(asked) if request.get("rate") else None
        self.lead.send(id=self._next(), **asked)
        if first:
            self._set_faults()
        went_on = self._take(lead, self.lead, patience_s, self._watched(), pace)
        if pace:
            self._paced(pace)
        return went_on

    def _pace(self, asked: dict[str, Any]) -> Worker:
        """Start a generator for the load that is asked for, and tell it; what the lead needs to hear it is added."""
        scene = self.scene
        if scene.generator is None:
            raise RuntimeUnavailableError(scene.case.id(scene.component), "an open loop needs a generator")
        asked["starts"] = str(self.folder / f"starts-{self._next()}")
        os.mkfifo(asked["starts"])
        who = f"{scene.case.id(scene.component)} ({GENERATOR})"
        pace = self._workers[GENERATOR] = Worker(who, scene.generator, self._log, scene.seed)
        told = pace.greet(self._patience_s).get("runtime") or {}
        self.found.roles[GENERATOR] = {"language": told.get("language")}
        if told.get("language") == "python":
            self.found.doubts.append(SLOW_GENERATOR)
        pace.send(do="open", id=self._next(), component="", operation="", lane="", folder=str(self.folder))
        pace.expect("ready", self._patience_s)
        pace.send(id=self._next(), **{**asked, "window_ns": 0})
        return pace

    def _paced(self, pace: Worker) -> None:
        """Hear how late the generator was, and close it: the lead is through."""
        pace.send(do="stop")
        try:
            self._take(GENERATOR, pace, GRACE_S, ())
        except WorkerError as error:
            self.found.partial = True
            self.found.doubts.append({**NO_GENERATOR, "saw": f"{NO_GENERATOR['saw']}: {error.wrong}"})
        pace.close()
        self.found.roles[GENERATOR]["exit"] = pace.exit_code()

    def end(self) -> None:
        """End whatever still runs and clear away. May be called twice."""
        for timer in self._timers:
            timer.cancel()
        for role, worker in self._workers.items():
            worker.kill()
            self.found.roles[role]["exit"] = worker.exit_code()
        if not self._log.closed:
            self._log.close()
            self.log = tail(self.folder / "log")
            shutil.rmtree(self.folder, ignore_errors=True)

    def leave(self) -> None:
        """Close a lead that stands alone, in peace; `end` would kill it."""
        self.lead.close()

    def _watched(self) -> list[Worker]:
        """The others, but for those that a fault is to kill."""
        doomed = {fault.role for fault in self.scene.case.faults if fault.stall_s is None}
        return [self._workers[p.role] for p in self.scene.parties[:-1] if p.role not in doomed]

    def _next(self) -> int:
        self._id += 1
        return self._id

    def _take(
        self, role: str, worker: Worker, patience_s: float, watched: Sequence[Worker], pace: Worker | None = None
    ) -> bool:
        """Take series until done; False where the launcher itself ended this role.

        Where the generator ``pace`` dies, the worker is told to stop: what it has measured until then is kept.
        """
        while True:
            try:
                said = worker.read(patience_s, [*watched, pace] if pace else watched)
            except WorkerDiedError:
                if role in self._killed:
                    return False
                if pace and pace.exit_code() is not None and worker.exit_code() is None:
                    pace = None
                    worker.send(do="stop")
                    continue
                raise
            if said["is"] == "series":
                self.found.series.append({"role": role, **{k: v for k, v in said.items() if k not in {"is", "id"}}})
            elif said["is"] == "done":
                self.found.partial |= bool(said.get("partial"))
                known = self.found.roles[role]
                first = known.get("first_ns") or said.get("first_ns")
                known |= {"usage": said.get("usage") or {}, "sha256": said.get("sha256"), "first_ns": first}
                return True
            elif said["is"] == "error" and said.get("kind") == "unsupported":
                self.found.refused.append(str(said.get("message")))
                return True
            elif said["is"] == "error":
                raise refusal(worker.who, said)
            else:
                raise WorkerRefusedError(worker.who, "protocol", f"should measure, said {said['is']}")

    def _finish(self, hear: Callable[[str, Worker], object]) -> None:
        """With others in the cast: close the lead, stop them, hear each, close each."""
        if not self.others:
            return
        self.lead.close(GRACE_S)
        for party in self.scene.parties[:-1]:
            worker = self._workers[party.role]
            worker.send(do="stop")
            if party.role not in self._killed:
                hear(party.role, worker)
            worker.close(GRACE_S)

    def _set_faults(self) -> None:
        for fault in self.scene.case.faults:
            timer = threading.Timer(fault.after_s, self._fault, (fault,))
            timer.daemon = True
            self._timers.append(timer)
            timer.start()

    def _fault(self, fault: Fault) -> None:
        worker = self._workers[fault.role]
        self.found.faults.append({"role": fault.role, "after_s": fault.after_s, "stall_s": fault.stall_s})
        if fault.stall_s is None:
            self._killed.add(fault.role)
            worker.signal(signal.SIGKILL)
            return
        worker.signal(signal.SIGSTOP)
        back = threading.Timer(fault.stall_s, worker.signal, (signal.SIGCONT,))
        back.daemon = True
        self._timers.append(back)
        back.start()


def _folder() -> Path:
    """A folder for a trial's files, in memory where there is such a place."""
    shared = SHARED_MEMORY if os.access(SHARED_MEMORY, os.W_OK) else None
    try:
        return Path(tempfile.mkdtemp(prefix=f"tandem-{os.getpid()}-", dir=shared))
    except OSError as error:
        asked = f"a trial's folder in {shared or tempfile.gettempdir()}"
        raise ResultsError(asked, f"cannot be made: {error.strerror or error}", "free some space there") from error


def sweep() -> None:
    """Remove the folders that trials of dead launchers left in shared memory."""
    for folder in SHARED_MEMORY.glob("tandem-*-*"):
        pid = folder.name.split("-")[1]
        with contextlib.suppress(OSError):
            if pid.isdigit() and not Path("/proc", pid).exists() and folder.stat().st_uid == os.getuid():
                shutil.rmtree(folder, ignore_errors=True)


def _refuse_debug(party: Party, worker: Worker) -> None:
    profile = str((worker.hello.get("runtime") or {}).get("profile", "release"))
    if party.release and profile in {"debug", "dev"}:
        raise DebugBuildError(worker.who, profile)


def _filled(options: Any, holes: Mapping[str, str], peers: Mapping[str, Mapping[str, str]]) -> Any:
    """Options with ``{python}``, ``{root}``, ``{bin:NAME}`` and ``{peer:role.name}`` filled in, wherever they stand.

    ``{brace}`` is an opening brace: with it, any text can be said literally.
    """

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name.startswith("peer:"):
            role, _, offer = name.removeprefix("peer:").partition(".")
            value = peers.get(role, {}).get(offer)
        else:
            value = "{" if name == "brace" else holes.get(name)
        if value is None:
            raise RuntimeUnavailableError(
                f"option {{{name}}}", "stands for nothing here", "see the lane's LANE options"
            )
        return value

    if isinstance(options, str):
        return _HOLE.sub(fill, options)
    if isinstance(options, Mapping):
        return {key: _filled(value, holes, peers) for key, value in options.items()}
    if isinstance(options, Sequence):
        return [_filled(value, holes, peers) for value in options]
    return options


def _planned_s(request: Mapping[str, Any]) -> float:
    """How long a worker may rightly be busy with a request before it says something."""
    paced = request["count"] / request["rate"] + LOST_S if request.get("rate") else 0.0
    return float((request.get("budget_ns", 0) + request.get("warmup_ns", 0)) / 1e9 + paced)
