"""Writes rubbish where the replies go."""

import os

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "garbles"}


def prepare(given):
    def run():
        for name in os.listdir("/proc/self/fd"):
            try:
                target = os.readlink(f"/proc/self/fd/{name}")
            except OSError:
                continue
            if target.startswith("pipe:"):
                try:
                    os.write(int(name), b"rubbish\n")
                except OSError:
                    continue
        return [in_cents(line) for line in given]

    return run
