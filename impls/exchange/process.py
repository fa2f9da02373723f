"""The exchange as a child process, for those who want one beside them: tests, and people who try a client.

::

    with running(build(), "--feed", "feed.jsonl") as addresses:
        connect(addresses["url"])
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["build", "running"]

_ROOT = Path(__file__).parents[2]


def build(binary: str = "tandem-exchange", package: str = "tandem-exchange", profile: str = "dev") -> Path:
    """Build a binary of a component's crate with cargo and return its path.

    Raises FileNotFoundError without cargo, CalledProcessError where it does not compile.
    """
    command = ["cargo", "build", "--quiet", "--package", package, "--features", "worker", "--profile", profile]
    built = subprocess.run(
        [*command, "--bin", binary, "--message-format", "json-render-diagnostics"],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = [json.loads(line) for line in built.stdout.splitlines()]
    return next(Path(said["executable"]) for said in reversed(told) if said.get("executable"))


@contextmanager
def running(binary: Path, *arguments: str) -> Iterator[dict[str, Any]]:
    """Start ``tandem-exchange`` with these arguments; yield its addresses: url, echo, tls, ca, port, rest; and its pid.

    Raises RuntimeError with what it said where it cannot start.
    """
    command = [str(binary), *(arguments or ("--listen", "0"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101  asked for above
            if not (line := process.stdout.readline()):
                raise RuntimeError(process.communicate()[1].strip())
            yield json.loads(line) | {"pid": process.pid}
        finally:
            process.kill()
