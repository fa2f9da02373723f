"""Our Rust called from Python, a call a message; an error comes back as a text, not as an exception."""

from __future__ import annotations

from collections.abc import Sequence

from impls._native import dispatch
from impls.dispatch.handler import Behave, Stream

LANE = {
    "kind": "own",
    "label": "Rust, called from Python",
    "operations": ["handle", "behave"],
    "needs": ["module:impls._native"],
}


def handle(given: Sequence[bytes]) -> Stream:
    """Every message ends in the handler."""
    return Stream(dispatch.handle, given)


def behave(given: dict[str, str]) -> Behave:
    """One odd message."""
    return Behave(dispatch.handle, given)
