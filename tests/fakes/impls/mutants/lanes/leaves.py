"""Leaves at once."""

import os

LANE = {"kind": "own", "label": "leaves"}


def prepare(given):
    return lambda: os._exit(7)
