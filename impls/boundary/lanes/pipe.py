"""A process of its own, by a pipe there and a pipe back."""

from __future__ import annotations

from collections.abc import Sequence

from impls.boundary.channels import Pipes
from impls.boundary.sums import Sums
from impls.contract import Stage

LANE = {"kind": "own", "label": "two pipes", "operations": ["cross"]}


def cross_client(given: Sequence[bytes], stage: Stage) -> Sums:
    """A request a payload."""
    server = stage.peers["server"]
    channel = Pipes(server["there"], server["back"])
    return Sums(channel.take, given, channel.close)
