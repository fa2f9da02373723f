"""First call, cold and warm are three figures of a lane: one that compiles or loads shows it, each with an interval."""

import made_records as made
import pytest

from benchmarks.stats import schema
from benchmarks.stats.blocks import of_trial
from benchmarks.stats.summary import summarise

CASE = "ticker/parse[messages=1000]v1"


def compiling():
    """Two lanes equally fast once warm; one takes 100 ms to load and 50 ms for its first run."""
    records = made.records({CASE: {"python": 1000.0, "numba": 1000.0}})
    for trial in (r for r in records if r["is"] == "trial"):
        slow = trial["lane"] == "numba"
        drawn = 1 + (trial["block"] * 3 + trial["slot"]) % 5 / 100
        trial["roles"]["main"] |= {"open_ns": (100 if slow else 2) * 1_000_000 * drawn, "prepare_ns": 500_000}
        trial["roles"]["main"]["first_ns"] = (50 if slow else 1) * 1_000_000 * drawn
    return summarise(records)


def test_a_lane_that_compiles_shows_it_beside_its_warm_time():
    found = {(m.lane, m.metric): m for m in compiling().measurements}
    assert found["numba", "time"].value == pytest.approx(found["python", "time"].value, rel=0.05)
    assert found["numba", "first_call"].value == pytest.approx(50e6, rel=0.05)
    assert found["numba", "cold"].value == pytest.approx(150e6, rel=0.05)
    assert found["python", "cold"].value == pytest.approx(3e6, rel=0.05)
    for metric in ("first_call", "cold"):
        at = found["numba", metric]
        assert at.low < at.value < at.high
        assert at.processes == 18


def test_they_are_compared_with_the_base_and_written():
    summary = compiling()
    ratios = {r.metric: r for r in summary.ratios if (r.baseline, r.lane) == ("python", "numba")}
    assert ("slower", "slower") == (ratios["first_call"].outcome, ratios["cold"].outcome)
    assert ratios["time"].outcome != "slower"
    written = {(m["lane"], m["metric"]) for m in schema.to_json(summary)["measurements"]}
    assert {("numba", "first_call"), ("numba", "cold"), ("numba", "time")} <= written


@pytest.mark.parametrize("role", [{"first_ns": 5}, {"first_ns": 5, "open_ns": 9, "prepare_ns": 0}, {"open_ns": 9}])
def test_what_opens_nothing_has_no_cold_start(role):
    assert "cold" not in of_trial({"roles": {"main": role}, "series": []}).values
