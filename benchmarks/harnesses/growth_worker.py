"""The Python worker with two stretches of its job's runs under memray: ``growth_worker FOLDER -- PYTHON -m MODULE``.

The second stretch has twice the runs of the first. What a job keeps once (a cache that fills, an object that replaces
one from before the tracking) is in both; what each run keeps is in the second twice. Nothing of it is a time.
"""

from __future__ import annotations

import runpy
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.worker import work

__all__ = ["FIRST", "MOST", "SECOND", "main", "stretches"]

FIRST, SECOND = "first.bin", "second.bin"  # followed by the number of their runs, in a name of their own
WARM = 2  # runs before anything is tracked: the first may still load and grow
MOST = 32  # runs of the first stretch
SECONDS = 0.2  # after which it ends, however few they are


def stretches(run: Callable[[], Any], folder: Path, seconds: float = SECONDS) -> Callable[[], Any]:
    """``run``, its calls tracked in two stretches into ``folder``: ``first.bin-A``, then ``second.bin-B`` with B = 2 A.

    A stretch ends when the next call begins, so that what the last of its calls returned has been dropped. A file that
    is there by its full name holds a whole stretch.
    """
    import memray  # noqa: PLC0415  (a harness's tool is imported where it is used)

    stack = ExitStack()
    calls = first = 0
    began = 0.0

    def begin(name: str) -> None:
        kind = memray.FileFormat.AGGREGATED_ALLOCATIONS
        stack.enter_context(memray.Tracker(folder / name, file_format=kind))

    def end(name: str, runs: int) -> None:
        stack.close()
        (folder / name).rename(folder / f"{name}-{runs}")

    def called() -> Any:
        nonlocal calls, first, began
        done = calls - WARM  # of tracked calls
        if done == 0:
            began = time.monotonic()
            begin(FIRST)
        elif done > 0 and not first and (done == MOST or time.monotonic() - began >= seconds):
            first = done
            end(FIRST, first)
            begin(SECOND)
        elif first and done == 3 * first:
            end(SECOND, 2 * first)
        calls += 1
        return run()

    return called


def main(argv: list[str]) -> None:
    """Start the worker that stands after ``--`` with its jobs' runs tracked."""
    folder, _, _python, _m, module = argv[:5]
    prepare = work.Work.__init__

    def tracking(self: work.Work, prepared: Any) -> None:
        prepare(self, prepared)
        self.run = stretches(self.run, Path(folder))

    work.Work.__init__ = tracking  # type: ignore[method-assign]
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1:])
