"""Keeps answers by what was given."""

from functools import lru_cache

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "keeps by input"}


@lru_cache
def answer(text):
    return [in_cents(line) for line in text.split("\n")]


def prepare(given):
    text = "\n".join(given)
    return lambda: answer(text)
