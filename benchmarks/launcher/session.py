"""A worker held open for a stopwatch: it says how many loops, the worker times them."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.core.errors import WorkerRefusedError
from benchmarks.core.model import Arm
from benchmarks.launcher.cast import Cast
from benchmarks.launcher.trial import scene_of
from benchmarks.launcher.workshop import Workshop

__all__ = ["Session"]


class Session:
    """One arm in one worker process; a context manager. For cases with one role.

    Raises `WorkerError` where the worker does not do as asked, `RuntimeUnavailableError` where it cannot be started.
    """

    def __init__(self, workshop: Workshop, arm: Arm, given: Path, *, seed: int = 0, patience_s: float = 60.0) -> None:
        if len(arm.case.cast) != 1:
            raise WorkerRefusedError(arm.case_id, "unsupported", "a case of several roles is one run a process")
        for part in workshop.parts(arm):
            workshop.build(part)
        self._cast = Cast(scene_of(workshop, arm, given, seed), patience_s)

    def __enter__(self) -> Self:
        self._cast.__enter__()
        try:
            self._cast.open()
        except BaseException:
            self._cast.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._cast.leave()
        self._cast.end()

    @property
    def ops(self) -> int:
        """Operations in one run, as the last sample had it; 1 before the first."""
        found = [s["loops"]["ops"] for s in self._cast.found.series if "loops" in s]
        return int(found[-1]) if found else 1

    def sample(self, loops: int) -> int:
        """Nanoseconds that ``loops`` runs took, by the worker's clock."""
        self._cast.found.series.clear()
        found = self._cast.measure([{"how": "batch", "loops": loops, "samples": 1, "warmup": 0}])
        series = next(s for s in found.series if s["metric"] == "time")
        return sum(int(total) for total in series["loops"]["totals"])
