"""A process of its own, by a Unix socket."""

from __future__ import annotations

from collections.abc import Sequence

from impls.boundary.channels import Socket
from impls.boundary.sums import Sums
from impls.contract import Stage

LANE = {"kind": "own", "label": "Unix socket", "operations": ["cross"]}


def cross_client(given: Sequence[bytes], stage: Stage) -> Sums:
    """A request a payload."""
    server = stage.peers["server"]
    channel = Socket(server["socket"])
    return Sums(channel.take, given, channel.close)
