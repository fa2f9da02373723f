"""Cases of ``concurrency``: CPU-bound jobs over workers, and what a thread waits for that wants the interpreter's lock.

A given of ``jobs`` over ``loop`` is JSON: rounds, and a seed a job. Over ``parse`` it is a list of messages (see
`impls.ticker.framing`): the first is JSON that says how many jobs there are and how often each goes over its share, the
others are book_ticker updates, an equal share a job. The answer has one number a job.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from impls.concurrency.work import Loop, Parse
from impls.contract import Case, Difference, How, Params, Role, first_difference
from impls.exchange.market import messages
from impls.ticker.framing import frame, unframe

__all__ = ["CASES", "PARTS", "REFERENCE", "make", "read", "same"]

PARTS = ("ticker", "exchange")
REFERENCE = "document-python"

JOBS = 16
ROUNDS = 100_000  # of a job's loop
MESSAGES = 500  # of a job
REPEATS = 10
TRIPS = 64
WAIT_US = 200  # longer than another thread takes to wake up and take the lock
WORKERS: dict[int, tuple[str, ...]] = {1: (), 2: (), 3: (), 4: (), 8: ("cores:4",), 16: ("cores:8",)}
"""Up to twice the cores: of a machine with two all to four, and of larger ones the doublings."""
ITEMS = 3_000_000  # that one uninterrupted call goes over
_ANYWHERE = (Role(core=-1),)

CASES = (
    *(
        Case(
            operation="jobs",
            params={"work": work, "jobs": JOBS, "workers": workers},
            cast=_ANYWHERE,
            group=f"concurrency {work}",
            needs=needs,
            quick=False,
        )
        for work in ("loop", "parse")
        for workers, needs in WORKERS.items()
    ),
    Case(operation="uneven", params={"jobs": JOBS, "workers": 2}, cast=_ANYWHERE, quick=False),
    *(
        Case(
            operation="handover",
            params={"busy": busy},
            how=(How("each"),),
            cast=_ANYWHERE,
            group="handover",
            quick=False,
        )
        for busy in (0, 1)
    ),
    Case(operation="blocked", params={"items": ITEMS}, how=(How(once=True),), cast=_ANYWHERE, quick=False),
    Case(operation="waiting", params={"rounds": ROUNDS}, how=(How(once=True),), cast=_ANYWHERE, quick=False),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """The given, see above."""
    random = Random(seed)
    if operation == "handover":
        return json.dumps({"busy": params["busy"], "wait_us": WAIT_US, "trips": list(random.randbytes(TRIPS))}).encode()
    if operation == "blocked":
        return json.dumps({"items": int(params["items"]) + random.randrange(1000)}).encode()
    jobs = int(params.get("jobs", 1))
    if params.get("work") == "parse":
        head = json.dumps({"jobs": jobs, "repeats": REPEATS}).encode()
        return frame([head, *messages(jobs * MESSAGES, seed)])
    rounds = [ROUNDS] * jobs
    if operation == "uneven":
        rounds = [ROUNDS * 8 if i % 4 == 0 else ROUNDS // 2 for i in range(jobs)]
    return json.dumps({"rounds": rounds, "seeds": [random.randrange(1, 2**32) for _ in range(jobs)]}).encode()


def read(operation: str, params: Params, blob: bytes) -> Any:
    """The jobs, or the JSON of the other operations. Raises ValueError where it is neither."""
    if operation in {"handover", "blocked"}:
        return json.loads(blob)
    if params.get("work") == "parse":
        head, *updates = unframe(blob)
        stated = json.loads(head)
        share = len(updates) // stated["jobs"]
        shares = [updates[i * share : (i + 1) * share] for i in range(stated["jobs"])]
        return [Parse(part, stated["repeats"]) for part in shares]
    stated = json.loads(blob)
    return [Loop(rounds, seed) for rounds, seed in zip(stated["rounds"], stated["seeds"], strict=True)]


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Every job's number."""
    return first_difference(expected, found)
