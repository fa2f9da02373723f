from collections import Counter

from benchmarks.core.model import Arm, Lane
from benchmarks.core.schedule import Unit, block, units
from impls.contract import Case


def arm(name, case=None, component="c"):
    return Arm(
        component,
        case or Case(operation="work"),
        Lane(component=component, name=name, kind="own", label=name),
        "cpython",
    )


ARMS = tuple(arm(name) for name in "abcde")
UNIT = Unit("c/work[]v1", ARMS)


def test_every_lane_runs_three_times_a_block():
    slots = block(UNIT, 0, 7)
    assert Counter(dict.fromkeys("abcde", 3)) == Counter(s.arm.name for s in slots)
    assert list(range(15)) == [s.slot for s in slots]


def test_the_second_order_mirrors_the_first():
    names = [s.arm.name for s in block(UNIT, 3, 7)]
    assert names[:5] == names[5:10][::-1]


def test_a_block_is_a_function_of_seed_unit_and_number():
    assert block(UNIT, 2, 7) == block(UNIT, 2, 7)
    orders = {tuple(s.arm.name for s in block(UNIT, number, seed)) for number in range(4) for seed in range(4)}
    assert len(orders) > 10


def test_every_trial_has_a_seed_of_its_own():
    seeds = [s.seed for number in range(4) for s in block(UNIT, number, 7)]
    assert len(seeds) == len(set(seeds))


def test_a_drift_cancels_in_the_mirrored_pair():
    slots = block(UNIT, 0, 7)[:10]
    places = {name: [s.slot for s in slots if s.arm.name == name] for name in "abcde"}
    assert {9} == {sum(found) for found in places.values()}


def test_cases_of_a_group_share_blocks():
    scale = [Case(operation="work", params={"n": n}, group="scaling") for n in (1, 2)]
    alone = Case(operation="rest")
    found = units([arm("a", scale[0]), arm("a", scale[1]), arm("a", alone), arm("b", scale[0])])
    assert [("c/scaling", 3), ("c/rest[]v1", 1)] == [(u.name, len(u.arms)) for u in found]
    assert found[0].cases == ("c/work[n=1]v1", "c/work[n=2]v1")


def test_a_group_is_its_components_own():
    case = Case(operation="work", group="scaling")
    assert ["a/scaling", "b/scaling"] == [u.name for u in units([arm("x", case, "a"), arm("x", case, "b")])]
