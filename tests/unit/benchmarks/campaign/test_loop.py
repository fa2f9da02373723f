"""The loop with stand-ins for processes: what is measured in which order, when it ends, how it goes on."""

import json
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import pytest
from made_stage import OPTIONS, blocks, trials

from benchmarks.campaign import loop, memory
from benchmarks.campaign.events import Event
from benchmarks.campaign.memory import Instrument
from benchmarks.campaign.records import catalog
from benchmarks.launcher.trial import Trial


def test_every_case_gets_its_fewest_blocks_and_the_run_is_complete(campaign):
    made = campaign()
    assert made.go() == "complete"
    assert {"sums/sums[n=200]v1": 4, "sums/sums[n=2000]v1": 4, "sums/stepwise[n=100]v1": 4} == blocks(made)


def test_an_undecided_case_is_measured_until_it_is_decided_or_measured_most(campaign):
    made = campaign(undecided=lambda _records, case, _options: case == "sums/sums[n=2000]v1")
    assert made.go() == "complete"
    assert {"sums/sums[n=200]v1": 4, "sums/sums[n=2000]v1": 6, "sums/stepwise[n=100]v1": 4} == blocks(made)


def test_a_spent_budget_ends_the_run_with_even_blocks(campaign):
    made = campaign(options=replace(OPTIONS, budget_s=45.0))
    assert made.go() == "budget"
    assert set(blocks(made).values()) <= {2, 3}
    assert len(trials(made)) <= 45


def test_there_is_one_twin_a_component_in_its_cheapest_case(campaign):
    made = campaign(select=["sums", "mutants"], lanes=["python", "honest"])
    made.go()
    twins = {(r["case"], r["lane"]) for r in trials(made) if r.get("twin")}
    assert {"sums", "mutants"} == {case.partition("/")[0] for case, _ in twins}
    assert len(twins) == 2


def test_a_trial_s_record_has_all_that_pooling_needs(campaign):
    made = campaign()
    made.go()
    record = trials(made)[0]
    needed = {"id", "schedule", "block", "slot", "seed", "case", "lane", "runtime", "host", "given", "by", "instrument"}
    assert (
        needed | {"asked", "started", "wall_ns", "ended", "faults", "doubts", "log", "roles", "series"} <= record.keys()
    )
    runtimes = {r["id"]: r for r in made.records.all if r["is"] == "runtime"}
    assert runtimes[record["runtime"]]["name"] == "cpython"
    assert runtimes[record["roles"]["main"]["runtime"]]["version"] == "3"


def test_all_lanes_of_a_case_are_asked_for_the_same_batch(campaign):
    made = campaign(select=["sums/stepwise*"], lanes=["python"])
    made.go()
    assert {16} == {r["asked"][0]["batch"] for r in trials(made)}


def test_a_run_that_was_cut_goes_on_in_the_block_it_was_in(campaign, stage, monkeypatch):
    whole = campaign()
    whole.go()
    places = [(r["schedule"], r["block"], r["slot"], r["lane"], r["seed"]) for r in trials(whole)]
    whole.records._file.path.unlink()
    first = campaign()
    play = stage.play

    def cut(*args):
        if len(trials(first)) == 17:
            raise KeyboardInterrupt
        return play(*args)

    monkeypatch.setattr(loop, "play", cut)
    with pytest.raises(KeyboardInterrupt):
        first.go()
    monkeypatch.setattr(loop, "play", play)
    second = campaign()
    assert second.go() == "complete"
    found = [(r["schedule"], r["block"], r["slot"], r["lane"], r["seed"]) for r in trials(second)]
    assert sorted(places) == sorted(found)
    assert len({r["id"] for r in trials(second)}) == len(found)
    assert 1 == sum(r["is"] == "gate" and r["case"] == "sums/stepwise[n=100]v1" for r in second.records.all)


def test_time_that_was_spent_before_the_cut_is_spent(campaign):
    options = replace(OPTIONS, budget_s=45.0)
    first = campaign(options=options)
    first.go()
    second = campaign(options=options)
    assert second.go() == "budget"
    assert len(trials(second)) == len(trials(first))


def test_a_lane_that_answers_otherwise_when_timed_is_withdrawn_at_once(campaign, stage):
    stage.answers["python-best"] = "b"
    made = campaign(select=["sums/sums[n=200]v1"])
    told = []
    made.tell = told.append
    made.go()
    assert Counter(r["lane"] for r in trials(made))["python-best"] <= 2
    last = [r for r in made.records.all if r["is"] == "gate" and r["lane"] == "python-best"][-1]
    assert (False, "disqualified") == (last["passed"], last["status"])
    assert ["python-best"] == [e.lane for e in told if e.step == "withdrawn"]
    assert trials(made)[-1]["block"] == 3


@pytest.mark.parametrize(("ended", "strikes"), [("died", 2), ("refused", 2), ("silent", 1)])
def test_a_lane_that_keeps_failing_is_withdrawn(campaign, stage, ended, strikes):
    stage.failing["python-best"] = ended
    made = campaign(select=["sums/sums[n=200]v1"])
    assert made.go() == "complete"
    assert strikes == Counter(r["lane"] for r in trials(made))["python-best"]
    last = [r for r in made.records.all if r["is"] == "gate" and r["lane"] == "python-best"][-1]
    assert "was ended by SIGKILL" in last["difference"]


