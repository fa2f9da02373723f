"""The Python worker with two stretches of its job's runs under memray: ``growth_worker FOLDER N -- PYTHON -m MODULE``.

The second stretch has twice the runs of the first. What a job keeps once (a cache that fills, an object that replaces
one from before the tracking) is in both; what each run keeps is in the second twice. Nothing of it is a time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.harnesses.memray_worker import start

__all__ = ["FIRST", "SECOND", "WARM", "main", "stretches"]

SCRATCH, FIRST, SECOND = "scratch.bin", "first.bin", "second.bin"  # of the last two, then a dash and their runs
WARM = 10  # runs before anything is tracked: code is specialised after eight calls, and the first may load and grow


def stretches(run: Callable[[], Any], folder: Path, first: int) -> Callable[[], Any]:
    """``run``, its calls tracked in two stretches into ``folder``: ``first.bin-N``, then ``second.bin-2N``.

    A stretch ends when the next call begins, so that what the last of its calls returned has been dropped. A file that
    is there by its full name holds a whole stretch. Nothing is allocated for each call but what ``run`` does.
    """
    import memray  # noqa: PLC0415  (a harness's tool is imported where it is used)

    kind = memray.FileFormat.AGGREGATED_ALLOCATIONS
    scratch, small, large = (memray.Tracker(folder / name, file_format=kind) for name in (SCRATCH, FIRST, SECOND))
    enter_scratch, leave_scratch = scratch.__enter__, scratch.__exit__
    enter_small, leave_small = small.__enter__, small.__exit__
    enter_large, leave_large = large.__enter__, large.__exit__
    done = (None, None, None)
    calls = count(-WARM)

    def called() -> Any:
        which = next(calls)  # of the tracked calls
        if which == -2:
            enter_scratch()  # what tracking itself allocates the first time is in neither stretch
        elif which == 0:
            leave_scratch(*done)
            enter_small()
        elif which == first:
            leave_small(*done)
            enter_large()
        elif which == 3 * first:
            leave_large(*done)
            (folder / FIRST).rename(folder / f"{FIRST}-{first}")
            (folder / SECOND).rename(folder / f"{SECOND}-{2 * first}")
        return run()

    return called


def main(argv: list[str]) -> None:
    """Start the worker that stands after ``--`` with its jobs' runs tracked."""
    folder, first, _, _python, _m, module = argv[:6]
    start(module, lambda run: stretches(run, Path(folder), int(first)))


if __name__ == "__main__":
    main(sys.argv[1:])
