"""A Summary as a quick run of four components would leave it, made from a seed: what the page's tests draw on."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from statistics import fmean, stdev

from benchmarks.core.model import (
    Check,
    Derived,
    Distribution,
    Doubt,
    GateRow,
    Interval,
    Measurement,
    Outcome,
    Ratio,
    SelfCheck,
    Summary,
)

__all__ = ["BUSY", "DRIFT", "catalog", "empty", "large", "ratio", "summary"]

BLOCKS = 6
T_QUANTILE = 2.571  # two-sided 95 %, 5 degrees of freedom
BUSY = Doubt("busy_core", "core 1 was 12 % busy before the run", "stop other programs, or wait")
DRIFT = Doubt("drift", "the last block was 1.06 times the first", "let the machine cool, or pin the clock")
PRIVATE = Doubt(
    "private_interface", "the lane calls an interface that its library does not publish", "read it as a hint only"
)

# name: kind, label, runtime
LANES = {
    "document-python": ("document", "the document's Python: websockets, orjson", "cpython"),
    "document-rust": ("document", "the document's Rust: tokio-tungstenite, serde_json", "native"),
    "python": ("own", "plain standard library", "cpython"),
    "python-best": ("own", "the best Python known", "cpython"),
    "rust": ("own", "our best Rust, timed by a loop in Rust", "native"),
    "rust-from-python": ("own", "the same function called from Python", "cpython"),
    "peer-wsproto": ("peer", "wsproto", "cpython"),
    "peer-picows": ("peer", "picows", "cpython"),
    "peer-tungstenite": ("peer", "tungstenite, synchronous", "native"),
    "peer-fastwebsockets": ("peer", "fastwebsockets", "native"),
    "peer-msgspec": ("peer", "msgspec Struct", "cpython"),
    "peer-simdjson": ("peer", "pysimdjson", "cpython"),
    "peer-serde-typed": ("peer", "serde_json into a struct", "native"),
    "peer-sonic-rs": ("peer", "sonic-rs", "native"),
    "floor": ("floor", "an empty call", "cpython"),
    "limit": ("limit", "one pass over the bytes as UTF-8", "native"),
}
# case id: operation, how, {lane: typical ns of one operation}
CASES = {
    "clock/read[clock=monotonic]v1": (
        "read",
        "batch",
        {
            "document-python": 41,
            "python-best": 39.5,
            "document-rust": 24.1,
            "rust": 9.2,
            "rust-from-python": 48,
            "floor": 31,
        },
    ),
    "program/client[updates=1000]v1": (
        "client",
        "program",
        {"document-python": 4.4e8, "document-rust": 2.6e7, "python-best": 1.9e8, "rust": 1.1e7, "floor": 1.3e6},
    ),
    "ticker/parse[order=sent,messages=1000]v1": (
        "parse",
        "batch",
        {
            "document-python": 1310,
            "document-rust": 905,
            "python": 4100,
            "python-best": 980,
            "rust": 96,
            "rust-from-python": 212,
            "peer-msgspec": 372,
            "peer-simdjson": 2210,
            "peer-serde-typed": 402,
            "peer-sonic-rs": 388,
            "floor": 33,
            "limit": 21,
        },
    ),
    "ticker/parse_mixed[messages=1000]v1": (
        "parse_mixed",
        "batch",
        {"document-python": 1260, "document-rust": 870, "python": 3900, "python-best": 960, "rust": 101, "floor": 33},
    ),
    "websocket/connect[tls=false]v1": (
        "connect",
        "each",
        {"document-python": 4.2e6, "document-rust": 1.4e6, "python-best": 2.9e6, "rust": 1.1e6, "peer-picows": 2.8e6},
    ),
    "websocket/echo[bytes=208]v1": (
        "echo",
        "each",
        {
            "document-python": 88e3,
            "document-rust": 61e3,
            "python-best": 51e3,
            "rust": 33e3,
            "peer-picows": 46e3,
            "peer-wsproto": 240e3,
        },
    ),
    "websocket/parse_frames[bytes=208,role=client]v1": (
        "parse_frames",
        "batch",
        {
            "document-python": 3050,
            "document-rust": 148,
            "python": 2900,
            "python-best": 610,
            "rust": 14.2,
            "rust-from-python": 61,
            "peer-wsproto": 5200,
            "peer-picows": 240,
            "peer-tungstenite": 118,
            "peer-fastwebsockets": 96,
            "floor": 31,
            "limit": 6.4,
        },
    ),
    "websocket/receive[messages=100000]v1": (
        "receive",
        "batch",
        {
            "document-python": 9800,
            "document-rust": 2100,
            "python": 8100,
            "python-best": 3150,
            "rust": 790,
            "rust-from-python": 1680,
            "peer-picows": 1720,
            "peer-wsproto": 21500,
            "peer-tungstenite": 1240,
            "peer-fastwebsockets": 1130,
            "floor": 31,
            "limit": 520,
        },
    ),
}
PRIMARY = {"batch": "time", "each": "latency_p50", "program": "startup"}
NOT_MEASURED = "ticker/subscribe[messages=1000]v1"


def ratio(case: str, metric: str, lanes: tuple[str, str], values: Interval) -> Ratio:
    """A ratio with the outcome that its interval says."""
    effect = math.exp(max(math.log(values.high / values.value), 1e-4))
    return Ratio(
        case=case,
        metric=metric,
        baseline=lanes[0],
        lane=lanes[1],
        value=values.value,
        low=values.low,
        high=values.high,
        outcome=outcome(values),
        smallest_effect=effect,
        blocks=BLOCKS,
        q=0.001,
    )


def outcome(i: Interval) -> Outcome:
    if i.low >= 1 / 1.02 and i.high <= 1.02:
        return "equivalent"
    return "faster" if i.low > 1 else "slower" if i.high < 1 else "unresolved"


def component_of(case: str) -> str:
    return case.split("/", maxsplit=1)[0]


def catalog(cases: Iterable[str] = (*CASES, NOT_MEASURED)) -> dict:
    """The header's catalog: components in alphabetical order, each with cases and lanes."""
    found: dict[str, dict] = {}
    for case in cases:
        name = component_of(case)
        operation, how, lanes = CASES.get(case, ("subscribe", "batch", {"document-python": 1.0, "rust": 1.0}))
        component = found.setdefault(name, {"name": name, "reference": "python", "cases": [], "lanes": []})
        params = {k: int(v) if v.isdigit() else v for k, v in stated(case)}
        component["cases"].append(
            {"id": case, "operation": operation, "params": params, "roles": ["main"], "how": [{"kind": how}]}
        )
        known = {lane["name"] for lane in component["lanes"]}
        component["lanes"] += [lane_of(name, lane) for lane in lanes if lane not in known]
    return {"components": list(found.values())}


