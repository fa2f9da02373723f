"""The document's threads in CPython without the interpreter's lock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from impls.concurrency.lock import Handover
from impls.concurrency.threads import Threads
from impls.concurrency.work import Job
from impls.contract import Stage

LANE = {
    "kind": "own",
    "label": "threading, free-threaded CPython",
    "runtime": "cpython-free-threaded",
    "operations": ["jobs", "uneven", "handover"],
}


def jobs_main(given: Sequence[Job], stage: Stage) -> Threads:
    """Equal jobs."""
    return Threads(given, int(stage.params["workers"]))


def uneven_main(given: Sequence[Job], stage: Stage) -> Threads:
    """A few long jobs among short ones."""
    return Threads(given, int(stage.params["workers"]))


def handover(given: dict[str, Any]) -> Handover:
    """There is no lock to hand over."""
    return Handover(given)
