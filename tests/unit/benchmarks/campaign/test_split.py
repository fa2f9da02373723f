"""The schedule that chooses itself: the first block is the pilot and costs budget; what is asked stays constant."""

import json
from dataclasses import replace

import pytest
from made_stage import OPTIONS, blocks, trials

from benchmarks.campaign import loop
from benchmarks.core.plan import Split
from benchmarks.core.schedule import Unit

ONE = {"select": ["sums/sums[n=200]v1"]}
NAME = "sums/sums[n=200]v1"


def shorter(seen):
    """A split that halves the time of a process, and keeps what it was asked with."""

    def split(found, options, horizon):
        seen.append((found, horizon))
        return Split(options.timed_ms / 2, "shorter", 0.01, 0.05, 20.0, 3.0, 5.0, 1.5)

    return split


def test_a_first_block_that_changes_the_split_is_a_pilot_and_the_schedule_begins_anew(campaign):
    seen = []
    made = campaign(**ONE, split=shorter(seen))
    assert made.go() == "complete"
    assert {NAME: 1, f"{NAME} 12.5 ms": 4} == blocks(made)
    ((pilot, _),) = seen
    assert {(r["schedule"], r["block"]) for r in pilot} == {(NAME, 0)}
    assert len(pilot) == 9


def test_what_is_asked_is_constant_in_a_schedule(campaign):
    made = campaign(select=("sums/sums*",), split=shorter([]))
    made.go()
    asked = {}
    for r in trials(made):
        said = json.dumps([{k: v for k, v in request.items() if k != "loops"} for request in r["asked"]])
        asked.setdefault(r["schedule"], set()).add(said)
    assert {1} == set(map(len, asked.values()))
    assert len(asked) == 4
    assert {12_500_000} == {r["asked"][0]["budget_ns"] for r in trials(made) if r["schedule"].endswith(" ms")}


def test_a_split_that_changes_nothing_keeps_the_first_block(campaign):
    made = campaign(**ONE, split=lambda _found, options, _horizon: Split(options.timed_ms, "kept"))
    made.go()
    assert {NAME: 4} == blocks(made)
    (said,) = [r for r in made.records.all if r["is"] == "split"]
    assert ("kept", NAME, [NAME]) == (said["why"], said["unit"], said["cases"])


def test_the_pilot_s_cost_is_part_of_the_budget(campaign):
    made = campaign(**ONE, options=replace(OPTIONS, budget_s=30.0), split=shorter([]))
    assert made.go() == "budget"
    assert sum(r["wall_ns"] for r in trials(made)) <= 30e9
    assert {NAME: 1, f"{NAME} 12.5 ms": 2} == blocks(made)


def test_the_horizon_is_what_the_unit_would_get_of_the_time_left(campaign):
    seen = []
    made = campaign(**ONE, options=replace(OPTIONS, budget_s=90.0), split=shorter(seen))
    made.go()
    assert seen[0][1] == pytest.approx(10)


def test_a_run_that_was_cut_goes_on_with_the_split_it_chose(campaign, monkeypatch):
    seen = []
    first = campaign(**ONE, split=shorter(seen))
    play = loop.play

    def cut(*args):
        if len(trials(first)) == 14:
            raise KeyboardInterrupt
        return play(*args)

    monkeypatch.setattr(loop, "play", cut)
    with pytest.raises(KeyboardInterrupt):
        first.go()
    monkeypatch.setattr(loop, "play", play)
    second = campaign(**ONE, split=shorter(seen))
    assert second.go() == "complete"
    assert len(seen) == 1
    assert {NAME: 1, f"{NAME} 12.5 ms": 4} == blocks(second)
    assert len(trials(second)) == 5 * 9


def test_a_run_from_before_splits_goes_on_unchanged(campaign):
    campaign(**ONE, options=replace(OPTIONS, budget_s=20.0)).go()
    second = campaign(**ONE, split=shorter([]))
    second.go()
    assert {NAME: 4} == blocks(second)


def test_only_trials_of_its_own_schedule_decide_a_case(campaign):
    seen = []

    def undecided(records, _case, _options):
        seen.append({r["schedule"] for r in records if r["is"] == "trial"})
        return False

    campaign(**ONE, undecided=undecided, split=shorter([])).go()
    assert seen
    assert all(found == {f"{NAME} 12.5 ms"} for found in seen)


def test_rounds_are_measured_one_after_the_other_and_stop_where_time_ends(campaign):
    def rounds(fit, _cost):
        return [[Unit(f"{arm.name} {turn}", (arm, replace(arm, twin=True))) for arm in fit] for turn in range(3)]

    made = campaign(**ONE, rounds=rounds)
    assert made.go() == "complete"
    order = list(dict.fromkeys(r["schedule"] for r in trials(made)))
    assert ["0", "0", "1", "1", "2", "2"] == [name[-1] for name in order]
    made.records._file.path.unlink()
    short = campaign(**ONE, rounds=rounds, options=replace(OPTIONS, budget_s=60.0))
    assert short.go() == "budget"
    assert {"python 0": 4, "python-best 0": 4, "python 1": 1, "python-best 1": 1} == blocks(short)
