"""Classes of processes counted from raw trials: nothing is left out, and what is doubtful is said."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import made_records as made
import numpy as np
import pytest

from benchmarks.stats import schema
from benchmarks.stats.pools import Catalog, pools
from benchmarks.stats.settled import doubts_of, settled
from benchmarks.stats.summary import summarise
from benchmarks.stats.twins import Comparison, figures

CASE = "ticker/parse[messages=1000]v1"


def shaped(shapes, *, twin=False):
    """Records of one lane, a process for each of ``shapes``: samples relative to the steady time."""
    rng = np.random.default_rng(1)
    records = [made.run_header({CASE: {"rust": 100.0}}), made.host(), *made.runtimes(), made.gate_row(CASE, "rust")]
    for i, shape in enumerate(shapes):
        totals = [round(1e6 * level * rng.lognormal(0, 0.004)) for level in shape]
        series = {"role": "main", "metric": "time", "unit": "ns", "loops": {"loops": 1, "ops": 1, "totals": totals}}
        records.append(made.trial(CASE, "rust", i // 3, i % 3, [series], **({"twin": True} if twin else {})))
    return records


def rows_of(records):
    catalog = Catalog(r for r in records if r["is"] == "run")
    return settled(pools(records, made.HOST, catalog), catalog)


FLAT, WARMUP, SLOW = [1] * 40, [2] * 12 + [1] * 28, [1] * 12 + [2] * 28
NEVER, SHORT = [1] * 30 + [2] * 10, [1] * 6


def test_every_process_has_a_class_and_none_is_left_out():
    (row,) = rows_of(shaped([FLAT, FLAT, WARMUP, SLOW, NEVER, SHORT]))
    expected = {"flat": 2, "warmup": 1, "slowdown": 1, "no steady state": 1, "too short": 1}
    assert (CASE, "rust", 6, expected, 13) == (
        row["case"], row["lane"], row["processes"], row["classes"], row["settles"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ([FLAT] * 12, []),
        ([FLAT] * 9 + [NEVER] * 3, ["no steady state in 3 of 12 processes"]),
        ([WARMUP] * 6 + [SLOW] * 3, ["warmup in 6 of 9 processes", "slowdown in 3 of 9 processes"]),
        ([FLAT] * 11 + [NEVER], []),
        ([SHORT] * 6, []),
    ],
)
def test_classes_that_are_more_than_a_chance_are_doubts(shapes, said):
    (row,) = rows_of(shaped(shapes))
    assert said == [doubt.saw for doubt in doubts_of(row)]
    assert all(doubt.advice for doubt in doubts_of(row))


def test_a_twin_has_no_row():
    assert [] == rows_of(shaped([FLAT] * 3, twin=True))


def test_a_summary_counts_classes_and_doubts_only_times():
    summary = summarise(shaped([FLAT] * 9 + [NEVER] * 3))
    assert [{"flat": 9, "no steady state": 3}] == [row["classes"] for row in summary.settled]
    doubted = {m.metric for m in summary.measurements if "no_steady_state" in {d.code for d in m.doubts}}
    assert doubted == {"time", "throughput"}


def test_a_refused_lane_has_no_row():
    records = [*shaped([FLAT] * 6), made.gate_row(CASE, "rust", passed=False, difference="other work")]
    assert summarise(records).settled == ()


def test_classes_and_splits_are_written_as_the_schema_has_them():
    stated = json.loads((Path(schema.__file__).parent / "run.schema.json").read_text())
    split = {"is": "split", "unit": CASE, "cases": [CASE], "timed_ms": 12.5, "why": "shorter", "within": 0.1}
    same = Comparison("a", CASE, "rust", "rust", excludes=False, outcome="equivalent", blocks=4, smallest_effect=1.01)
    full = figures([same]) | {"at": "2026-11-21T08:00:00Z"}
    summary = summarise([*shaped([FLAT] * 3), split | {"timed_ms": 25}, split])
    written = schema.to_json(replace(summary, aa=replace(summary.aa, full=full)))
    jsonschema.validate(json.loads(json.dumps(written, allow_nan=False)), stated)
    assert [(CASE, 12.5)] == [(row["unit"], row["timed_ms"]) for row in written["splits"]]
    assert 1 == written["aa"]["full"]["comparisons"]
    assert [{"flat": 3}] == [row["classes"] for row in written["settled"]]


def test_another_host_s_splits_are_its_own():
    split = {"is": "split", "unit": CASE, "cases": [CASE], "timed_ms": 12.5, "why": "shorter"}
    other = made.run_header({}, started="2026-11-20T08:00:00Z") | {"host": "h9"}
    assert summarise([other, split, *shaped([FLAT] * 3)], made.HOST).splits == ()
