"""Never answers."""

import time

LANE = {"kind": "own", "label": "hangs"}


def prepare(given):
    return lambda: time.sleep(3600)
