"""Prices in cents from text, malformed ones told apart: work that can be done wrongly in many ways."""

from __future__ import annotations

import random

from impls.contract import Case, first_difference

CASES = (Case(operation="cents", params={"n": 3000}),)


def make(operation, params, seed):
    drawn = random.Random(seed)
    lines = [f"{drawn.randrange(100_000) / 1000:.3f}" for _ in range(params["n"])]
    for i in range(0, params["n"], 100):
        lines[i] = "n/a"
    return "\n".join(lines).encode()


def read(operation, params, blob):
    return blob.decode().split("\n")


def same(operation, params, expected, found):
    return first_difference(expected, found)
