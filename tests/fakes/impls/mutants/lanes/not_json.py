"""Answers with what cannot be compared."""

LANE = {"kind": "own", "label": "not JSON"}


def prepare(given):
    return object
