"""From raw records to the `Summary` that reports, verdicts and ``--json`` draw from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from benchmarks.core.model import Doubt, Measurement, Ratio, RunOptions, SelfCheck, Standing, Summary
from benchmarks.stats import doubts
from benchmarks.stats.aa import self_check
from benchmarks.stats.crosschecks import crosschecks
from benchmarks.stats.hearings import hearings
from benchmarks.stats.lanes import LaneData, checks, distributions, lane_data, measurements
from benchmarks.stats.open_loops import open_loops
from benchmarks.stats.pools import TWIN, Catalog, Pools, pools
from benchmarks.stats.ratios import adjusted, compare, headline, ratios
from benchmarks.stats.settled import settled, told
from benchmarks.stats.ties import ranking

__all__ = ["figures", "hosts", "summarise"]

Record = Mapping[str, Any]


def hosts(records: Iterable[Record]) -> list[str]:
    """Ids of the hosts that the records come from, the one with the newest trial last."""
    newest: dict[str, str] = {}
    for record in records:
        if record["is"] == "host":
            newest.setdefault(record["id"], "")
        elif record["is"] == "trial":
            newest[record["host"]] = max(record["started"], newest.get(record["host"], ""))
    return sorted(newest, key=lambda host: newest[host])


def summarise(records: Sequence[Record], host: str | None = None, read: Sequence[Doubt] = ()) -> Summary:
    """What the records of one host say; without ``host`` the one measured last. Hosts are never mixed.

    ``records`` are the lines of one or more raw files as mappings, in the order they were written; ``read``: what was
    doubted while they were read (a cut last line).
    """
    known = hosts(records)
    here = host if host is not None else (known[-1] if known else "")
    headers = [r for r in records if r["is"] == "run" and r.get("host", here) == here]
    catalog = Catalog(headers)
    machine: Record = next((r for r in reversed(records) if r["is"] == "host" and r["id"] == here), {})
    found = pools(records, here, catalog)
    data = _lanes(found, catalog, machine)
    by_case: dict[str, list[LaneData]] = {}
    for lane in data:
        if not lane.lane.endswith(TWIN):
            by_case.setdefault(lane.case, []).append(lane)
    rows = adjusted(
        [r for case, lanes in by_case.items() for r in ratios(lanes, catalog.base(case, (d.lane for d in lanes)))]
    )
    plain = [d for lanes in by_case.values() for d in lanes]
    odd = crosschecks(by_case, catalog, rows)
    shown = {(d.case, d.lane) for d in plain}
    classes = [row for row in settled(found, catalog) if (row["case"], row["lane"]) in shown]
    loads = open_loops(found, catalog, shown)
    return Summary(
        runs=tuple({k: v for k, v in r.items() if k != "catalog"} for r in headers),
        host=machine,
        runtimes=tuple(_used(records, found)),
        catalog=loads.catalog,
        measurements=(
            *told(classes, odd.told(m for d in plain for m in measurements(d))),
            *loads.measurements,
        ),
        settled=tuple(classes),
        splits=_splits(records, here),
        ratios=tuple(rows),
        ranking=tuple(s for lanes in by_case.values() for s in _ranking(lanes, catalog, rows)),
        gate=found.gate,
        derived=(),
        checks=tuple(c for d in plain for c in checks(d)),
        distributions=tuple(x for d in plain for x in distributions(d)),
        aa=_twins(data, headers),
        doubts=(*read, *odd.run, *_overall(records, machine, known)),
        block_values={
            (d.case, d.lane, metric): blocks
            for d in plain
            for metric, blocks in d.values.items()
            if not d.refused(metric)
        },
        trial_values={
            (d.case, d.lane, metric): d.trials[metric]
            for d in plain
            if (metric := headline(list(d.values))) and metric in d.trials and not d.refused(metric)
        },
        agreement=_agreement(records, here),
        builds=_costs(records, here, "build", "runtime"),
        sources=_costs(records, here, "source", "lane"),
        heard=hearings(records, here, found.gate),
    )


def figures(records: Sequence[Record]) -> tuple[str, list[Measurement]]:
    """The host measured last, and each lane's figure that its case is ranked by: for a look at many runs."""
    here = (hosts(records) or [""])[-1]
    catalog = Catalog(r for r in records if r["is"] == "run" and r.get("host", here) == here)
    lanes = [d for d in _lanes(pools(records, here, catalog), catalog, {}) if not d.lane.endswith(TWIN)]
    metrics: dict[str, set[str]] = {}
    for lane in lanes:
        metrics.setdefault(lane.case, set()).update(lane.values)
    ranked = {case: headline(sorted(named)) for case, named in metrics.items()}
    return here, [m for lane in lanes if (by := ranked[lane.case]) for m in measurements(lane, [by])]


