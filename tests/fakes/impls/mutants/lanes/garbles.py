"""Writes rubbish where the replies go."""

import os
from contextlib import suppress
from pathlib import Path

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "garbles"}


def prepare(given):
    def run():
        for entry in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                if str(entry.readlink()).startswith("pipe:"):
                    os.write(int(entry.name), b"rubbish\n")
        return [in_cents(line) for line in given]

    return run
