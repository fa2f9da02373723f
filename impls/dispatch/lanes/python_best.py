"""msgspec with a struct of the one field that is wanted; whatever else the message holds is checked and not kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from impls.dispatch.handler import Behave, Stream

LANE = {
    "kind": "own",
    "label": "msgspec, one field",
    "operations": ["handle", "behave"],
    "needs": ["module:msgspec"],
}


class _Head(msgspec.Struct, gc=False):
    channel: str = ""


_head = msgspec.json.Decoder(_Head).decode
_any = msgspec.json.Decoder().decode


def handle(given: Sequence[bytes]) -> Stream:
    """Every message ends in the handler."""
    return Stream(_handled, given)


def behave(given: dict[str, str]) -> Behave:
    """One odd message."""
    return Behave(_handled, given)


def _handled(message: bytes) -> str:
    try:
        channel = _head(message).channel
    except msgspec.ValidationError as error:  # no object, or a channel of another type
        return _odd(message, error)
    except msgspec.DecodeError as error:
        return f"Error: {error}"
    return "login" if channel == "spot.login" else "passed"


def _odd(message: bytes, error: msgspec.ValidationError) -> str:
    try:
        found = _any(message)
    except msgspec.DecodeError as broken:
        return f"Error: {broken}"
    return "passed" if isinstance(found, dict) else f"Error: {error}"
