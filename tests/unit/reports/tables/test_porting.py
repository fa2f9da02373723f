"""Porting costs as a run recorded them, beside the lane they belong to."""

from __future__ import annotations

from dataclasses import replace

from reports.tables.porting import porting_costs
from tests.unit.reports.sample import summary

SIZE = {"bytes": 4_200_000, "loaded_bytes": 1_100_000, "stripped": False}
BUILD = {"component": "ticker", "runtime": "native", "seconds": 41.2, "at": "2026-11-21T00:00:00Z", "compiled": 30,
         "crates": 44, "programs": {"tandem-ticker": SIZE}}  # fmt: skip
UNSEEN = (
    BUILD
    | {"component": "", "runtime": "extension", "programs": {"_native": SIZE}}
    | dict.fromkeys(("seconds", "at", "compiled", "crates"))
)


def source(lane, **more):
    bare = {"component": "ticker", "lane": lane, "python_lines": 0, "rust_lines": 0, "files": 1, "shared": False,
            "programs": [], "packages": [], "crates": [], "brought": 0}  # fmt: skip
    return bare | more


def found(*sources):
    costs = porting_costs(replace(summary(), builds=(BUILD, UNSEEN), sources=sources))
    return [costs["ticker", s["lane"]] for s in sources]


def test_a_lane_in_rust_has_the_build_and_the_size_of_its_worker():
    (rust,) = found(source("rust", rust_lines=900, programs=["tandem-ticker"], crates=["serde_json"], brought=5))
    assert (900, 41.2, (30, 44), 1_100_000) == (rust.lines, rust.seconds, rust.compiled, rust.loaded_bytes)
    assert "the worker, with all lanes of the component" == rust.whole


def test_a_lane_that_calls_rust_has_the_extension_s_size_and_no_time_where_none_was_seen():
    (called,) = found(source("rust-from-python", python_lines=40, rust_lines=300, programs=["_native"]))
    assert (340, None, None, 4_200_000) == (called.lines, called.seconds, called.compiled, called.bytes)
    assert called.whole.startswith("the extension")


def test_a_python_lane_has_no_build_and_what_was_not_built_no_size():
    python, unbuilt = found(source("python", python_lines=9), source("rust", programs=["tandem-other"]))
    assert (9, None, "") == (python.lines, python.bytes, python.whole)
    assert (None, "") == (unbuilt.bytes, unbuilt.whole)


def test_runs_from_before_costs_were_kept_have_none():
    assert {} == porting_costs(summary())
