"""What is left out of hundreds of runs changes nothing that a summary says."""

import json
import random

import made_records as made
import pytest

from benchmarks.stats import pools
from benchmarks.stats.recent import Recent
from benchmarks.stats.schema import to_json
from benchmarks.stats.summary import figures, summarise

CASE = "ticker/parse[order=sent,messages=1000]v1"
LANES = {"document-python": 1300.0, "rust": 90.0}


def run(number, lanes=LANES, *, given="9f3", runtime=None, host=made.HOST, **more):
    records = made.records({CASE: lanes}, seed=number, **more)
    day = f"2026-11-{number + 1:02d}"
    for r in records:
        if r["is"] in {"run", "end"}:
            r["id"] = f"run-{number}"
        if r["is"] == "run":
            r |= {"started": f"{day}T08:00:00Z", "host": host}
        elif r["is"] == "host":
            r["id"] = host
        elif r["is"] in {"trial", "gate"}:
            r.update({"given": given} | ({"runtime": f"{r['runtime']}-{runtime}"} if runtime else {}))
        elif r["is"] == "runtime" and runtime:
            r["id"] += f"-{runtime}"
        if r["is"] == "trial":
            r |= {"id": f"{number}-{r['id']}", "started": day + r["started"][10:], "host": host}
    return records


def thinned(runs):
    recent = Recent()
    kept = [recent.of(records) for records in reversed(runs)]
    return [record for records in reversed(kept) for record in records]


def whole(runs):
    return [record for records in runs for record in records]


HISTORIES = {
    "one build": [run(n) for n in range(14)],
    "builds that change": [run(n, runtime=n // 3) for n in range(9)],
    "another input in between": [run(0), run(1, given="777"), run(2, {"rust": 91.0})],
    "another input since": [run(0), run(1), run(2, given="777")],
    "a lane that went": [run(0), run(1, {"document-python": 1290.0})],
    "two hosts": [run(0), run(1, host="h-other"), run(2)],
    "twins": [run(0, twins=("rust",)), run(1)],
}


def told(records):
    """The documented JSON, rows of the gate by name: left out, they come in another order."""
    found = to_json(summarise(records))
    return json.dumps(found | {"gate": sorted(found["gate"], key=lambda row: (row["case"], row["lane"]))})


@pytest.mark.parametrize("runs", HISTORIES.values(), ids=HISTORIES)
def test_a_summary_of_what_is_left_is_the_summary_of_all(runs):
    assert told(thinned(runs)) == told(whole(runs))


def runs_of(records):
    return {r["id"].partition("-")[0] for r in records if r["is"] == "trial"}


def test_trials_of_builds_that_were_replaced_are_left_out():
    assert {"6", "7", "8"} == runs_of(thinned(HISTORIES["builds that change"]))


def test_trials_of_runs_beyond_those_that_are_read_are_left_out(monkeypatch):
    monkeypatch.setattr("benchmarks.stats.recent.BLOCKS", 12)
    assert {"12", "13"} == runs_of(thinned(HISTORIES["one build"]))  # six blocks each


def test_of_a_pool_the_newest_runs_are_read_each_of_them_whole(monkeypatch):
    monkeypatch.setattr(pools, "BLOCKS", 8)
    found = summarise(whole(HISTORIES["one build"]))
    assert {12} == {m.blocks for m in found.measurements if m.metric == "time"}
    newest = summarise(whole(HISTORIES["one build"][-2:]))
    assert [m.value for m in newest.measurements] == [m.value for m in found.measurements]


def test_gates_runtimes_and_hosts_are_left_once():
    kinds = [r["is"] for r in thinned(HISTORIES["one build"])]
    assert (2, 2, 1, 14) == tuple(kinds.count(word) for word in ("gate", "runtime", "host", "run"))


def test_figures_are_what_a_summary_says_of_the_headline_metric():
    records = run(random.Random(1).randrange(9), twins=("rust",))
    host, found = figures(records)
    every = {(m.case, m.lane, m.metric): m.value for m in summarise(records).measurements if m.metric == "time"}
    assert made.HOST == host
    assert every == {(m.case, m.lane, m.metric): m.value for m in found}