def _lanes(found: Pools, catalog: Catalog, machine: Record) -> list[LaneData]:
    """All lanes that may show a number: those that the gate has not turned away."""
    refused = {(g.case, g.lane) for g in found.gate if not g.passed}
    return [
        lane_data(pool, found, catalog, machine)
        for (case, lane), pool in found.by_arm.items()
        if (case, lane.removesuffix(TWIN)) not in refused and (pool.trials or pool.heap)
    ]


def _ranking(lanes: Sequence[LaneData], catalog: Catalog, rows: Sequence[Ratio]) -> list[Standing]:
    """Floors and limits bound what is ranked; only among themselves are they ranked."""
    free = [d for d in lanes if catalog.lane(d.case, d.lane).get("kind") not in {"floor", "limit"}]
    return ranking(free or lanes, rows)


def _splits(records: Iterable[Record], host: str) -> tuple[Record, ...]:
    """How the host's runs split the time of their units, of several runs the newest."""
    found, own = {}, True
    for record in records:
        if record["is"] == "run":
            own = record.get("host", host) == host
        elif record["is"] == "split" and own:
            found[record["unit"]] = {k: v for k, v in record.items() if k != "is"}
    return tuple(found.values())


def _costs(records: Iterable[Record], host: str, kind: str, key: str) -> tuple[Record, ...]:
    """What the host's runs recorded of a kind, by component and ``key``; a build whose time is known stays known."""
    found: dict[tuple[str, str], Record] = {}
    own = True
    for record in records:
        if record["is"] == "run":
            own = record.get("host", host) == host
        elif record["is"] == kind and own:
            place = (record["component"], record[key])
            before = found.get(place, {})
            untold = {k: v for k, v in before.items() if record.get(k) is None}
            found[place] = {k: v for k, v in record.items() if k != "is"} | untold
    return tuple(found.values())


def _agreement(records: Sequence[Record], host: str) -> tuple[Record, ...]:
    """The rows of the host's newest table of the harnesses."""
    rows = [r for r in records if r["is"] == "agreement" and r["host"] == host]
    newest = max((r["at"] for r in rows), default="")
    return tuple({k: v for k, v in r.items() if k not in {"is", "host"}} for r in rows if r["at"] == newest)


def _twins(data: Sequence[LaneData], headers: Sequence[Record]) -> SelfCheck:
    """Every lane that was measured beside its twin, by the headline metric of its case."""
    by_arm = {(d.case, d.lane): d for d in data}
    logs: list[np.ndarray] = []
    rows: list[Ratio] = []
    for (case, lane), twin in by_arm.items():
        first = by_arm.get((case, lane.removesuffix(TWIN)))
        metric = headline(list(twin.values))
        if not lane.endswith(TWIN) or first is None or metric is None or metric not in first.values:
            continue
        a, b = first.values[metric], twin.values[metric]
        common = [block for block in a if block in b]
        if len(common) > 1 and compare(metric, a, b):
            logs.append(np.log([a[block] / b[block] for block in common]))
            rows += [r for r in ratios([first, twin], first.lane) if r.metric == metric and r.baseline == first.lane]
    return self_check(logs, adjusted(rows), _options(headers))


def _options(headers: Sequence[Record]) -> RunOptions:
    """The newest run's options, for replaying its stopping rule."""
    known = {f.name for f in fields(RunOptions)}
    options = headers[-1].get("options", {}) if headers else {}
    return RunOptions(**{k: v for k, v in options.items() if k in known})


def _used(records: Iterable[Record], found: Pools) -> list[Record]:
    used = {t["runtime"] for pool in found.by_arm.values() for t in (*pool.trials, *pool.heap)}
    rows = {r["id"]: r for r in records if r["is"] == "runtime"}
    return [r for i, r in rows.items() if i in used]


def _overall(records: Iterable[Record], machine: Record, known: Sequence[str]) -> list[Doubt]:
    found = [doubts.told(d) for d in machine.get("doctor", ())]
    found += [doubts.told(d) for r in records if r["is"] in {"run", "end"} for d in r.get("doubts", ())]
    if len(known) > 1:
        found.append(
            Doubt(
                "other_hosts",
                f"the records hold {len(known)} hosts; this is the one measured last",
                "report each host by itself",
            )
        )
    return list(dict.fromkeys(found))
