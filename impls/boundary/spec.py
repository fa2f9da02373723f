"""Cases of ``boundary``: what it costs to hand something to Rust and have it answered.

``carry``: bytes, text, a list of floats, an array or a buffer, all of it summed by the other side, in one call.
``cross``: bytes, summed by the other side, which is an extension or a process of its own. ``batch``: many updates in
one call, each a record of Python objects in the end.

A given of ``batch`` is a list of messages (see `impls.ticker.framing`). Those of the others are such a list, too, of
payloads; where floats are wanted, each is eight bytes, a whole number below 2**20, so that any order sums to the same.
"""

from __future__ import annotations

import struct
from random import Random
from typing import Any

from impls.contract import Case, Difference, How, Params, Role, first_difference
from impls.exchange.market import messages
from impls.ticker.framing import frame, unframe

__all__ = ["CASES", "PARTS", "REFERENCE", "make", "read", "same"]

PARTS = ("ticker", "exchange")
REFERENCE = "python"

FORMS = ("bytes", "text", "floats", "array", "buffer")
SIZES = (8, 4096, 65536)
CROSSED = (8, 208, 4096, 65536)
BATCHES = (1, 16, 256, 4096)
PAYLOADS = 16
_CAST = (Role("server", "boundary/server", core=1), Role("client", core=0))

CASES = (
    *(
        Case(operation="carry", params={"as": form, "bytes": size}, group=f"boundary {form}", quick=False)
        for form in FORMS
        for size in SIZES
    ),
    *(
        Case(operation="cross", params={"bytes": size}, how=(How(), How("each")), cast=_CAST, quick=False)
        for size in CROSSED
    ),
    *(Case(operation="batch", params={"messages": count}, group="boundary batch", quick=False) for count in BATCHES),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """The given, see above."""
    if operation == "batch":
        return frame(messages(int(params["messages"]), seed))
    random, size = Random(seed), int(params["bytes"])
    form = params.get("as", "bytes")
    if form in {"floats", "array"}:
        numbers = [[float(random.getrandbits(20)) for _ in range(size // 8)] for _ in range(PAYLOADS)]
        return frame([struct.pack(f"<{len(found)}d", *found) for found in numbers])
    if form == "text":
        return frame([bytes(random.choices(range(32, 127), k=size)) for _ in range(PAYLOADS)])
    return frame([random.randbytes(size) for _ in range(PAYLOADS)])


def read(operation: str, params: Params, blob: bytes) -> list[Any]:
    """The messages; payloads in the form that Python has them in."""
    found = unframe(blob)
    match params.get("as"):
        case "text":
            return [payload.decode() for payload in found]
        case "floats":
            return [list(struct.unpack(f"<{len(payload) // 8}d", payload)) for payload in found]
        case _:
            return found


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Every sum, or every field of every record; of a cast what the client answered."""
    if operation == "cross":
        expected, found = ({"client": answer.get("client")} for answer in (expected, found))
    return first_difference(expected, found)
