"""A server and a client over a local socket: a cast of two."""

from __future__ import annotations

import json
import random

from impls.contract import Case, Difference, Fault, How, Role, first_difference

CAST = (Role("server", "relay/server"), Role("client"))
CASES = (
    Case(operation="ask", params={"n": 20}, how=(How(once=True),), cast=CAST),
    Case(
        operation="orphaned", params={"n": 20}, how=(How(once=True),), cast=CAST, faults=(Fault("server", after_s=0.2),)
    ),
)


def make(operation, params, seed):
    drawn = random.Random(seed)
    return json.dumps([drawn.randrange(1000) for _ in range(params["n"])]).encode()


def read(operation, params, blob):
    return json.loads(blob)


def same(operation, params, expected, found):
    lost = found["client"]["asked"] - found.get("server", {"answered": found["client"]["asked"]})["answered"]
    if lost:
        return Difference("answers", 0, lost)
    return first_difference(expected["client"], found["client"])
