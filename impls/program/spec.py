"""The whole client as a program: connect, subscribe, read 1,000 updates, keep the shared price, stop.

The given is the feed that the exchange serves; the program never sees the file. Its answer is the last line that it
prints. The case's metrics are a program's own: start-up to the first update, time, CPU, resident peak.
"""

from __future__ import annotations

import io
import json
from typing import Any

from impls.contract import Case, Difference, How, Params, Role, first_difference
from impls.exchange import capture, market
from impls.program.share import PAIR

__all__ = ["CASES", "PARTS", "REFERENCE", "make", "probe", "read", "same", "take"]

PARTS = ("exchange", "ticker", "websocket")
REFERENCE = "document-python"
CASES = (
    Case(
        operation="client",
        params={"updates": 1000},
        how=(How(once=True),),
        cast=(Role("exchange", "exchange/rust", core=1), Role("main", core=0)),
    ),
)


def make(operation: str, params: Params, seed: int) -> bytes:
    """A feed of one pair, as long as the program reads.

    Were it longer, a library that stops reading when its queue is full would not see the answer to its close frame
    until its patience is over (10 s with websockets): at the pace of a real feed that does not happen.
    """
    return market.feed(int(params["updates"]), seed, (PAIR,))


def probe(operation: str, params: Params, seed: int) -> bytes:
    """Another feed."""
    return make(operation, params, seed + 1)


def take(operation: str, params: Params, recorded: list[bytes]) -> bytes:
    """The updates of the program's pair in a recorded feed. Raises ValueError where there are too few."""
    found = [message.decode() for message in recorded if _symbol(message) == PAIR]
    if len(found) < int(params["updates"]):
        raise ValueError(f"needs {params['updates']} updates of {PAIR}, the feed holds {len(found)}")
    file = io.BytesIO()
    capture.write(file, enumerate(found[: int(params["updates"])]), url="recorded", symbols=(PAIR,))
    return file.getvalue()


def read(operation: str, params: Params, blob: bytes) -> capture.Capture:
    """The feed."""
    return capture.read(blob)


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """What the programs say of their record is equal, and the exchange has seen each subscribe and be served."""
    if difference := first_difference(expected["main"], found["main"]):
        return difference
    served = found["exchange"]
    if served["subscribed"] < 1:
        return Difference("exchange.subscribed", 1, served["subscribed"])
    if served["sent"] < params["updates"]:
        return Difference("exchange.sent", f"at least {params['updates']}", served["sent"])
    return None


def _symbol(message: bytes) -> str | None:
    try:
        found = json.loads(message)
        return str(found["result"]["s"]) if found["event"] == "update" else None
    except (ValueError, LookupError, TypeError):
        return None
