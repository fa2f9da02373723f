"""Cases of ``ticker``: one book_ticker message to a typed record, routing of a mixed stream, the subscribe request.

A given is a list of messages (see `impls.ticker.framing`); the answer has one outcome a message, in order. The gate's
probe is a given of 1,000 mutated messages (see `impls.ticker.mutations`), parsed by the same timed function.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

from impls.contract import Case, Difference, How, Params, first_difference
from impls.exchange.market import SYMBOLS, messages
from impls.ticker.framing import frame, pack_request, unframe, unpack_request
from impls.ticker.layout import STYLES, parts, reordered, text
from impls.ticker.mixture import mixture
from impls.ticker.mutations import mutations

__all__ = ["CASES", "PARTS", "REFERENCE", "make", "probe", "read", "same", "same_peer", "take"]

PARTS = ("exchange",)
REFERENCE = "python"
PROBES = 1000

_BOTH = (How(), How("each"))
CASES = (
    Case(operation="parse", params={"order": "sent", "messages": 1000}, how=_BOTH),
    Case(operation="parse", params={"order": "shuffled", "messages": 1000}, how=_BOTH, quick=False),
    Case(operation="parse_mixed", params={"messages": 1000}, how=_BOTH),
    Case(operation="subscribe", params={"messages": 1000}, quick=False),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """``messages`` updates of the seeded market, laid out as the operation wants them."""
    return frame(_laid_out(operation, params, messages(int(params["messages"]), seed), Random(seed)))


def probe(operation: str, params: Params, seed: int) -> bytes:
    """1,000 mutations of the same kind of messages."""
    del params
    random = Random(seed + 1)
    if operation == "subscribe":
        return frame([_odd_request(random) for _ in range(PROBES)])
    updates = messages(PROBES, seed + 1)
    if operation == "parse":
        return frame(mutations(PROBES, updates, random))
    objects = [m for m in mixture(updates, random) if _object(m) is not None]
    return frame(mutations(PROBES, objects, random))


def take(operation: str, params: Params, capture: list[bytes]) -> bytes:
    """The given made of a recorded feed: its first ``messages`` messages; only updates where all must be records.

    Raises ValueError where the feed holds none.
    """
    most = int(params["messages"])
    if operation == "parse_mixed":
        return frame(capture[:most])
    updates = [m for m in capture if _is_update(m)][:most]
    if not updates:
        raise ValueError(f"{operation} needs book_ticker updates, the feed holds none among {len(capture)} messages")
    return frame(_laid_out(operation, params, updates, Random(0)))


def read(operation: str, params: Params, blob: bytes) -> list[Any]:
    """The messages as bytes; for ``subscribe`` pairs of (Unix seconds, currency pair)."""
    del params
    found = unframe(blob)
    return [unpack_request(m) for m in found] if operation == "subscribe" else found


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Every outcome equal: each field of each record, and the kind of each error."""
    del operation, params
    return first_difference(expected, found)


def same_peer(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Every record and word equal; an error only has to be one, since a library names its errors in its own way."""
    del operation, params
    return first_difference(_any_error(expected), _any_error(found))


def _any_error(outcomes: Any) -> Any:
    if not isinstance(outcomes, list):
        return outcomes
    return [{"error": "any"} if isinstance(o, dict) and o.keys() == {"error"} else o for o in outcomes]


def _laid_out(operation: str, params: Params, updates: list[bytes], random: Random) -> list[bytes]:
    if operation == "parse_mixed":
        return mixture(updates, random)
    if operation == "subscribe":
        found = [json.loads(m) for m in updates]
        return [pack_request(m["time"], m["result"]["s"]) for m in found]
    if params["order"] == "shuffled":
        return [text(reordered(parts(m), random), random.choice(STYLES)).encode() for m in updates]
    return updates


def _odd_request(random: Random) -> bytes:
    """Any time, and a pair with everything that must be escaped or must not."""
    odd = '"\\/\b\f\n\r\t\x00\x1f\x7f\u00e9\u2028\u4e2d\U0001f600<>&ABC_'
    pairs = (random.choice(SYMBOLS), "".join(random.choices(odd, k=random.randrange(40))))
    return pack_request(random.getrandbits(random.randrange(1, 65)), random.choice(pairs))


def _object(message: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(message)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _is_update(message: bytes) -> bool:
    """Whether it has what a given is laid out from."""
    match _object(message):
        case {"channel": "spot.book_ticker", "event": "update", "time": int(), "result": {"s": str()}}:
            return True
        case _:
            return False
