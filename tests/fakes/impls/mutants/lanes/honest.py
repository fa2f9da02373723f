"""The same work by another way."""

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "honest"}


def prepare(given):
    return lambda: list(map(in_cents, given))
