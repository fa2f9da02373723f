"""An empty interval: two reads of a clock, their difference in milliseconds as a float, a thousand times a run.

No answer is the same twice, so the gate asks for what must hold of any: so many intervals, time went on, and a
monotonic clock never went back. (The wall clock may be set back at any time, so nothing is asked of its order.)
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from impls.contract import Case, Difference, How, Params, Role, Series, first_difference, values

__all__ = ["CASES", "Beside", "Given", "answer", "make", "read", "readings", "same"]

INTERVALS = 1_000  # in one run
MANY = 300_000  # long enough for an interpreter's threads to take turns
CASES = (
    Case(operation="read", params={"clock": "monotonic"}),  # claims: gateio.time-precision, gateio.timer-overhead
    Case(operation="read", params={"clock": "wall"}, quick=False),
    *(
        Case(operation="beside", params={"busy": busy}, cast=(Role(core=-1),), group="clock beside", quick=False)
        for busy in (0, 1)  # claims: gateio.timer-overhead.other.gil
    ),
    Case(operation="machine_code", how=(How(once=True),), quick=False),  # gateio.timer-overhead.other.optimised
)


class Given(NamedTuple):
    """Which clock, and how many intervals."""

    clock: str
    intervals: int


class Beside(NamedTuple):
    """How many threads compute meanwhile, and how many intervals."""

    busy: int
    intervals: int


def make(operation: str, params: Params, seed: int) -> bytes:
    """The given as JSON."""
    if operation == "beside":
        return json.dumps({"busy": params["busy"], "intervals": MANY}, separators=(",", ":")).encode()
    if operation == "machine_code":
        return b"{}"
    return json.dumps({"clock": params["clock"], "intervals": INTERVALS}, separators=(",", ":")).encode()


def read(operation: str, params: Params, blob: bytes) -> Given | Beside | None:
    """The typed given. Raises ValueError where it is not the clock's."""
    found = json.loads(blob)
    if operation == "beside":
        return Beside(**found)
    if operation == "machine_code":
        return None
    if not isinstance(found, dict) or found.keys() != {"clock", "intervals"}:
        raise ValueError("should hold clock and intervals, and nothing else")
    return Given(**found)


def answer(given: Given, lengths: list[float]) -> dict[str, Any]:
    """What can be compared of the lengths in ms that a lane measured."""
    found: dict[str, Any] = {"intervals": len(lengths), "advanced": sum(lengths) > 0}
    if given.clock == "monotonic":
        found["monotonic"] = min(lengths) >= 0
    return found


def readings(lengths: list[float]) -> list[Series]:
    """The smallest step that was seen, in ns to the picosecond; none where the clock stood still."""
    passed = [ms for ms in lengths if ms > 0]
    return [values("step", "ns", [round(min(passed) * 1e6, 3)])] if passed else []


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Answers are equal, and so are the facts that they state: all true."""
    untrue = [name for name in ("advanced", "monotonic") if found.get(name) is False]
    return Difference(untrue[0], expected=True, found=False) if untrue else first_difference(expected, found)
