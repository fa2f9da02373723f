import made_records as made
import pytest

from benchmarks.core.model import Ratio
from benchmarks.stats.bounds import INVALID, beaten, doubts, invalid
from benchmarks.stats.summary import summarise

CASE = "ticker/parse[messages=1000]v1"
KINDS = {"python": "own", "rust": "own", "limit": "limit", "limit-two": "limit", "floor": "floor"}


def row(baseline, lane, low, value, metric="time"):
    ratio = {"value": value, "low": low, "high": 99.0, "outcome": "faster", "smallest_effect": 1.01, "blocks": 6}
    return Ratio(case=CASE, metric=metric, baseline=baseline, lane=lane, **ratio)


def lanes(*rows):
    return [b.lane for b in beaten(rows, lambda _, lane: KINDS[lane])]


def test_a_lane_whose_whole_interval_is_over_the_limit_beats_it():
    assert ["rust"] == lanes(row("limit", "rust", 1.03, 1.2))


@pytest.mark.parametrize(("low", "value"), [(1.02, 1.5), (0.9, 1.1), (0.2, 0.3)])
def test_a_lane_whose_interval_reaches_the_limit_does_not(low, value):
    assert [] == lanes(row("limit", "rust", low, value))


@pytest.mark.parametrize("odd", [("floor", "rust"), ("python", "rust"), ("limit", "floor"), ("limit-two", "limit")])
def test_only_limits_are_beaten_and_only_by_lanes_that_do_the_work(odd):
    assert [] == lanes(row(*odd, 2.0, 3.0))


def test_only_the_headline_counts():
    assert [] == lanes(row("limit", "rust", 2.0, 3.0, metric="resident_peak"))


def test_of_several_limits_all_must_be_beaten():
    assert [] == lanes(row("limit", "rust", 2.0, 3.0), row("limit-two", "rust", 0.5, 0.6))
    (found,) = beaten([row("limit", "rust", 2.0, 3.0), row("limit-two", "rust", 1.1, 1.2)], lambda _, lane: KINDS[lane])
    assert "limit-two" == found.limit


def test_the_doubt_names_the_limit_and_the_run_is_invalid():
    found = beaten([row("limit", "rust", 1.1, 1.25)], lambda _, lane: KINDS[lane])
    ((place, (doubt,)),) = doubts(found).items()
    assert ((CASE, "rust"), "beats_limit") == (place, doubt.code)
    assert "1.25 times as good as limit" in doubt.saw
    (overall,) = invalid(found)
    assert INVALID == overall.code
    assert "this run is invalid" in overall.saw
    assert [] == invalid([])


def records_with_limit(limit_ns):
    records = made.records({CASE: {"python": 4000.0, "rust": 100.0, "limit": limit_ns}})
    for lane in records[0]["catalog"]["components"][0]["lanes"]:
        lane["kind"] = KINDS[lane["name"]]
    return records


def test_a_run_whose_lane_beats_its_limit_says_so_beside_the_lane_and_of_the_whole():
    summary = summarise(records_with_limit(150.0))
    codes = {m.lane: {d.code for d in m.doubts} for m in summary.measurements if m.metric == "time"}
    assert {"python": False, "rust": True, "limit": False} == {lane: "beats_limit" in d for lane, d in codes.items()}
    assert [INVALID] == [d.code for d in summary.doubts]


def test_a_run_whose_lanes_stay_below_their_limit_is_not_doubted_for_it():
    summary = summarise(records_with_limit(90.0))
    assert not [d for m in summary.measurements for d in m.doubts if d.code == "beats_limit"]
    assert [] == [d for d in summary.doubts if d.code == INVALID]
