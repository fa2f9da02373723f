"""Not measured: the process that keeps a core busy beside the one that is."""

from __future__ import annotations

from impls.contract import Stage
from impls.stereo_delay.given import Audio

LANE = {"kind": "floor", "label": "a busy neighbour", "operations": ["neighbour"]}


class Spinning:
    """Computes until it is told to end."""

    ops = 1

    def __init__(self, stage: Stage) -> None:
        self._stopped = stage.stopped

    def run(self) -> None:
        """Never waits for anything."""
        while not self._stopped():
            sum(range(1000))


def neighbour(_given: Audio, stage: Stage) -> Spinning:
    """Spins on the core that the case gives it."""
    return Spinning(stage)