def stated(case: str) -> list[list[str]]:
    return [part.split("=") for part in case.partition("[")[2].partition("]")[0].split(",") if part]


def lane_of(component: str, lane: str) -> dict:
    kind, label, runtime = LANES[lane]
    stem = lane.replace("-", "_")
    doubts = ["private interface"] if lane == "peer-picows" else []
    source = f"impls/{component}/lanes/{stem}.py"
    return {"name": lane, "kind": kind, "label": label, "runtime": runtime, "source": source, "doubts": doubts}


def spread(values: Iterable[float]) -> Interval:
    logs = [math.log(v) for v in values]
    centre, half = fmean(logs), T_QUANTILE * stdev(logs) / math.sqrt(len(logs))
    return Interval(math.exp(centre - half), math.exp(centre), math.exp(centre + half))


def measured(case: str, lane: str, metric: str, unit: str, at: Interval, **more) -> Measurement:
    given = {"processes": 3 * BLOCKS, "blocks": BLOCKS} | more
    return Measurement(
        case=case, lane=lane, metric=metric, unit=unit, value=at.value, low=at.low, high=at.high, **given
    )


def counts_of(typical: float, rng: random.Random, n: int = 4000) -> tuple[tuple[int, int], ...]:
    """A skewed latency histogram with about 3 digits."""
    seen: dict[int, int] = {}
    for _ in range(n):
        value = typical * math.exp(rng.gauss(0, 0.08)) * (1 + (rng.paretovariate(1.6) - 1) * 0.1)
        digits = 10 ** max(0, math.floor(math.log10(value)) - 2)
        key = int(value // digits * digits)
        seen[key] = seen.get(key, 0) + 1
    return tuple(sorted(seen.items()))


def arm(case: str, lane: str, rng: random.Random, into: dict) -> None:
    """All measurements of one case in one lane."""
    _, how, lanes = CASES[case]
    typical = lanes[lane]
    blocks = {b: typical * math.exp(rng.gauss(0, 0.013)) for b in range(BLOCKS)}
    primary = PRIMARY[how]
    into["blocks"][case, lane, primary] = blocks
    at = spread(blocks.values())
    doubts = ((DRIFT,) if lane == "peer-wsproto" else ()) + ((PRIVATE,) if lane == "peer-picows" else ())
    add = into["measurements"].append
    if how == "each":
        counts = counts_of(typical, rng)
        into["distributions"].append(Distribution(case=case, lane=lane, metric="latency", counts=counts))
        for name, times in (("latency_p50", 1.0), ("latency_p95", 1.22), ("latency_p99", 1.8)):
            wide = Interval(at.low * times * (2 - times**0.2), at.value * times, at.high * times * times**0.2)
            add(measured(case, lane, name, "ns", wide, doubts=doubts))
        add(
            measured(
                case,
                lane,
                "latency_p99_9",
                "ns",
                Interval(math.nan, math.nan, math.nan),
                note="n/a: needs 3688 samples, has 2000",
            )
        )
    elif how == "program":
        add(measured(case, lane, "startup", "ns", at, doubts=doubts))
    else:
        add(measured(case, lane, "time", "ns", at, doubts=doubts))
        if case.startswith("clock"):
            add(measured(case, lane, "step", "ns", Interval(30, 31, 32)))
        add(measured(case, lane, "throughput", "1/s", Interval(1e9 / at.high, 1e9 / at.value, 1e9 / at.low)))
        if case.startswith("ticker/parse["):
            counts = tuple((max(1, k // 16), n) for k, n in counts_of(typical * 16, rng))
            into["distributions"].append(Distribution(case=case, lane=lane, metric="latency", counts=counts, batch=16))
            for name, times in (("latency_p50", 1.0), ("latency_p95", 1.3), ("latency_p99", 2.1)):
                add(
                    measured(
                        case,
                        lane,
                        name,
                        "ns",
                        Interval(*(v * times for v in (at.low, at.value, at.high))),
                        note="mean of 16",
                    )
                )
    memory(case, lane, at, rng, into)


def memory(case: str, lane: str, at: Interval, rng: random.Random, into: dict) -> None:
    add = into["measurements"].append
    native = LANES[lane][2] == "native"
    add(measured(case, lane, "cpu", "ns", Interval(at.low * 0.9, at.value * 0.93, at.high * 0.97)))
    resident = (2.4e6 if native else 1.9e7) * (1 + rng.random())
    add(measured(case, lane, "resident_peak", "B", Interval(resident * 0.99, resident, resident * 1.01)))
    into["blocks"][case, lane, "resident_peak"] = {b: resident * (1 + rng.gauss(0, 0.002)) for b in range(BLOCKS)}
    heap = (4.1e3 if native else 2.2e5) * (1 + 3 * rng.random())
    add(measured(case, lane, "peak_heap", "B", Interval(heap, heap, heap), blocks=1, processes=1))
    allocations = 0 if lane == "rust" else rng.randrange(10, 5000)
    add(
        measured(
            case, lane, "allocations", "count", Interval(allocations, allocations, allocations), blocks=1, processes=1
        )
    )
    add(measured(case, lane, "first_call", "ns", Interval(at.low * 40, at.value * 41, at.high * 43)))


def all_ratios(case: str, lanes: Iterable[str], metric: str, blocks: dict) -> list[Ratio]:
    found = []
    for base, lane in permutations(lanes, 2):
        a, b = blocks[case, base, metric], blocks[case, lane, metric]
        found.append(ratio(case, metric, (base, lane), spread(a[i] / b[i] for i in a)))
    return found


def summary(seed: int = 7) -> Summary:
    """Four components, one case not measured yet, three lanes refused, doubts, a cut last line."""
    rng = random.Random(seed)
    into: dict = {"measurements": [], "distributions": [], "blocks": {}}
    ratios: list[Ratio] = []
    gate: list[GateRow] = []
    for case, (_, how, lanes) in CASES.items():
        for lane in lanes:
            arm(case, lane, rng, into)
            gate.append(GateRow(case=case, lane=lane, passed=True, difference=None))
        ratios += all_ratios(case, lanes, PRIMARY[how], into["blocks"])
    gate += refused()
    runs = (
        {
            "is": "run",
            "schema": 1,
            "id": "20261121T090512-c47c2c1",
            "selection": [],
            "options": {"level": "quick", "budget_s": 150},
            "commit": "c47c2c1f",
            "host": "h3a9",
            "build": {"rustc": "1.95.0", "profile": "release"},
            "started": "2026-11-21T09:05:12Z",
            "command": "python -m tandem run --quick",
            "seed": 20260101,
        },
    )
    return Summary(
        runs=runs,
        host=HOST,
        runtimes=RUNTIMES,
        catalog=catalog(),
        measurements=tuple(into["measurements"]),
        ratios=tuple(ratios),
        gate=tuple(gate),
        derived=(
            Derived(
                id="gateio.json-parse.ratio.headline.ratio",
                expr="py / rs",
                value=1.45,
                low=1.41,
                high=1.49,
                interleaved=True,
            ),
        ),
        checks=(
            Check(case="machine/two_writers[]v1", lane="rustc", holds=True, evidence="E0499: cannot borrow twice"),
        ),
        distributions=tuple(into["distributions"]),
        aa=SelfCheck(comparisons=24, interval_rate=1 / 24, decision_rate=0.0, rows=()),
        doubts=(
            BUSY,
            Doubt(
                "cut_line",
                "the last line of the raw record was cut, and dropped",
                "run again: finished trials are kept",
            ),
        ),
        block_values=into["blocks"],
    )


def refused() -> list[GateRow]:
    frames, receive, parse = (
        next(c for c in CASES if c.startswith(p)) for p in ("websocket/parse", "websocket/receive", "ticker/parse[")
    )
    return [
        GateRow(
            case=frames,
            lane="peer-wsproto@pypy",
            passed=False,
            difference="no pypy here: install PyPy 7.3",
            status="unavailable",
        ),
        GateRow(
            case=parse,
            lane="peer-simd-json",
            passed=False,
            difference="[17].bid should be [1917779, 2], was [1917778, 2]",
            status="disqualified",
        ),
        GateRow(
            case=receive, lane="peer-websocket-client", passed=False, difference="ended by signal 9", status="died"
        ),
    ]


HOST = {
    "is": "host",
    "schema": 1,
    "id": "h3a9",
    "cpu": "AMD EPYC 9B14",
    "cores": 2,
    "kernel": "6.18",
    "memory_bytes": 25_200_000_000,
    "system": "Linux",
    "arch": "x86_64",
    "doctor": [],
}
RUNTIMES = (
    {
        "is": "runtime",
        "id": "r91",
        "name": "native",
        "version": "1.95.0",
        "profile": "release",
        "flags": "",
        "allocator": "system",
        "packages": {"serde_json": "1.0.154", "tokio-tungstenite": "0.28"},
        "commit": "c47c2c1f",
    },
    {
        "is": "runtime",
        "id": "r17",
        "name": "cpython",
        "version": "3.11.7",
        "packages": {"websockets": "17.0", "orjson": "3.11.4"},
        "commit": "c47c2c1f",
    },
)


def empty() -> Summary:
    """Before the first measurement: the catalog is known, nothing else."""
    full = summary()
    return replace(
        full,
        measurements=(),
        ratios=(),
        gate=(),
        derived=(),
        checks=(),
        distributions=(),
        block_values={},
        doubts=(),
        aa=SelfCheck(comparisons=0, interval_rate=None, decision_rate=None, rows=()),
    )


def large(rows: int = 5000) -> Summary:
    """The full sample's largest case, again and again under other parameters, until there are ``rows`` lane rows."""
    full = summary()
    source = "websocket/parse_frames[bytes=208,role=client]v1"
    lanes = list(CASES[source][2])
    ids = [f"websocket/parse_frames[bytes={64 + k},role=client]v1" for k in range(math.ceil(rows / len(lanes)))]
    one = next(c for c in full.catalog["components"] if c["name"] == "websocket")
    cases = [next(c for c in one["cases"] if c["id"] == source) | {"id": i} for i in ids]
    measurements = [m for m in full.measurements if m.case == source]
    ratios = [r for r in full.ratios if r.case == source]
    blocks = {k: v for k, v in full.block_values.items() if k[0] == source}
    return replace(
        full,
        catalog={"components": [one | {"cases": cases}]},
        distributions=(),
        checks=(),
        derived=(),
        measurements=tuple(replace(m, case=i) for i in ids for m in measurements),
        ratios=tuple(replace(r, case=i) for i in ids for r in ratios),
        gate=tuple(GateRow(case=i, lane=lane, passed=True, difference=None) for i in ids for lane in lanes),
        block_values={(i, lane, metric): v for i in ids for (_, lane, metric), v in blocks.items()},
    )
