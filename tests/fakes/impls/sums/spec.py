"""Running sums of whole numbers."""

from __future__ import annotations

import json
import random

from impls.contract import Case, How, first_difference

CASES = (
    Case(operation="sums", params={"n": 200}),
    Case(operation="sums", params={"n": 2000}),
    Case(operation="stepwise", params={"n": 100}, how=(How("each"),)),
)


def make(operation, params, seed):
    drawn = random.Random(seed)
    return json.dumps([drawn.randrange(1000) for _ in range(params["n"])]).encode()


def read(operation, params, blob):
    return json.loads(blob)


def same(operation, params, expected, found):
    return first_difference(expected, found)


def take(operation, params, capture):
    return json.dumps([len(message) for message in capture]).encode()
