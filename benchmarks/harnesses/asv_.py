"""The cases under asv, in the environment that runs this: ``benchmarks.harnesses.asv_ [asv run's options]``.

asv cannot build the worker binaries in environments of its own: it is pointed at this interpreter and told the commit.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks.core.places import ROOT

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Describe the machine, run (``--quick`` unless told otherwise), publish to reports/out/asv."""
    options = (sys.argv[1:] if argv is None else argv) or ["--quick"]
    asv = [sys.executable, "-m", "asv"]
    here = ["--machine", "here"]
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    existing = ["-E", f"existing:{sys.executable}", "--set-commit-hash", commit.stdout.strip()]
    steps = ([*asv, "machine", "--yes", *here], [*asv, "run", *here, *existing, *options], [*asv, "publish"])
    for step in steps:
        code = subprocess.run(step, cwd=ROOT, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
