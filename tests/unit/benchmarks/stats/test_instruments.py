"""What instruments say of a lane: each beside the others, none of it a time; and whose time a cast's is."""

import made_records as made
import pytest

from benchmarks.stats.blocks import of_trial
from benchmarks.stats.summary import summarise

CASE = "ticker/parse[messages=1000]v1"


def said(metric, value, unit="count", role="main"):
    return {"role": role, "metric": metric, "unit": unit, "values": [value]}


def test_every_instrument_is_read_and_the_newest_of_each():
    series = {
        "memray": [said("peak_heap", 5000, "B"), said("allocations", 7), said("growth", 0.5, "B")],
        "callgrind": [said("instructions", 800.0), said("time", 1.0, "ns")],
    }
    run = made.records({CASE: {"python": 4000.0}})
    other = {"schedule": "old", "instrument": "callgrind", "asked": [{"how": "callgrind", "runs": 1}]}
    older = made.trial(CASE, "python", 0, 1, [said("instructions", 1.0)], **other)
    tools = [made.trial(CASE, "python", 1, 2, s, schedule=name, instrument=name) for name, s in series.items()]
    summary = summarise([run[0], older, *run[1:], *tools])
    found = {m.metric: m.value for m in summary.measurements}
    expected = {"peak_heap": 5000.0, "allocations": 7.0, "growth": 0.5, "instructions": 800.0}
    assert expected == {name: found[name] for name in expected}
    assert found["time"] == pytest.approx(4000.0, rel=0.1)


@pytest.mark.parametrize("tested", [(), ("server", "client")])
def test_a_casts_time_is_its_leads(tested):
    times = {"server": made.time_series(9e9, loops=1, ops=1), "client": made.time_series(50.0)}
    series = [{**s, "role": role} for role, s in times.items()]
    roles = {"server": {"usage": {}}, "client": {"usage": {}}}
    saw = of_trial(made.trial(CASE, "rust", 0, 0, series, roles=roles), tested)
    assert saw.values["time"] == pytest.approx(50.0, rel=0.05)


def test_what_leads_may_be_fixed_and_the_lanes_cpu_its_servers():
    series = [said("cpu", 5.0, "ns", "server"), said("cpu", 9.0, "ns", "generator")]
    roles = {"server": {"usage": {}}, "generator": {"usage": {}}}
    assert 5.0 == of_trial(made.trial(CASE, "rust", 0, 0, series, roles=roles), ("server",)).values["cpu"]


def test_a_tree_of_processes_is_as_large_as_its_largest_and_as_all_of_them():
    series = [said("resident_peak", 14 << 20, "B"), said("resident_sum", 20 << 20, "B")]
    saw = of_trial(made.trial(CASE, "rust", 0, 0, series))
    assert (14 << 20, 20 << 20) == (saw.values["resident_peak"], saw.values["resident_sum"])
