"""What a summary says of open loops: rates held, floors, and doubts, from raw records."""

from __future__ import annotations

import json
import math

import pytest

from benchmarks.stats.open_loops import GENERATOR
from benchmarks.stats.schema import to_json
from benchmarks.stats.summary import summarise

from made_records import HOST, PYTHON, catalog, gate_row, host, run_header  # isort: skip

S = 1_000_000_000
CASES = {f"orders/load[rate={rate}]v1": {"python": 1.0} for rate in (500, 850, 1000)}


def records(capacity=900.0, blocks=4):
    """Trials of one lane at three rates, of which it can serve so many a second."""
    header = run_header(CASES)
    header["catalog"] = catalog(CASES)
    for case in header["catalog"]["components"][0]["cases"]:
        rate = rate_of(case["id"])
        case |= {"operation": "load", "group": "load", "params": {"rate": rate}}
        case["how"] = [{"kind": "each", "rate": rate, "in_flight": 8}]
        case["roles"] = [{"name": "server", "lane": "orders/server"}, {"name": "client", "lane": ""}]
    lines = [header, host(), {"is": "runtime", "id": PYTHON, "name": "cpython", "features": [], "packages": {}}]
    lines += [gate_row(case, "python") for case in CASES]
    number = 0
    for block in range(blocks):
        for case in CASES:
            for slot in range(3):
                number += 1
                lines.append(trial(case, block, slot, number, capacity))
    return lines


def rate_of(case):
    return int(case.partition("rate=")[2].partition("]")[0])


def trial(case, block, slot, number, capacity):
    rate, windows = rate_of(case), 10
    behind = max(0.0, 1 - capacity / rate)
    latency = [[round(1_000_000 + behind * (n + 0.5) * S / 10), rate // windows] for n in range(windows)]
    series = [
        {"metric": "latency", "unit": "ns", "window": [n * S // 10, (n + 1) * S // 10], "histogram": histogram([pair])}
        for n, pair in enumerate(latency)
    ]
    series.append({"metric": "latency_naive", "unit": "ns", "histogram": histogram([[1_000_000, rate]])})
    series.append({"metric": "offered", "unit": "count", "values": [rate], "window": [0, S - S // rate]})
    end = S if not behind else round(S * rate / capacity)
    series.append({"metric": "answered", "unit": "count", "values": [rate], "window": [S // rate, end]})
    series += [{"metric": metric, "unit": "count", "values": [0]} for metric in ("failed", "lost", "late")]
    series = [{"role": "client", **one} for one in series]
    series.append(
        {"role": "generator", "metric": "lateness", "unit": "ns", "histogram": histogram([[900 + slot, rate]])}
    )
    return {
        "is": "trial", "id": f"{HOST}-{number:06d}", "schedule": "s1", "block": block, "slot": slot, "seed": number,
        "case": case, "lane": "python", "runtime": PYTHON, "host": HOST, "given": "9f3", "by": "tandem",
        "instrument": None, "asked": [{"how": "each", "rate": rate}], "started": f"2026-11-21T08:{number:02d}:00Z",
        "wall_ns": S, "ended": "ok", "faults": [], "doubts": [], "log": "", "series": series,
        "roles": {"generator": {}, "server": {}, "client": {"runtime": PYTHON}},
    }  # fmt: skip


def histogram(counts):
    values = [value for value, _ in counts]
    return {"digits": 3, "count": sum(n for _, n in counts), "min": min(values), "max": max(values), "counts": counts}


def measured(summary, metric, lane="python"):
    return {m.case: m for m in summary.measurements if m.metric == metric and m.lane == lane}


def test_the_highest_rate_held_stands_with_the_first_case_of_its_group():
    (found,) = measured(summarise(records()), "rate_held").values()
    assert ("orders/load[rate=500]v1", 850, 850, 1000) == (found.case, found.value, found.low, found.high)
    assert found.note.startswith("850/s held, 1000/s not: 90")
    assert (36, "1/s") == (found.processes, found.unit)


def test_where_no_rate_was_held_there_is_no_figure_but_the_sentence():
    summary = summarise(records(capacity=100.0))
    (found,) = measured(summary, "rate_held").values()
    assert math.isnan(found.value)
    assert found.note.startswith("n/a: not even 500/s held: 20.")
    (told,) = [m for m in to_json(summary)["measurements"] if m["metric"] == "rate_held"]
    assert (None, None, 500) == (told["value"], told["low"], told["high"])
    json.dumps(told, allow_nan=False)


def test_the_generators_lateness_is_a_floor_of_every_load_case():
    summary = summarise(records())
    found = measured(summary, "lateness_p99", GENERATOR)
    assert set(CASES) == set(found)
    assert {(901, 12, 4)} == {(round(m.value), m.processes, m.blocks) for m in found.values()}
    (lane,) = [x for c in summary.catalog["components"] for x in c["lanes"] if x["name"] == GENERATOR]
    assert "floor" == lane["kind"]


def test_naive_and_corrected_percentiles_stand_side_by_side():
    summary = summarise(records())
    case = "orders/load[rate=1000]v1"
    naive, corrected = (measured(summary, m)[case] for m in ("latency_naive_p99", "latency_p99"))
    assert (1_000_000, True) == (naive.value, corrected.value > 90_000_000)
    assert "naive_hides" in {d.code for d in corrected.doubts}
    calm = measured(summary, "latency_p99")["orders/load[rate=500]v1"]
    assert "naive_hides" not in {d.code for d in calm.doubts}


def test_throughput_under_load_is_what_came_back_of_what_was_offered():
    found = measured(summarise(records()), "throughput")
    rates = {rate_of(case): m.value for case, m in found.items()}
    assert rates[500] == pytest.approx(500, rel=0.01)
    assert rates[1000] == pytest.approx(900, rel=0.01)


def test_the_generator_counts_where_cores_are_few():
    doubts = {d.code: d.saw for d in measured(summarise(records()), "latency_p99")["orders/load[rate=500]v1"].doubts}
    assert "3 roles share 2 cores" == doubts["crowded"]
