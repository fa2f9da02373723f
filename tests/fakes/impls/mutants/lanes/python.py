"""The work, done."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

LANE = {"kind": "own", "label": "reference"}
CENT = Decimal(1)


def in_cents(text):
    try:
        return int((Decimal(text) * 100).quantize(CENT, ROUND_HALF_EVEN))
    except InvalidOperation:
        return "bad"


def prepare(given):
    return lambda: [in_cents(line) for line in given]
