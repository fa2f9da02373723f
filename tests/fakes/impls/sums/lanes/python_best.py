"""itertools."""

from itertools import accumulate

LANE = {"kind": "own", "label": "itertools", "operations": ["sums"]}


def sums(given):
    return lambda: list(accumulate(given))
