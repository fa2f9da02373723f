"""Raw records as a run writes them, made from a seed: header, host, runtimes, gate, trials, end."""

from __future__ import annotations

import math
import random

__all__ = ["HOST", "NATIVE", "PYTHON", "catalog", "gate_row", "histogram", "host", "records", "run_header", "trial"]

HOST = "h3a0"
NATIVE, PYTHON = "r-native", "r-cpython"
ANSWER = "5e" * 32


def catalog(cases: dict[str, dict[str, float]]) -> dict:
    components: dict[str, dict] = {}
    for case, lanes in cases.items():
        name = case.partition("/")[0]
        component = components.setdefault(name, {"name": name, "reference": "python", "cases": [], "lanes": []})
        component["cases"].append(
            {"id": case, "operation": "parse", "params": {}, "roles": ["main"], "how": [{"kind": "batch"}]}
        )
        known = {x["name"] for x in component["lanes"]}
        component["lanes"] += [
            {"name": lane, "kind": "own", "label": lane, "runtime": runtime_of(lane)[0], "source": "", "doubts": []}
            for lane in lanes
            if lane not in known
        ]
    return {"components": list(components.values())}


def runtime_of(lane: str) -> tuple[str, str]:
    native = lane.endswith("rust") or lane in {"instant", "rdtsc"}
    return ("native", NATIVE) if native else ("cpython", PYTHON)


def run_header(
    cases: dict[str, dict[str, float]], options: dict | None = None, started: str = "2026-11-21T08:00:00Z"
) -> dict:
    return {
        "is": "run",
        "schema": 1,
        "id": f"run-{started}",
        "selection": ["*"],
        "options": options or {"level": "quick", "blocks_min": 4, "blocks_max": 6},
        "commit": "ab12cd34",
        "host": HOST,
        "build": {"profile": "release"},
        "started": started,
        "command": "tandem run",
        "seed": 7,
        "catalog": catalog(cases),
    }


def host(**more) -> dict:
    return {"is": "host", "schema": 1, "id": HOST, "cpu": "Test CPU", "cores": 2, "kernel": "6.18", "doctor": []} | more


def runtimes() -> list[dict]:
    return [
        {
            "is": "runtime",
            "id": NATIVE,
            "name": "native",
            "version": "1.95.0",
            "profile": "release",
            "features": [],
            "packages": {},
        },
        {"is": "runtime", "id": PYTHON, "name": "cpython", "version": "3.11.7", "features": [], "packages": {}},
    ]


def gate_row(case: str, lane: str, **more) -> dict:
    row = {
        "is": "gate",
        "case": case,
        "lane": lane,
        "runtime": runtime_of(lane)[1],
        "given": "9f3",
        "passed": True,
        "difference": None,
    }
    return row | {"sha256": ANSWER} | more


def histogram(values) -> dict:
    ints = sorted(map(int, values))
    counts = [[v, ints.count(v)] for v in dict.fromkeys(ints)]
    return {"digits": 3, "count": len(ints), "min": ints[0], "max": ints[-1], "counts": counts}


def time_series(ns: float, samples: int = 9, loops: int = 8, ops: int = 1000, rng: random.Random | None = None) -> dict:
    rng = rng or random.Random(0)
    totals = [round(ns * loops * ops * math.exp(rng.gauss(0, 0.003))) for _ in range(samples)]
    return {
        "role": "main",
        "metric": "time",
        "unit": "ns",
        "loops": {"loops": loops, "ops": ops, "warmup": 2, "totals": totals},
    }


def trial(
    case: str,
    lane: str,
    block: int,
    slot: int,
    series: list[dict],
    *,
    schedule: str = "s7",
    **more,
) -> dict:
    runtime = runtime_of(lane)[1]
    usage = {"vm_hwm_bytes": 2_400_000}
    return {
        "is": "trial",
        "id": f"{HOST}-{schedule}-{case}-{lane}-{block}-{slot}",
        "schedule": schedule,
        "block": block,
        "slot": slot,
        "seed": 7,
        "case": case,
        "lane": lane,
        "runtime": runtime,
        "host": HOST,
        "given": "9f3",
        "by": "tandem",
        "instrument": None,
        "asked": [{"do": "measure", "how": "batch", "loops": 8, "samples": 9, "warmup_ns": 20_000_000}],
        "started": f"2026-11-21T08:{block:02d}:{slot % 60:02d}Z",
        "wall_ns": 61_000_000,
        "ended": "ok",
        "faults": [],
        "doubts": [],
        "log": "",
        "roles": {
            "main": {"runtime": runtime, "prepare_ns": 1, "exit": 0, "sha256": ANSWER, "first_ns": 9000, "usage": usage}
        },
        "series": series,
    } | more


def records(
    cases: dict[str, dict[str, float]],
    *,
    blocks: int = 6,
    noise: float = 0.02,
    seed: int = 1,
    schedule: str = "s7",
    twins: tuple[str, ...] = (),
    options: dict | None = None,
) -> list[dict]:
    """A whole run: every lane three times a block, log-normal noise by process, one trial in forty 1.7 times slow."""
    rng = random.Random(seed)
    found = [run_header(cases, options), host(), *runtimes()]
    found += [gate_row(case, lane) for case, lanes in cases.items() for lane in lanes]
    for case, lanes in cases.items():
        for block in range(blocks):
            slot = 0
            for lane, ns in [*lanes.items(), *((x, lanes[x]) for x in twins)]:
                is_twin = slot >= 3 * len(lanes)
                for _ in range(3):
                    slow = 1.7 if rng.random() < 1 / 40 else 1.0
                    series = time_series(ns * slow * math.exp(rng.gauss(0, noise)), rng=rng)
                    found.append(
                        trial(
                            case, lane, block, slot, [series], schedule=schedule, **({"twin": True} if is_twin else {})
                        )
                    )
                    slot += 1
    return [*found, {"is": "end", "run": found[0]["id"], "ended": "complete"}]
