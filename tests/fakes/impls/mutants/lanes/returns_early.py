"""Does the work once or twice, then less of it."""

from impls.mutants.lanes.python import in_cents

LANE = {"kind": "own", "label": "returns early"}


def prepare(given):
    runs = 0

    def run():
        nonlocal runs
        runs += 1
        return [in_cents(line) for line in (given if runs < 3 else given[: len(given) // 2])]

    return run
