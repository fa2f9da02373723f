"""Nothing at all, done in every way that it can be done here, and what this machine can do at best.

Lanes are floors and limits, so there is no gate. A case with ``bytes`` or ``mib`` counts its bytes as operations where
it is about bytes a second: its throughput is bytes a second, and its time ns a byte.
"""

from __future__ import annotations

import random
from typing import Any

from impls.contract import Case, Difference, How, Params, Role, first_difference

__all__ = ["BLOCK", "CASES", "KERNELS", "MESSAGE", "make", "read", "same"]

KERNELS = ("read", "write", "copy", "triad")
MESSAGE = bytes(208)  # as long as one update of a ticker: what a crossing with bytes carries
BLOCK = 64 * 1024  # bytes of text that are repeated to a buffer
SIZES = (208, 64 * 1024, 1024 * 1024)  # of crossings: what a byte costs is the slope between them
_PEERS = (Role("server", core=1), Role("client", core=0))
_APART = (Role(core=-1),)  # threads that find cores of their own
_CAPITALS = 26

CASES = (
    Case(operation="empty"),
    Case(operation="process"),
    *(Case(operation="crossing", params={"bytes": n}, group="crossing", quick=False) for n in SIZES),
    Case(operation="clock", quick=False),
    Case(operation="syscall", quick=False),
    Case(operation="handoff", cast=_APART, needs=("cores:2",), quick=False),
    *(
        Case(
            operation="loopback", params={"bytes": n}, how=(How("each"),), cast=_PEERS, needs=("cores:2",), quick=False
        )
        for n in (1, len(MESSAGE))
    ),
    *(Case(operation="memory", params={"kernel": k, "caches": 4}, quick=False) for k in KERNELS),
    Case(operation="touch", params={"mib": 64}, quick=False),
    *(Case(operation="scan", params={"mib": mib}, quick=False) for mib in (4, 64)),
    *(
        Case(operation="utf8", params={"mib": mib, "text": text}, quick=False)
        for mib in (4, 64)
        for text in ("ascii", "mixed")
    ),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """What a lane hands over: a message, a crossing's bytes, or the block of text that is repeated to a buffer."""
    if operation == "crossing":
        return _letters(int(params["bytes"]), seed)
    if operation in {"scan", "utf8"}:
        return _text(seed, mixed=params.get("text") == "mixed")
    return MESSAGE


def read(operation: str, params: Params, blob: bytes) -> bytes:
    """The bytes as they are; of text the whole buffer."""
    if operation in {"scan", "utf8"}:
        return blob * (int(params["mib"]) * 1024 * 1024 // BLOCK)
    return blob


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Equal."""
    return first_difference(expected, found)


def _letters(length: int, seed: int) -> bytes:
    return bytes(ord("A") + n % _CAPITALS for n in random.Random(seed).randbytes(length))


def _text(seed: int, *, mixed: bool) -> bytes:
    """A block of letters; where ``mixed``, one in sixteen is of two, three or four bytes."""
    if not mixed:
        return _letters(BLOCK, seed)
    rng = random.Random(seed)
    found = bytearray()
    while len(found) < BLOCK - 4:
        found += (rng.choice("é€😀") if rng.random() < 1 / 16 else chr(ord("A") + rng.randrange(_CAPITALS))).encode()
    return bytes(found.ljust(BLOCK, b"."))
