"""A lane in a plain script, with none of our workers: what an instrument is held against.

``python -m benchmarks.harnesses.plain CASE LANE --seconds S`` calls it for that long;
``... --memray FILE`` tracks its second call.
"""

from __future__ import annotations

import time
from pathlib import Path

import click

from benchmarks.harnesses.memray_worker import tracked
from benchmarks.harnesses.subject import subjects

__all__ = ["main"]


@click.command()
@click.argument("case")
@click.argument("lane")
@click.option("--seconds", type=float, default=1.0, show_default=True)
@click.option("--memray", "file", type=click.Path(path_type=Path))
def main(case: str, lane: str, seconds: float, file: Path | None) -> None:
    """Call one lane of one case."""
    (subject,) = subjects([case], [lane])
    call = subject.call
    if file:
        run = tracked(call, str(file), 2)
        run()
        run()
        return
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        call()


if __name__ == "__main__":
    main()
