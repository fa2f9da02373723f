"""How many processes of each lane settled: the classes of `steady`, counted from raw trials, with what to doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from benchmarks.core.model import Doubt, Measurement
from benchmarks.stats.pools import TWIN, Catalog, Pools, tested_roles
from benchmarks.stats.steady import CLASSES, Class, classify

__all__ = ["doubts_of", "settled", "told"]

Row = dict[str, Any]
TIMES = frozenset({"time", "throughput"})
WORTH_SAYING = 0.1  # of the processes: below it, or of a single process, a class is counted and no more

_ADVICE: dict[Class, tuple[str, str]] = {
    "warmup": ("warmup", "its time has the warming in it: measure longer (--rigorous), and see first_call and cold"),
    "slowdown": ("slowdown", "it was faster before: see what it keeps, and what else ran (tandem doctor)"),
    "no steady state": ("no_steady_state", "its time depends on when it is looked at: measure longer (--rigorous)"),
}


def settled(pools: Pools, catalog: Catalog) -> list[Row]:
    """``{"case", "lane", "processes", "classes": {class: processes}}`` of every lane that was timed in batches.

    A class is of one process of the lane under test, by its samples in order; none is left out: together the classes
    are all processes that sent a series of times, also those with too few samples to tell (``too short``). ``settles``:
    the median sample, from 1, at which those that warmed up became steady; None where none did.
    """
    rows = []
    for (case, lane), pool in pools.by_arm.items():
        tested = tested_roles(catalog.case(case))
        found = [classify(totals) for trial in pool.trials for totals in _totals(trial, tested)]
        if found and not lane.endswith(TWIN):
            counts = Counter(steady.kind for steady in found)
            starts = sorted(s.start + 1 for s in found if s.kind == "warmup" and s.start is not None)
            rows.append(
                {
                    "case": case,
                    "lane": lane,
                    "processes": len(found),
                    "classes": {kind: counts[kind] for kind in CLASSES if counts[kind]},
                    "settles": starts[len(starts) // 2] if starts else None,
                }
            )
    return rows


def doubts_of(row: Mapping[str, Any]) -> tuple[Doubt, ...]:
    """What to doubt of a lane's times, from its row of `settled`."""
    found = []
    processes = row["processes"]
    for kind, (code, advice) in _ADVICE.items():
        count = row["classes"].get(kind, 0)
        if count > 1 and count >= WORTH_SAYING * processes:
            found.append(Doubt(code, f"{kind} in {count} of {processes} processes", advice))
    return tuple(found)


def told(rows: Iterable[Mapping[str, Any]], measurements: Iterable[Measurement]) -> tuple[Measurement, ...]:
    """The measurements, those of time with what is to be doubted of how their processes settled."""
    doubts = {(row["case"], row["lane"]): doubts_of(row) for row in rows}
    return tuple(
        replace(m, doubts=(*m.doubts, *doubts.get((m.case, m.lane), ()))) if m.metric in TIMES else m
        for m in measurements
    )


def _totals(trial: Mapping[str, Any], tested: Iterable[str]) -> list[list[float]]:
    """The samples of a trial's timed roles, one list a role."""
    roles = set(tested)
    series = [s for s in trial.get("series") or () if s["metric"] == "time" and s.get("loops", {}).get("totals")]
    return [s["loops"]["totals"] for s in series if not roles or s.get("role") is None or s["role"] in roles]
