"""What a summary says of open loops beside each lane's latencies: the highest rate held, how late the starts were."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from statistics import median
from typing import Any, NamedTuple

from benchmarks.core.metrics import METRICS
from benchmarks.core.model import Measurement
from benchmarks.stats import intervals
from benchmarks.stats.blocks import block_values
from benchmarks.stats.load import load, saturation, seen
from benchmarks.stats.pools import TWIN, Catalog, Pool, Pools, tested_roles
from benchmarks.stats.quantiles import Sparse, needed

__all__ = ["GENERATOR", "OpenLoops", "open_loops"]

GENERATOR = "generator"
"""The role whose lateness is a floor of every open loop; in tables, that floor's lane."""

Record = Mapping[str, Any]


class OpenLoops(NamedTuple):
    """Measurements of no single lane's samples, and the catalog with the floor among its lanes."""

    measurements: tuple[Measurement, ...]
    catalog: dict[str, Any]


def open_loops(found: Pools, catalog: Catalog, shown: Collection[tuple[str, str]]) -> OpenLoops:
    """What the trials of open loops say; ``shown``: (case, lane) of the lanes that may show a number."""
    pools = [p for key, p in found.by_arm.items() if key in shown and p.trials and _rate(catalog.case(p.case))]
    floors = [m for case in dict.fromkeys(p.case for p in pools) for m in _floor(case, pools, found)]
    named = deepcopy(catalog.as_json())
    for component in named["components"]:
        if any(m.case.startswith(f"{component['name']}/") for m in floors):
            stated = {"name": GENERATOR, "kind": "floor", "label": "lateness of the intended starts"}
            component["lanes"].append({**stated, "runtime": "", "source": "", "doubts": []})
    return OpenLoops((*_held(pools, catalog), *floors), named)


def _held(pools: Iterable[Pool], catalog: Catalog) -> list[Measurement]:
    """The highest rate each lane held, of cases that differ in their rate only; it stands with the first of them."""
    together: dict[tuple[str, str], list[Pool]] = {}
    for pool in pools:
        if not pool.lane.endswith(TWIN):
            together.setdefault((_family(pool.case, catalog), pool.lane), []).append(pool)
    return [m for family in together.values() if (m := _highest(family, catalog))]


def _family(case: str, catalog: Catalog) -> str:
    """What cases have in common that differ in their ``rate`` only."""
    stated = catalog.case(case)
    if not stated.get("group"):
        return case
    params = {k: v for k, v in (stated.get("params") or {}).items() if k != "rate"}
    hows = [{k: v for k, v in how.items() if k not in {"rate", "seconds"}} for how in stated["how"]]
    return json.dumps([case.partition("/")[0], stated["group"], stated["operation"], params, hows], sort_keys=True)


def _highest(family: list[Pool], catalog: Catalog) -> Measurement | None:
    loads, trials = [], 0
    for pool in family:
        case = catalog.case(pool.case)
        if told := [s for t in pool.trials if (s := seen(t, tested_roles(case)))]:
            loads.append(load(_rate(case), told))
            trials += len(told)
    if not loads:
        return None
    at = saturation(loads)
    first = min(family, key=lambda pool: _rate(catalog.case(pool.case)))
    return Measurement(
        case=first.case, lane=first.lane, metric="rate_held", unit=METRICS["rate_held"].unit,
        value=math.nan if at.held is None else at.held, low=at.held, high=at.broke, processes=trials,
        blocks=len(loads), note=at.says if at.held is not None else f"n/a: {at.says}",
    )  # fmt: skip


def _rate(case: Record) -> float:
    return max((float(how.get("rate") or 0) for how in case.get("how") or ()), default=0.0)


def _floor(case: str, pools: Iterable[Pool], found: Pools) -> list[Measurement]:
    """How late the generator handed the starts over, whichever lane they were for."""
    values: list[tuple[int, dict[str, float]]] = []
    for pool in pools:
        for trial in pool.trials if pool.case == case else ():
            late = [s["histogram"] for s in trial["series"] if s["metric"] == "lateness" and s["histogram"]["count"]]
            values += [(found.block[trial["id"]], _late(histogram)) for histogram in late]
    return [
        _measured(case, metric, list(blocks.values()), sum(metric in v for _, v in values))
        for metric, blocks in block_values(values).items()
    ]


def _late(histogram: Record) -> dict[str, float]:
    seen_late = Sparse.of(histogram["counts"])
    tails = {"p50": 0.5, "p99": 0.99}
    found = {f"lateness_{name}": seen_late.quantile(q) for name, q in tails.items() if seen_late.total >= needed(q)}
    return found | {"lateness_max": float(histogram["max"])}


def _measured(case: str, metric: str, values: list[float], processes: int) -> Measurement:
    value, low, high = float(median(values)), None, None
    if len(values) > 1 and min(values) > 0:
        at = intervals.of_values(values, logs=True).interval()
        value, low, high = at.value, at.low, at.high
    return Measurement(
        case=case, lane=GENERATOR, metric=metric, unit="ns", value=value, low=low, high=high, processes=processes,
        blocks=len(values), note="" if low is not None else "one block",
    )  # fmt: skip
