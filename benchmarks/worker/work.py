"""What a lane prepared, with every optional part found once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from benchmarks.worker.answer import BYTES, to_bytes
from benchmarks.worker.failure import Failure

__all__ = ["Work"]


class Work:
    """A job, or a closure, which is a job with only ``run``."""

    def __init__(self, prepared: Any) -> None:
        run = getattr(prepared, "run", prepared)
        if not callable(run):
            raise Failure("lane", f"a lane should return a job or a closure, was {type(prepared).__name__}")
        self.run: Callable[[], Any] = run
        self.ops: int = getattr(prepared, "ops", 1)
        self.step: Callable[[int], Any] | None = getattr(prepared, "step", None)
        self.astep: Callable[[int], Awaitable[Any]] | None = getattr(prepared, "astep", None)
        self.reset: Callable[[], object] | None = getattr(prepared, "reset", None)
        self.new_event_loop: Callable[[], Any] | None = getattr(prepared, "new_event_loop", None)
        self._render: Callable[[Any], Any] | None = getattr(prepared, "render", None)
        self._answer: Callable[[], Any] | None = getattr(prepared, "answer", None)
        self._readings: Callable[[], list[dict[str, Any]]] | None = getattr(prepared, "readings", None)
        self._close: Callable[[], Any] | None = getattr(prepared, "close", None)

    @property
    def steps(self) -> bool:
        """Whether operations can be timed one by one."""
        return self.step is not None or self.astep is not None

    def rendered(self, found: Any) -> tuple[bytes, str]:
        """What ``run`` returned, as the comparable answer's bytes, and how those are to be read."""
        answer = self._render(found) if self._render else found
        return to_bytes(answer), "bytes" if isinstance(answer, BYTES) else "json"

    def answered(self) -> bytes | None:
        """The answer after steps; None where the job says none."""
        return to_bytes(self._answer()) if self._answer else None

    def readings(self) -> list[dict[str, Any]]:
        """What the job saw in its last run."""
        return self._readings() if self._readings else []

    def close(self) -> Any:
        """Close the job; an awaitable where its ``close`` is one."""
        return self._close() if self._close else None
