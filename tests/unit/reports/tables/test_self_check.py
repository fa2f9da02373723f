"""The A/A lines of every report: the run's own small check, and the machine's last full one with its date."""

import pytest

from benchmarks.core.model import SelfCheck
from reports.tables import facts

FULL = {
    "at": "2026-11-21T08:00:00Z", "comparisons": 208, "excluded": 10, "interval_rate": 0.048, "band": [0.0144, 0.0962],
    "decisions": 204, "differed": 4, "decision_rate": 0.02, "within": True, "smallest_effect": 1.0312,
}  # fmt: skip
OWN = SelfCheck(comparisons=3, interval_rate=0.0, decision_rate=0.0, rows=())


def test_a_full_check_stands_beside_the_run_s_own_with_its_date():
    said = facts.self_check(SelfCheck(comparisons=3, interval_rate=0.0, decision_rate=0.0, rows=(), full=FULL))
    assert "3 times; 0.0% of the intervals" in said
    assert "last full check, on 2026-11-21: 208 comparisons" in said
    assert "4.8% of the intervals excluded 1 (chance: 1.4% to 9.6%)" in said
    assert (
        "of 204 decisions 2.0% were faster or slower; the smallest effect it sees is 1.031×: as it should be." in said
    )


def test_without_a_full_check_the_report_says_how_to_make_one():
    assert facts.self_check(OWN).endswith("No full check of this machine is kept: tandem aa makes one.")


def test_a_check_outside_its_band_says_so():
    assert "not as it should be" in facts.full_check(FULL | {"within": False})


@pytest.mark.parametrize("missing", [{"interval_rate": None}, {"band": None}])
def test_a_check_that_compared_nothing_is_none(missing):
    assert facts.full_check(FULL | missing).startswith("No full check")
