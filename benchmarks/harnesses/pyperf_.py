"""The cases under pyperf: ``python -m benchmarks.harnesses.pyperf_ [SELECT...] [--lane L] [pyperf's options]``.

Python lanes are called in pyperf's worker process, others through a `Session` with a worker of ours.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from benchmarks.core.errors import TandemError
from benchmarks.harnesses.subject import Subject, subjects

__all__ = ["main", "timed"]

MODULE = "benchmarks.harnesses.pyperf_"
KEPT = ("PYTHONPATH", "CARGO_TARGET_DIR", "TANDEM_CACHE", "XDG_CACHE_HOME", "HOME", "TANDEM_IMPLS")


def timed(subject: Subject) -> Callable[[int], float]:
    """A function of loops that returns seconds; the lane is opened when it is first called."""
    opened: list[Any] = []

    def in_process(loops: int) -> float:
        import pyperf  # noqa: PLC0415  (a harness's tool is imported where it is used)

        call = subject.call
        turns = range(loops)
        start = pyperf.perf_counter()
        for _ in turns:
            call()
        return float(pyperf.perf_counter() - start)

    def remote(loops: int) -> float:
        if not opened:
            opened.append(subject.session().__enter__())
        return float(opened[0].sample(loops)) / 1e9

    return in_process if subject.in_process else remote


def main(argv: list[str] | None = None) -> int:
    """Run pyperf; what does not apply is printed with the reason."""
    import pyperf  # noqa: PLC0415  (a harness's tool is imported where it is used)

    sys.argv[1:] = _kept_environment(sys.argv[1:] if argv is None else argv)
    runner = pyperf.Runner(program_args=("-m", MODULE), add_cmdline_args=_hand_on)
    runner.argparser.add_argument("select", nargs="*", help="a component, a case id or a glob")
    runner.argparser.add_argument("--lane", action="append", default=[], help="only this lane; may be repeated")
    options = runner.parse_args()
    try:
        chosen = subjects(options.select, options.lane)
    except TandemError as error:
        click.echo(f"error: {error}", err=True)
        return 2
    for subject in chosen:
        reason = subject.not_applicable()
        if reason is None:
            runner.bench_time_func(subject.name, partial(_call, timed(subject)))
        elif not options.worker:
            click.echo(f"{subject.name}: n/a: {reason}")
    return 0


def _call(function: Callable[[int], float], loops: int) -> float:
    return function(loops)


def _hand_on(command: list[str], options: argparse.Namespace) -> None:
    """Pyperf starts this module again for each worker: hand on what was selected."""
    command.extend(options.select)
    for lane in options.lane:
        command.extend(("--lane", lane))


def _kept_environment(argv: list[str]) -> list[str]:
    """Pyperf empties the environment of its workers; they need to find the house and the caches."""
    named = [a for a in argv if a.startswith("--inherit-environ")]
    present = [name for name in KEPT if name in os.environ]
    return argv if named or not present else [f"--inherit-environ={','.join(present)}", *argv]


if __name__ == "__main__":
    sys.exit(main())
