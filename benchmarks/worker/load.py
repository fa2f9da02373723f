"""What became of the operations that an open loop intended."""

from __future__ import annotations

from typing import Any

from benchmarks.worker.starts import PATIENCE_NS, Plan

__all__ = ["Load"]


class Load:
    """Counts of one measure. impls/_kit/rust/src/books.rs has its twin."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.gives_up_ns = plan.last_ns + PATIENCE_NS  # what is unanswered then is lost
        self.gap_ns = (plan.last_ns - plan.began_ns) / max(plan.starts - 1, 1)  # between two starts, in the mean
        self._first_due: int | None = None
        self._first_end: int | None = None
        self._last_end = 0
        self._started = self._answered = self._late = 0

    def start(self, due_ns: int) -> None:
        """One operation is started."""
        if self._first_due is None:
            self._first_due = due_ns
        self._started += 1

    def answer(self, due_ns: int, end_ns: int) -> None:
        """One was answered."""
        if self._first_end is None:
            self._first_end = end_ns
        self._last_end = max(self._last_end, end_ns)
        self._answered += 1
        self._late += end_ns - due_ns > PATIENCE_NS

    def lost(self, failed: int) -> int:
        """How many have neither been answered nor failed."""
        return max(self.plan.starts - self._answered - failed, 0)

    def series(self, failed: int) -> list[dict[str, Any]]:
        """``offered`` and ``answered`` say of how many, and when the first and the last were due, or were answered."""
        plan = self.plan
        offered, answered = _counted("offered", plan.starts), _counted("answered", self._answered)
        if self._first_due is not None:
            offered["window"] = [self._first_due - plan.began_ns, plan.last_ns - plan.began_ns]
        if self._first_end is not None:
            answered["window"] = [self._first_end - plan.began_ns, self._last_end - plan.began_ns]
        waiting = max(plan.starts - self._started, 0)
        lost = _counted("lost", self.lost(failed)) | {"evidence": f"{waiting} of them were never started"}
        return [offered, answered, lost, _counted("late", self._late)]


def _counted(metric: str, count: int) -> dict[str, Any]:
    return {"metric": metric, "unit": "count", "values": [count]}
