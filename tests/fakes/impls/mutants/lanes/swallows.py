"""Takes malformed prices for nothing."""

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "swallows errors"}


def prepare(given):
    return lambda: [0 if (found := in_cents(line)) == "bad" else found for line in given]
