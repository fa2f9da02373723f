"""Cases of ``dispatch``: the document's message handler (systems-gateio 1.5), its errors, and mistakes found before.

Givens: of ``handle`` a list of messages (see `impls.ticker.framing`), all others JSON that the lanes read as it is.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from impls.contract import Case, Difference, How, Params, first_difference
from impls.dispatch.programs import MISTAKES, PROGRAMS
from impls.exchange.market import messages
from impls.ticker.framing import frame, unframe
from impls.ticker.mixture import login, malformed, other

__all__ = ["CASES", "PARTS", "REFERENCE", "SHOWN", "make", "read", "same", "same_peer"]

PARTS = ("ticker", "exchange")
REFERENCE = "document-python"

MESSAGES = 1000
CALLS = 1000
NUMBERS = 10_000
SHOWN = {  # what the document's two handlers do with a message: (Python, Rust)
    "bad-json": ("error", "error"),
    "no-channel": ("passed", "passed"),
    "odd-channel": ("passed", "passed"),
    "array": ("error", "passed"),
}
_ONCE = (How(once=True),)

CASES = (
    *(
        Case(
            operation="handle",
            params={"bad": bad, "messages": MESSAGES},
            how=(How(), How("each")),
            group="dispatch handle",
            quick=False,
        )
        for bad in (0, 1, 10, 100)  # in a hundred
    ),
    *(Case(operation="behave", params={"message": name}, how=_ONCE, quick=False) for name in SHOWN),
    *(
        Case(operation="propagate", params={"depth": depth, "bad": bad}, group="dispatch propagate", quick=False)
        for depth in (1, 10)
        for bad in (0, 100)
    ),
    Case(operation="details", how=_ONCE, quick=False),
    *(Case(operation="mistake", params={"of": of}, how=_ONCE, quick=False) for of in MISTAKES),
    Case(operation="build", how=_ONCE, quick=False),
    Case(operation="deployed", how=_ONCE, quick=False),
    Case(operation="abstraction", params={"numbers": NUMBERS}, quick=False),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """The given, see above."""
    random = Random(seed)
    if operation == "handle":
        return frame(_stream(int(params["messages"]), int(params["bad"]), seed, random))
    if operation == "behave":
        name = str(params["message"])
        python, rust = SHOWN[name]
        (update,) = messages(1, seed)
        stated = {"message": _odd(name, update, random).decode(), "next": login(random, update).decode()}
        return json.dumps({**stated, "python": python, "rust": rust}).encode()
    if operation == "propagate":
        calls = [random.randrange(1, 1000) for _ in range(CALLS)]
        return json.dumps({"depth": params["depth"], "bad": params["bad"], "calls": calls}).encode()
    if operation == "abstraction":
        return json.dumps({"numbers": [random.randrange(1000) for _ in range(NUMBERS)]}).encode()
    if operation in {"mistake", "build"}:
        program = PROGRAMS[str(params.get("of", "field-type"))]
        return json.dumps({**program._asdict(), "number": random.randrange(1, 1000)}).encode()
    (update,) = messages(1, seed)
    return json.dumps({"message": malformed(random, update).decode(), "good": update.decode()}).encode()


def _stream(count: int, bad: int, seed: int, random: Random) -> list[bytes]:
    """So many malformed in a hundred; of the others a twentieth are logins, a tenth are of other channels."""
    updates = messages(count, seed)
    broken = [malformed(random, update) for update in updates[: count * bad // 100]]
    rest = updates[len(broken) :]
    logins, others = len(rest) // 20, len(rest) // 10
    whole = [login(random, update) for update in rest[:logins]]
    whole += [other(random, update) for update in rest[logins : logins + others]]
    mixed = [*broken, *whole, *rest[logins + others :]]
    random.shuffle(mixed)
    return mixed


def _odd(name: str, update: bytes, random: Random) -> bytes:
    if name == "bad-json":
        return malformed(random, update)
    fields = json.loads(update)
    if name == "no-channel":
        del fields["channel"]
    elif name == "odd-channel":
        fields["channel"] = random.choice([7, None, True, ["spot.login"], {"name": "spot.login"}])
    return json.dumps([fields] if name == "array" else fields).encode()


def read(operation: str, params: Params, blob: bytes) -> Any:
    """The messages, or the JSON. Raises ValueError where it is neither."""
    return unframe(blob) if operation == "handle" else json.loads(blob)


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Every outcome."""
    return first_difference(expected, found)


def same_peer(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Every outcome; for an array at the top each of the document's handlers has its own, which its reading states."""
    if operation == "behave" and params["message"] == "array" and found in SHOWN_ARRAY:
        return None
    return same(operation, params, expected, found)


SHOWN_ARRAY = [[outcome, "login"] for outcome in SHOWN["array"]]
