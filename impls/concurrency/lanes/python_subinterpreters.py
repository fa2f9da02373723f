"""An interpreter a worker, each with a lock of its own, in one process (PEP 684); jobs go by number through pipes."""

from __future__ import annotations

import importlib
import os
import pickle
import sys
import threading
from collections.abc import Sequence
from typing import Any

from impls.concurrency.outcome import Outcome, Workers
from impls.concurrency.work import Job
from impls.contract import Stage

LANE = {
    "kind": "own",
    "label": "interpreters of one process, CPython 3.13",
    "runtime": "cpython-3.13",
    "operations": ["jobs", "uneven"],
    "needs": ["module:_interpreters"],
}

_CODE = """
import sys
sys.path[:] = {path!r}
import os, pickle, struct
from impls.concurrency.work import Loop, Parse, done
with open({jobs!r}, "rb") as file:
    jobs = [Loop(*fields) if kind == "loop" else Parse(*fields) for kind, fields in pickle.load(file)]
os.write({told}, bytes(16))
while asked := os.read({asked}, 2):
    (i,) = struct.unpack("<H", asked)
    os.write({told}, struct.pack("<HHIQ", i, {worker}, 0, done(jobs[i])))
"""


class Interpreters(Workers):
    """Interpreters that hold all jobs already. Numbers of jobs go through one pipe, what they find through another."""

    def __init__(self, jobs: Sequence[Job], workers: int, stage: Stage) -> None:
        _interpreters: Any = importlib.import_module("_interpreters")  # of CPython 3.13, where this lane runs
        super().__init__(len(jobs), workers)
        self._interpreters = _interpreters
        kept = stage.folder / "jobs.pickle"
        kept.write_bytes(pickle.dumps([(type(job).__name__.lower(), tuple(job)) for job in jobs]))
        asked, self._ask = os.pipe()
        self._tell, told = os.pipe()
        self._ends = [asked, self._tell, told]
        made = [_interpreters.create() for _ in range(workers)]
        code = [
            _CODE.format(path=sys.path, jobs=str(kept), asked=asked, told=told, worker=worker)
            for worker in range(workers)
        ]
        self._threads = [
            threading.Thread(target=self._live, args=pair, daemon=True) for pair in zip(made, code, strict=True)
        ]
        for thread in self._threads:
            thread.start()
        for _ in made:
            self._told()

    def _live(self, interpreter: int, code: str) -> None:
        failed = self._interpreters.exec(interpreter, code)
        self._interpreters.destroy(interpreter)
        if failed:
            os.write(self._ends[2], b"\xff" * 16)

    def _told(self) -> tuple[int, int, int]:
        found = b""
        while len(found) < 16:
            found += os.read(self._tell, 16 - len(found))
        if found == b"\xff" * 16:
            raise RuntimeError("an interpreter failed")
        return int.from_bytes(found[:2], "little"), int.from_bytes(found[8:], "little"), found[2]

    def run(self) -> Outcome:
        """All jobs."""
        outcome = Outcome(self.ops, self.workers)
        for i in range(self.ops):
            os.write(self._ask, i.to_bytes(2, "little"))
        for _ in range(self.ops):
            outcome.note(*self._told())
        self.outcome = outcome
        return outcome

    def close(self) -> None:
        """No more jobs: the interpreters end."""
        os.close(self._ask)
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            os.close(end)


def jobs_main(given: Sequence[Job], stage: Stage) -> Interpreters:
    """Equal jobs."""
    return Interpreters(given, int(stage.params["workers"]), stage)


def uneven_main(given: Sequence[Job], stage: Stage) -> Interpreters:
    """A few long jobs among short ones."""
    return Interpreters(given, int(stage.params["workers"]), stage)
