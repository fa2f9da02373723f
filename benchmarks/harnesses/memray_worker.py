"""The Python worker with one run of its job under memray: ``memray_worker FILE N -- PYTHON -m benchmarks.worker``.

Only the N-th run is tracked, so what is counted is what that run allocates, above what was there before it. Nothing of
it is a time.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.worker import work

__all__ = ["main", "start", "tracked"]


def tracked(run: Callable[[], Any], file: str, which: int) -> Callable[[], Any]:
    """``run``, its call number ``which`` (from 1) recorded by memray into ``file``."""
    import memray  # noqa: PLC0415  (a harness's tool is imported where it is used)

    calls = 0

    def counted() -> Any:
        nonlocal calls
        calls += 1
        if calls != which:
            return run()
        with memray.Tracker(file):
            return run()

    return counted


def start(module: str, instrumented: Callable[[Callable[[], Any]], Callable[[], Any]]) -> None:
    """Be the worker ``module``, with every job's ``run`` replaced by what ``instrumented`` makes of it."""
    prepare = work.Work.__init__

    def preparing(self: work.Work, prepared: Any) -> None:
        prepare(self, prepared)
        self.run = instrumented(self.run)

    work.Work.__init__ = preparing  # type: ignore[method-assign]
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def main(argv: list[str]) -> None:
    """Start the worker that stands after ``--`` with its jobs' runs tracked."""
    file, which, _, _python, _m, module = argv[:6]
    start(module, lambda run: tracked(run, file, int(which)))


if __name__ == "__main__":
    main(sys.argv[1:])
