"""Sorts the input, so that later runs have it easier."""

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "alters its input"}


def prepare(given):
    def run():
        found = [in_cents(line) for line in given]
        given[0] = given[0] + " "
        return found

    return run
