"""Does all the work at the gate, and less of it once it is timed."""

from impls.mutants.lanes.python import in_cents
from impls.mutants.started import started

LANE = {"kind": "own", "label": "tires"}
GATE_PROCESSES = 2
timed = started("tires") > GATE_PROCESSES


def prepare(given):
    lines = given[: len(given) // 2] if timed else given
    return lambda: [in_cents(line) for line in lines]
