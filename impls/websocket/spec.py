"""What is asked of the component: frames in memory, and one connection to the exchange process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple

from impls.contract import Case, Difference, How, Params, Role, first_difference
from impls.exchange import capture, market
from impls.websocket import given, traffic
from impls.websocket.frames import CONTINUATION, TEXT, frame
from impls.websocket.probes import probes

__all__ = ["CASES", "PARTS", "REFERENCE", "Feed", "make", "probe", "read", "same", "same_peer", "take"]

PARTS = ("exchange",)
REFERENCE = "python"

_CAST = (Role("exchange", "exchange/rust", core=1), Role("client", core=0))
_STREAMS = (("text208", 20_000), ("mixed", 600))  # about 4 MB each

CASES = (
    Case(operation="receive", params={"messages": 100_000}, how=(How(once=True),), cast=_CAST),
    *(
        Case(
            operation="parse_frames",
            params={"frames": frames, "role": role, "messages": messages},
            quick=(frames, role) == ("text208", "client"),
        )
        for frames, messages in _STREAMS
        for role in ("client", "server")
    ),
    Case(operation="connect", params={"tls": False}, how=(How("each"),), cast=_CAST),
    Case(operation="connect", params={"tls": True}, how=(How("each"),), cast=_CAST, quick=False),
    Case(operation="echo", params={"bytes": 208}, how=(How("each"),), cast=_CAST),
)
_ECHOED = 200  # different messages that an echo case sends in turn


class Feed(NamedTuple):
    """What the exchange serves: how many messages, and the messages where a client has to know them (``echo``)."""

    size: int
    messages: list[bytes]


def make(operation: str, params: Params, seed: int) -> bytes:
    """The given: received chunks with probes for ``parse_frames``, else a feed for the exchange to serve."""
    if operation == "receive":
        return market.feed(int(params["messages"]), seed)
    if operation == "connect":
        return market.feed(1, seed)
    if operation == "echo":
        return market.feed(_ECHOED, seed, size=int(params["bytes"]))
    n = int(params["messages"])
    if params["frames"] == "text208":
        return _received([(TEXT, text) for text in market.messages(n, seed, size=208)], params, seed)
    return _received(traffic.payloads(n, seed), params, seed)


def take(operation: str, params: Params, recorded: list[bytes]) -> bytes:
    """The same from the messages of a recorded feed, in their order."""
    if operation == "parse_frames":
        return _received([(TEXT, text) for text in recorded], params, len(recorded))
    file = BytesIO()
    capture.write(file, ((0, text.decode()) for text in recorded), url="recorded")
    return file.getvalue()


def probe(operation: str, params: Params, seed: int) -> bytes:
    """The given of another size; for ``parse_frames`` one that breaks off with a protocol error."""
    if operation != "parse_frames":
        return make(operation, {**params, "messages": 1000}, seed)
    role = str(params["role"])
    key = b"\0\0\0\0" if role == "server" else None
    broken = traffic.text_frames(market.messages(50, seed), role, seed) + frame(CONTINUATION, b"of nothing", key)
    return given.pack(given.Chunks(role, 50, traffic.cut(broken, seed), probes(role)))


def read(operation: str, params: Params, blob: bytes) -> given.Chunks | Feed:
    """The given's typed face."""
    if operation == "parse_frames":
        return given.unpack(blob, str(params["role"]))
    if operation == "echo":
        messages = capture.read(blob).messages
        return Feed(len(messages), messages)
    last_line = blob[blob.rfind(b"\n", 0, -1) + 1 :]
    return Feed(json.loads(last_line)["end"], [])


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Own lanes agree in all that they say; in a cast it is the client that answers."""
    if operation == "parse_frames":
        return first_difference(expected, found)
    return first_difference(expected["client"], found["client"], "client")


def same_peer(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Libraries agree on the messages and the close code, or on an error; and on error-or-not of each probe."""
    if operation != "parse_frames":
        return same(operation, params, expected, found)
    if difference := first_difference(expected["error"] is not None, found["error"], "error"):
        return difference
    if expected["error"] is None:
        for key in ("count", "bytes", "sha256", "close"):
            if difference := first_difference(expected[key], found[key], key):
                return difference
    return _same_probes(expected["probes"], found["probes"])


def _same_probes(expected: Mapping[str, list[object]], found: Mapping[str, object]) -> Difference | None:
    if difference := first_difference(sorted(expected), sorted(found), "probes"):
        return difference
    for name, (whole, _) in expected.items():
        refused = whole is not None
        if found[name] is not refused and not (refused and found[name] == "tolerated"):
            return Difference(f"probes.{name}", refused, found[name])
    return None


def _received(messages: list[tuple[int, bytes]], params: Params, seed: int) -> bytes:
    role = str(params["role"])
    if params["frames"] == "mixed":
        stream = traffic.mixed(messages, role, seed)
    else:
        stream = traffic.text_frames([text for _, text in messages], role, seed)
    return given.pack(given.Chunks(role, len(messages), traffic.cut(stream, seed), probes(role)))
