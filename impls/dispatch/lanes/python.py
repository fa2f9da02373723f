"""Plain Python: ``json``, an exception only where the parser raises one, types looked at before they are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from impls.dispatch.handler import Behave, Calls, Stream
from impls.ticker.lanes.python import decode
from impls.ticker.record import TickerError

LANE = {
    "kind": "own",
    "label": "json, results as values",
    "operations": ["handle", "behave", "propagate", "abstraction"],
}


def handle(given: Sequence[bytes]) -> Stream:
    """Every message ends in the handler."""
    return Stream(_handled, given)


def behave(given: dict[str, str]) -> Behave:
    """One odd message."""
    return Behave(_handled, given)


def propagate(given: dict[str, Any]) -> Calls:
    """None at the end of the chain, looked for in every call."""
    return Calls(_down, given)


def abstraction(given: dict[str, list[int]]) -> Callable[[], int]:
    """A loop."""
    numbers = given["numbers"]

    def run() -> int:
        total = 0
        for number in numbers:
            if number % 2 == 0:
                total += number * number
        return total

    return run


def _handled(message: bytes) -> str:
    try:
        response = decode(message)
    except TickerError as error:
        return f"Error: {error}"
    if not isinstance(response, dict):
        return "Error: no object"
    return "login" if response.get("channel") == "spot.login" else "passed"


def _down(depth: int, bad: bool, number: int) -> int | None:  # noqa: FBT001
    if depth > 1:
        found = _down(depth - 1, bad, number)
        return None if found is None else found + 1
    return None if bad else number
