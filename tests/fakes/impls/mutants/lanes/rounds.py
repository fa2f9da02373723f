"""Rounds halves up."""

LANE = {"kind": "own", "label": "rounds wrongly"}


def in_cents(text):
    try:
        return int(float(text) * 100 + 0.5)
    except ValueError:
        return "bad"


def prepare(given):
    return lambda: [in_cents(line) for line in given]