def test_a_withdrawn_lane_stays_withdrawn_when_the_run_goes_on(campaign, stage):
    stage.failing["python-best"] = "silent"
    campaign(select=["sums/sums[n=200]v1"], options=replace(OPTIONS, budget_s=10.0)).go()
    stage.failing.clear()
    stage.played.clear()
    made = campaign(select=["sums/sums[n=200]v1"])
    assert made.go() == "complete"
    assert "python-best" not in {lane for _, lane in stage.played}


def test_when_every_lane_is_withdrawn_the_run_ends(campaign, stage):
    stage.failing |= {"python": "silent", "python-best": "silent"}
    made = campaign(select=["sums/sums[n=200]v1"])
    assert made.go() == "complete"


def test_what_cannot_run_has_its_row_and_is_not_started(campaign, stage):
    made = campaign(select=["sums/sums[n=200]v1"], lanes=["python", "absent", "rust"])
    made.go()
    rows = {r["arm"]: (r["status"], r["passed"]) for r in made.records.all if r["is"] == "gate"}
    assert {"python": ("passed", True), "absent": ("unavailable", False), "rust": ("unavailable", False)} == rows
    assert {"python"} == {lane for _, lane in stage.played}


def test_events_count_up_and_tell_what_is_left(campaign):
    told: list[Event] = []
    made = campaign(tell=told.append)
    made.go()
    ends = [e for e in told if e.step == "block"]
    assert (12, 12) == (ends[-1].done, ends[-1].total)
    assert [e.left_s for e in ends] == sorted((e.left_s for e in ends), reverse=True)
    assert told[-1].step == "end"


def test_memory_is_measured_once_a_lane_by_its_instrument(campaign, monkeypatch):
    asked = []

    def memray(_shop, arm, _given, _seed):
        asked.append(arm.name)
        return Trial("2026-11-21T00:00:00.000000Z"), [{"metric": "peak_heap", "unit": "B", "values": [5]}]

    options = replace(OPTIONS, memory=True)
    made = campaign(select=["sums/sums[n=200]v1"], options=options)
    made.instruments = {"memray": Instrument(memray, lambda arm: None if arm.runtime == "cpython" else "not Python")}
    made.go()
    assert ["python", "python-best"] == sorted(asked)
    found = [r for r in trials(made) if r["instrument"]]
    assert {("memray", "peak_heap")} == {(r["instrument"], r["series"][0]["metric"]) for r in found}
    again = campaign(select=["sums/sums[n=200]v1"], options=options)
    again.instruments = made.instruments
    again.go()
    assert len(asked) == 2


def test_rust_lanes_are_measured_in_the_counting_build(campaign, stage, monkeypatch):
    made = campaign(select=["sums/sums[n=200]v1"])
    made.go()
    (python, *_) = made.arms
    rust = replace(python, runtime="native", lane=replace(python.lane, name="rust", runtime="native"))
    monkeypatch.setattr(memory, "ready", lambda _shop, arms, _refuse, _tell: list(arms))
    built = []
    monkeypatch.setattr(memory, "scene_of", lambda _shop, arm, _given, _seed: built.append(arm.runtime) or scene(arm))
    monkeypatch.setattr(memory, "play", stage.play)
    memory.measure_memory(made, [rust], looker=None)
    assert ["native-counting"] == built
    found = [r for r in trials(made) if r["instrument"]]
    assert [memory.counting_requests(1000.0, quick=True)] == [r["asked"] for r in found]
    assert [("counting", "rust", "memory")] == [(r["instrument"], r["lane"], r["schedule"]) for r in found]


def test_the_counting_build_runs_often_to_see_growth_and_then_once():
    many, one = memory.counting_requests(1000.0, quick=False)
    assert (2000, 16) == (many["loops"], many["samples"])
    assert [one] == memory.counting_requests(1000.0, quick=True)
    assert [one] == memory.counting_requests(1000.0, quick=False, once=True)
    assert (1, 1) == (one["loops"], one["samples"])
    assert 1 == memory.counting_requests(9e9, quick=False)[0]["loops"]


def test_an_instrument_is_asked_only_of_what_it_sees_and_once_each(campaign):
    seen = []

    def tool(name):
        def measure(_shop, arm, _given, _seed):
            seen.append((name, arm.name))
            return Trial("2026-11-21T00:00:00.000000Z"), []

        return Instrument(measure, lambda arm: "not this one" if (name, arm.name) == ("two", "python") else None)

    for _ in range(2):
        made = campaign(select=["sums/sums[n=200]v1"], options=replace(OPTIONS, memory=True))
        made.instruments = {name: tool(name) for name in ("one", "two")}
        made.go()
    assert [("one", "python"), ("one", "python-best"), ("two", "python-best")] == sorted(seen)


def scene(arm):
    return SimpleNamespace(case=arm.case, component=arm.component, parties=[SimpleNamespace(lane=arm.lane.name)])


def test_the_catalog_says_what_a_report_needs(campaign, fakes):
    made = campaign()
    said = catalog(list(fakes.values()), made.arms)
    json.dumps(said)
    (sums,) = said["components"]
    assert ("sums", "python", 3, ["python", "python-best"]) == (
        sums["name"], sums["reference"], len(sums["cases"]), [lane["name"] for lane in sums["lanes"]],
    )  # fmt: skip
    assert [{"name": "main", "lane": "", "core": None}] == sums["cases"][0]["roles"]
    assert "impls/sums/lanes/python.py" == sums["lanes"][0]["source"]


def test_a_read_of_the_clock_costs_nanoseconds():
    assert 1 <= loop.clock_read_ns() < 100_000
