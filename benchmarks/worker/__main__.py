"""``python -m benchmarks.worker``: one lane, measured in this process."""

from __future__ import annotations

import sys

from benchmarks.worker.identity import python
from benchmarks.worker.server import serve
from benchmarks.worker.session import opened

if __name__ == "__main__":
    sys.exit(serve("python", python(), opened))
