import made_records as made
import pytest

from benchmarks.core.model import RunOptions
from benchmarks.stats.decide import is_look, undecided

CASE = "ticker/parse[messages=1000]v1"
OPTIONS = RunOptions(blocks_min=6, blocks_max=30)


def test_looks_are_at_the_fewest_at_each_doubling_and_at_the_most():
    assert [6, 12, 24, 30] == [n for n in range(1, 31) if is_look(n, OPTIONS)]
    assert [4, 6] == [n for n in range(1, 7) if is_look(n, RunOptions(blocks_min=4, blocks_max=6))]


@pytest.mark.parametrize(
    ("lanes", "blocks", "expected"),
    [
        ({"document-python": 1300.0, "rust": 100.0}, 6, False),  # clear at the first look
        ({"document-python": 1300.0, "rust": 100.0}, 5, True),  # no look yet
        ({"document-python": 1300.0, "rust": 100.0, "peer": 101.0}, 6, True),  # neighbours are not told apart
        ({"document-python": 1300.0, "rust": 100.0, "peer": 101.0}, 30, False),  # no more is allowed
        ({"rust": 100.0}, 6, False),  # nothing to compare
    ],
)
def test_a_case_is_undecided_until_its_base_and_its_ranking_are_decided(lanes, blocks, expected):
    assert expected == undecided(made.records({CASE: lanes}, blocks=blocks), CASE, OPTIONS)


def test_a_case_without_trials_is_undecided_and_a_demonstration_is_done_at_once():
    records = made.records({CASE: {"rust": 1.0}}, blocks=1)
    assert undecided([r for r in records if r["is"] != "trial"], CASE, OPTIONS)
    for r in records:
        if r["is"] == "trial":
            r["series"] = [{"role": "main", "metric": "holds", "unit": "bool", "values": [True]}]
            r["roles"] = {}
    assert not undecided(records, CASE, OPTIONS)
