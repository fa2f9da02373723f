"""Prints a lot, which is no sin."""

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "prints"}


def prepare(given):
    def run():
        print("rubbish " * 100)  # noqa: T201
        return [in_cents(line) for line in given]

    return run
