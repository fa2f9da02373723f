"""Which lanes stand beside their twins, and in what rounds."""

from dataclasses import replace

from made_stage import OPTIONS, blocks, trials

from benchmarks.campaign.twins import MOST, few, pairs, suits
from benchmarks.core.selection import arms, cases


def made(fakes, select, lanes=()):
    return arms(cases(list(fakes.values()), select), lanes)


def cost(arm):
    return len(arm.name)


def test_only_lanes_of_one_process_that_are_timed_in_batches_and_gated_suit(fakes):
    every = made(fakes, ["sums", "relay"])
    assert {("sums", "sums")} == {(a.component, a.case.operation) for a in every if suits(a)}
    assert "empty" not in {a.lane.name for a in every if suits(a)}


def test_few_are_a_component_s_own_lanes_in_its_first_case(fakes):
    found = few(made(fakes, ["sums"]))
    assert {"sums/sums[n=200]v1"} == {a.case_id for a in found}
    assert {"own"} == {a.lane.kind for a in found}


def test_rounds_make_as_many_decisions_as_are_asked_with_the_cheapest_of_each_runtime_first(fakes):
    fit = made(fakes, ["sums/sums[n=200]v1", "mutants"], ["python", "python-best", "honest"])
    rounds = pairs(10)(fit, cost)
    units = [unit for one in rounds for unit in one]
    assert 10 <= len(units) < 10 + MOST
    assert len({unit.name for unit in units}) == len(units)
    assert all([False, True] == [arm.twin for arm in unit.arms] for unit in units)
    assert {"sums", "mutants"} == {unit.arms[0].component for unit in rounds[0][:2]}
    assert len(rounds[0]) <= MOST


def test_without_a_fit_lane_there_is_no_round():
    assert pairs(10)([], cost) == []


def test_a_check_that_was_cut_goes_on_and_measures_nothing_twice(campaign):
    one = {"select": ["sums/sums[n=200]v1"], "rounds": pairs(6)}
    first = campaign(**one, options=replace(OPTIONS, budget_s=70.0))
    assert first.go() == "budget"
    before = [r["id"] for r in trials(first)]
    second = campaign(**one)
    assert second.go() == "complete"
    assert before == [r["id"] for r in trials(second)][: len(before)]
    assert {4} == set(blocks(second).values())
    assert len(blocks(second)) == 6
