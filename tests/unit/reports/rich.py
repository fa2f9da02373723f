"""The sample with more to it: cases that grow, workers, shifts, a floor beside latencies, processes, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from benchmarks.core.model import Interval, Summary
from tests.unit.reports.sample import ratio, summary

__all__ = ["grown", "rich"]

ECHO = "websocket/echo[bytes=208]v1"
PARSE = "ticker/parse[order=sent,messages=1000]v1"
LARGER = (("websocket/echo[bytes=4096]v1", 2.2), ("websocket/echo[bytes=65536]v1", 14.0))
WORKERS = tuple((f"concurrency/jobs[jobs=16,workers={n}]v1", 1 / n**0.9) for n in (1, 2, 4))


def grown(full: Summary, source: str, made: Iterable[tuple[str, float]]) -> Summary:
    """The summary with copies of a case, each under a name of its own and so many times slower."""
    for case, times in made:
        full = replace(
            full,
            catalog=_with(full.catalog, source, case),
            measurements=(
                *full.measurements,
                *(_slower(m, case, times) for m in full.measurements if m.case == source),
            ),
            ratios=(*full.ratios, *(replace(r, case=case) for r in full.ratios if r.case == source)),
            gate=(*full.gate, *(replace(g, case=case) for g in full.gate if g.case == source)),
            block_values=dict(full.block_values)
            | {
                (case, lane, metric): {b: v * times for b, v in values.items()}
                for (one, lane, metric), values in full.block_values.items()
                if one == source
            },
        )
    return full


def rich(revision: str = "") -> Summary:
    """What `sample.summary` holds, and a figure of each kind; sources where ``revision`` is one of this checkout."""
    full = grown(grown(summary(), ECHO, LARGER), PARSE, WORKERS)
    floor = [
        replace(m, case=ECHO, metric="latency_p50")
        for m in full.measurements
        if (m.case, m.lane, m.metric) == (PARSE, "floor", "time")
    ]
    shifts = tuple(
        replace(
            ratio(ECHO, metric, ("document-python", lane), Interval(1.4, 1.5, 1.6)),
            shift=Interval(-by - 900, -by, 900 - by),
        )
        for metric, by in (("latency_p95", 21_000), ("latency_p99", 33_000))
        for lane in ("rust", "python-best")
    )
    runtimes = tuple({**r, "commit": revision or r["commit"]} for r in full.runtimes)
    trials = {
        key: {block: (v * 0.99, v, v * 1.04) for block, v in values.items()}
        for key, values in full.block_values.items()
        if key[2] != "resident_peak"
    }
    return replace(
        full, measurements=(*full.measurements, *floor), ratios=(*full.ratios, *shifts), runtimes=runtimes,
        trial_values=trials,
    )  # fmt: skip


def _slower(m: Any, case: str, times: float) -> Any:
    ends = {k: v * times for k in ("low", "high") if (v := getattr(m, k)) is not None}
    timed = m.unit == "ns"
    return replace(m, case=case, **({"value": m.value * times} | ends if timed else {}))


def _with(catalog: Mapping[str, Any], source: str, case: str) -> dict[str, Any]:
    name, rest = case.split("/")
    operation, _, stated = rest.partition("[")
    params = {k: int(v) for k, v in (p.split("=") for p in stated.partition("]")[0].split(","))}
    first = next(c for c in catalog["components"] if any(one["id"] == source for one in c["cases"]))
    like = next(one for one in first["cases"] if one["id"] == source)
    added = like | {"id": case, "operation": operation, "params": params}
    known = {c["name"]: c for c in catalog["components"]}
    lanes = [lane | {"source": lane["source"].replace(f"/{first['name']}/", f"/{name}/")} for lane in first["lanes"]]
    component = known.get(name, first | {"name": name, "cases": [], "lanes": lanes})
    known[name] = component | {"cases": [*component["cases"], added]}
    return {**catalog, "components": list(known.values())}
