"""Computes once, then hands out what it kept."""

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "keeps its answer"}


def prepare(given):
    kept = []

    def run():
        if not kept:
            kept.append([in_cents(line) for line in given])
        return kept[0]

    return run
