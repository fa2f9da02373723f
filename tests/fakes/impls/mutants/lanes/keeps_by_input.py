"""Keeps answers by what was given."""

from functools import lru_cache

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "keeps by input"}


@lru_cache
def answer(lines):
    return [in_cents(line) for line in lines]


def prepare(given):
    lines = tuple(given)
    hash(lines)
    return lambda: answer(lines)
