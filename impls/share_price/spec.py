"""Cases of ``share_price``: the document's shared record of a price, its time and a flag (systems-gateio 1.4).

A given of records is a count (u32, little-endian), then eight bytes each: the price in hundredths (u32), milliseconds
after `BASE_MS` (u24), and flags: bit 0 a price is there, bit 1 a time, bit 2 the book is ready. The given of the
collector's cases is JSON that says how many containers live and how much garbage is made.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any, TypeAlias

from impls.contract import Case, Difference, How, Params, Role, first_difference
from impls.share_price.given import Heap, Records, pack, unpack

__all__ = ["CASES", "REFERENCE", "make", "read", "same", "same_peer"]

REFERENCE = "document-python"
Given: TypeAlias = "Records | Heap"

FIELDS = ("price", "time", "ready", "price-tag", "price-value", "time-tag", "time-body")
HEADER = ("header", "type", "refcount")
LIVE = (0, 100_000, 1_000_000, 5_000_000)
GARBAGE = 10_000  # pairs of containers that hold each other, in one round
ROUNDS = 3
PAIRS = 50_000  # least that a stream of pairs is long
CHURN = 0.35  # of what lives is replaced, so that CPython must look at all of it once: it does so at a quarter
WRITES = 200_000
_ONCE = (How(once=True),)
_ANYWHERE = (Role(core=-1),)

CASES = (
    Case(operation="record_size", how=_ONCE),  # claims: gateio.struct-layout, gateio.object-layout
    *(Case(operation="field_size", params={"of": of}, how=_ONCE, quick=False) for of in FIELDS),
    *(Case(operation="header_size", params={"of": of}, how=_ONCE, quick=False) for of in HEADER),
    Case(operation="placement", how=_ONCE, quick=False),
    Case(operation="fill", params={"records": 1}, quick=False),
    Case(operation="fill", params={"records": 1_000_000}, how=_ONCE, quick=False),
    Case(operation="update", params={"updates": 1000}, quick=False),
    Case(operation="read", params={"records": 1000}, quick=False),
    Case(operation="shared", params={"writes": WRITES}, cast=_ANYWHERE, quick=False),
    *(Case(operation="collect", params={"live": live}, how=_ONCE, quick=False) for live in LIVE),  # gateio.gc-pause
    *(Case(operation="automatic", params={"live": live}, how=_ONCE, quick=False) for live in LIVE),
    Case(operation="bystander", params={"live": 1_000_000}, how=_ONCE, cast=_ANYWHERE, quick=False),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """The given, see above."""
    live = int(params.get("live", 0))
    if operation in {"collect", "bystander"}:
        return json.dumps({"live": live, "pairs": GARBAGE, "rounds": ROUNDS}).encode()
    if operation == "automatic":
        pairs = max(PAIRS, int(live * CHURN) // 2)
        return json.dumps({"live": live, "pairs": pairs, "rounds": 1}).encode()
    count = int(params.get("records", params.get("updates", 1000 if operation == "shared" else 1)))
    if operation in {"fill", "update", "read"}:
        return pack(Random(seed).randbytes(8 * count))
    return pack(whole(Random(seed).randbytes(8 * count)))


def whole(rows: bytes) -> bytes:
    """The rows with every field there, and each time following from its price, so that a torn record shows."""
    found = bytearray(rows)
    for at in range(0, len(found), 8):
        found[at + 4 : at + 7] = found[at : at + 3]
        found[at + 7] = 7
    return bytes(found)


def read(operation: str, params: Params, blob: bytes) -> Given:
    """The typed given. Raises ValueError where it is not one of this operation."""
    if operation in {"collect", "automatic", "bystander"}:
        stated = json.loads(blob)
        if not isinstance(stated, dict) or stated.keys() != set(Heap._fields):
            raise ValueError("should hold live, pairs and rounds, and nothing else")
        return Heap(**stated)
    return unpack(blob)


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Equal answers; what was read while it was written is never half of one record and half of another."""
    if operation == "shared" and found.get("torn"):
        return Difference("torn", 0, found["torn"])
    return same_peer(operation, params, expected, found)


def same_peer(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Equal answers. The document's own sharing may tear a record: how often is its reading ``failed``."""
    if operation == "shared":
        expected, found = ({k: v for k, v in answer.items() if k != "torn"} for answer in (expected, found))
    return first_difference(expected, found)
