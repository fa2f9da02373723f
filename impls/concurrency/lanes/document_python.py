"""The document's picture of Python: threads of one interpreter, which one lock lets run in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from impls.concurrency.lock import Blocked, Handover, Waiting
from impls.concurrency.threads import Threads
from impls.concurrency.work import Job
from impls.contract import Stage

LANE = {"kind": "document", "label": "threading"}


def jobs_main(given: Sequence[Job], stage: Stage) -> Threads:
    """Equal jobs."""
    return Threads(given, int(stage.params["workers"]))


def uneven_main(given: Sequence[Job], stage: Stage) -> Threads:
    """A few long jobs among short ones; whoever is free takes the next."""
    return Threads(given, int(stage.params["workers"]))


def handover(given: dict[str, Any]) -> Handover:
    """With CPython's own switch interval of 5 ms."""
    return Handover(given)


def blocked(given: dict[str, int]) -> Blocked:
    """One call into C."""
    return Blocked(given)


def waiting(given: Sequence[Job]) -> Waiting:
    """A read of a pipe gives the lock away."""
    return Waiting(given)
