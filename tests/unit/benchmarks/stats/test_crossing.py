import pytest

from benchmarks.stats.crossing import CALL, LANES, OWN_PROCESS, Costs, NeverPaysError, checks, derived

CASE = "ticker/parse[messages=1000]v1"
BLOCKS = {1: 0.99, 2: 1.0, 3: 1.01, 4: 1.0}


def around(value):
    return {block: value * factor for block, factor in BLOCKS.items()}


def values(python=300.0, rust=50.0, called=150.0):
    found = {(CASE, lane, "time"): around(v) for lane, v in zip(LANES, (python, rust, called), strict=True)}
    return {**found, CALL: around(40.0)}


def by_id(found):
    return {row.id: row for row in found}


def test_rust_pays_where_the_call_is_worth_what_it_saves():
    costs = Costs(python=300, rust=50, called=150, call=40)
    assert 60 == costs.handed
    assert 40 / 190 == costs.break_even
    assert 1 == pytest.approx(Costs(python=60, rust=10, called=80, call=40).gain(2))
    assert 2 == Costs(python=60, rust=10, called=80, call=40).break_even


def test_a_call_that_carries_many_operations_is_no_part_of_what_one_costs():
    assert 5 == Costs(python=100, rust=50, called=55, call=40).handed
    assert 0 == Costs(python=100, rust=50, called=45, call=40).handed


def test_rust_that_is_slower_never_pays():
    with pytest.raises(NeverPaysError):
        _ = Costs(python=100, rust=50, called=150, call=40).break_even
    assert "boundary.break-even" not in "".join(by_id(derived(values(python=100.0))))


def test_a_component_has_one_number_and_a_curve():
    found = by_id(derived(values()))
    even = found[f"boundary.break-even[{CASE}]"]
    assert even.low < even.value < even.high
    assert 40 / 190 == pytest.approx(even.value, rel=0.01)
    assert not even.interleaved
    curve = [found[f"boundary.gain[{CASE},batch={n}]"].value for n in (1, 4, 4096)]
    assert sorted(curve) == curve
    assert 300 / 110 == pytest.approx(curve[-1], rel=0.01)


def test_a_process_of_its_own_pays_later():
    found = by_id(derived(values() | {OWN_PROCESS: around(10_000.0)}))
    assert 40 == pytest.approx(found[f"boundary.break-even[{CASE},process]"].value, rel=0.01)


@pytest.mark.parametrize(("called", "holds"), [(140.0, True), (160.0, True), (165.0, False), (120.0, False)])
def test_parse_and_crossing_add_up_to_the_call(called, holds):
    case = "boundary/batch[messages=16]v1"
    lanes = {"rust": 50.0, "floor-crossing": 90.0, "rust-from-python": called}
    measured = {(case, lane, "time"): around(v) for lane, v in lanes.items()}
    (row,), (check,) = derived(measured), checks(measured)
    assert ("boundary.predicted[messages=16]", True) == (row.id, row.interleaved)
    assert 140 / called == pytest.approx(row.value)
    assert (case, "rust-from-python", holds) == (check.case, check.lane, check.holds)


def test_what_is_not_measured_says_nothing():
    assert () == derived({})
    assert () == derived({(CASE, "python-best", "time"): around(1.0)})
    one_block = {key: {1: v[1]} for key, v in values().items()}
    assert () == derived(one_block)
