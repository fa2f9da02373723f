import pytest

from benchmarks.core.errors import SelectionError
from benchmarks.core.plan import LEVELS, Progress, next_unit, options_for, seconds
from benchmarks.core.schedule import Unit

QUICK = LEVELS["quick"]


def at(name, cost_s=1.0, blocks=0, turn=0, *, decided=False):
    return Progress(Unit(name, ()), cost_s, blocks, turn, decided)


def chosen(*progress, left_s=100.0):
    found = next_unit(progress, left_s, QUICK)
    return found and found.unit.name


def test_the_levels_are_those_of_the_design():
    assert [(25, 10, 4, 6, 165.0), (150, 50, 6, 30, 1200.0)] == [
        (o.timed_ms, o.warm_ms, o.blocks_min, o.blocks_max, o.budget_s) for o in (QUICK, LEVELS["default"])
    ]
    rigorous = LEVELS["rigorous"]
    assert (300, 100, 100) == (rigorous.timed_ms, rigorous.warm_ms, rigorous.blocks_max)


def test_the_unit_with_the_fewest_blocks_is_next():
    assert chosen(at("a", blocks=2, turn=1), at("b", blocks=1, turn=9)) == "b"


def test_of_equals_the_least_recently_measured_is_next():
    assert chosen(at("a", blocks=1, turn=5), at("b", blocks=1, turn=4)) == "b"


def test_all_get_their_fewest_before_one_gets_more():
    assert chosen(at("a", blocks=4), at("b", blocks=3, turn=9)) == "b"


def test_what_remains_goes_to_the_undecided():
    assert chosen(at("a", blocks=4, decided=True), at("b", blocks=5)) == "b"


def test_nothing_is_next_when_all_is_decided_or_measured_most():
    assert chosen(at("a", blocks=4, decided=True), at("b", blocks=6)) is None


def test_a_block_that_does_not_fit_lets_another_go_first():
    assert chosen(at("a", cost_s=50), at("b", cost_s=5, blocks=1), left_s=10) == "b"
    assert chosen(at("a", cost_s=50, blocks=1), left_s=10) is None


def test_one_block_is_measured_whatever_it_takes():
    assert chosen(at("a", cost_s=50), at("b", cost_s=20), left_s=1) == "b"
    assert chosen(at("a", cost_s=50), at("b", cost_s=20, blocks=1), left_s=1) is None


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (at("a"), 4),
        (at("a", blocks=3), 4),
        (at("a", blocks=4), 5),
        (at("a", blocks=4, decided=True), 4),
        (at("a", blocks=6), 6),
    ],
)
def test_an_undecided_unit_is_expected_to_have_one_more_block(progress, expected):
    assert expected == progress.expected(QUICK)


def test_where_something_was_measured_before_nothing_is_measured_whatever_it_takes():
    assert next_unit([at("a", cost_s=50)], 1.0, QUICK, begun=True) is None
    piloted = Progress(Unit("a", ()), 50.0, piloted=1)
    assert next_unit([piloted], 1.0, QUICK) is None


def test_blocks_are_even_when_time_runs_out():
    units = [at(name) for name in "abc"]
    left_s, turn = 7.0, 0
    while now := next_unit(units, left_s, QUICK):
        turn += 1
        now.turn, now.blocks, left_s = turn, now.blocks + 1, left_s - now.cost_s
    assert [3, 2, 2] == [u.blocks for u in units]


@pytest.mark.parametrize(("text", "expected"), [("90", 90), ("90s", 90), ("10m", 600), ("1.5h", 5400), ("2 min", 120)])
def test_a_time_is_read_with_its_unit(text, expected):
    assert expected == seconds(text)


@pytest.mark.parametrize("text", ["", "0", "soon", "-3s", "3 days", "m"])
def test_what_is_no_time_says_how_to_write_one(text):
    with pytest.raises(SelectionError, match=r"write it as 90s, 10m or 1\.5h"):
        seconds(text)


def test_a_level_takes_another_budget_and_seed():
    options = options_for("quick", "10s", 5)
    assert (10.0, 5, QUICK.timed_ms) == (options.budget_s, options.seed, options.timed_ms)
