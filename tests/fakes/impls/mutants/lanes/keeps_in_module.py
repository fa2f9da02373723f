"""Keeps its first answer for everybody."""

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "keeps in the module"}
KEPT = []


def prepare(given):
    def run():
        if not KEPT:
            KEPT.append([in_cents(line) for line in given])
        return KEPT[0]

    return run
