"""Our Rust called from Python: one call a message, one record of Python objects a call."""

from __future__ import annotations

from collections.abc import Sequence

from impls._native import ticker
from impls.ticker.stream import Requests, Stream

LANE = {"kind": "own", "label": "Rust, called from Python", "needs": ["module:impls._native"]}


def parse(given: Sequence[bytes]) -> Stream:
    """Every message is an update."""
    return Stream(ticker.parse, given)


def parse_mixed(given: Sequence[bytes]) -> Stream:
    """Messages of any kind, routed by channel."""
    return Stream(ticker.route, given)


def subscribe(given: Sequence[tuple[int, str]]) -> Requests:
    """The request for one pair's updates."""
    return Requests(ticker.subscribe, given)
