import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import made_records as made
import pytest

from benchmarks.core.metrics import METRICS
from benchmarks.core.model import Derived
from benchmarks.stats import schema
from benchmarks.stats.summary import summarise

CASE = "ticker/parse[messages=1000]v1"
STATED = json.loads((Path(schema.__file__).parent / "run.schema.json").read_text())


def found(records):
    return json.loads(json.dumps(schema.to_json(summarise(records)), allow_nan=False))


def test_a_run_is_as_the_schema_has_it():
    records = made.records({CASE: {"document-python": 1300.0, "rust": 100.0}}, blocks=8, twins=("rust",))
    records += [made.gate_row(CASE, "peer-x", passed=False, difference="died", status="died")]
    for t in (r for r in records if r["is"] == "trial"):
        t["series"] += [
            {"role": "main", "metric": "latency", "unit": "ns", "histogram": made.histogram([90, 100, 110])},
            {"role": "main", "metric": "holds", "unit": "bool", "values": [True], "evidence": "seen"},
        ]
    document = found(records)
    jsonschema.validate(document, STATED)
    assert document["measurements"]
    assert document["ratios"]
    assert document["checks"]
    assert document["aa"]["rows"]
    assert [None, "n/a: p99.9 needs 3,688 samples, has 72"] == next(
        [m["value"], m["note"]]
        for m in document["measurements"]
        if m["metric"] == "latency_p99_9" and m["lane"] == "rust"
    )


BUILD = {
    "is": "build", "component": "ticker", "runtime": "native", "seconds": 12.5, "at": "2026-11-21T00:00:00Z",
    "compiled": 3, "crates": 40, "programs": {"tandem-ticker": {"bytes": 9, "loaded_bytes": 5, "stripped": False}},
}  # fmt: skip
SOURCE = {
    "is": "source", "component": "ticker", "lane": "rust", "python_lines": 0, "rust_lines": 60, "files": 2,
    "shared": False, "programs": ["tandem-ticker"], "packages": [], "crates": ["serde_json"], "brought": 5,
}  # fmt: skip


def test_what_a_port_costs_is_as_the_schema_has_it():
    document = found([*made.records({CASE: {"rust": 100.0}}), BUILD, SOURCE])
    jsonschema.validate(document, STATED)
    assert (12.5, 60) == (document["builds"][0]["seconds"], document["sources"][0]["rust_lines"])


def test_nothing_measured_is_as_the_schema_has_it():
    jsonschema.validate(found([]), STATED)


def test_the_schema_is_one_and_names_every_metric():
    jsonschema.Draft202012Validator.check_schema(STATED)
    assert METRICS.keys() - {"holds"} == set(STATED["$defs"]["metric"]["anyOf"][0]["enum"])


def test_what_is_missing_or_no_number_is_refused():
    document = found(made.records({CASE: {"document-python": 1300.0, "rust": 100.0}}))
    del document["ratios"][0]["low"]
    with pytest.raises(jsonschema.ValidationError, match="'low' is a required property"):
        jsonschema.validate(document, STATED)


def test_a_derived_figure_is_written():
    row = Derived(id="gateio.x", expr="py / rs", value=2.0, low=1.0, high=float("inf"), interleaved=True)
    summary = summarise([])
    assert [
        {"id": "gateio.x", "expr": "py / rs", "value": 2.0, "low": 1.0, "high": None, "interleaved": True}
    ] == schema.to_json(replace(summary, derived=(row,)))["derived"]
