from benchmarks.core.archive import stored_runs
from benchmarks.harnesses.agreement import Row, agree, keep, parted
from benchmarks.stats.summary import summarise
from tandem.stored import stored


def test_long_runs_agree_within_ten_percent():
    within, note = agree({"tandem": 100_000, "pyperf": 104_000, "asv": 98_000}, {"tandem": 50, "pyperf": 60, "asv": 40})
    assert within
    assert "subtracted" not in note


def test_long_runs_that_part_disagree():
    within, note = agree({"tandem": 100_000, "pyperf": 125_000, "asv": 100_000}, {})
    assert not within
    assert "25.0%" in note


def test_short_runs_are_compared_less_each_harness_own_empty_call():
    times = {"tandem": 130.0, "pyperf": 160.0, "asv": 140.0}
    assert not agree(times, {})[0]
    within, note = agree(times, {"tandem": 30.0, "pyperf": 60.0, "asv": 40.0})
    assert within
    assert "subtracted" in note


def test_shares_part_by_their_largest_difference():
    assert 0.25 == parted({"a": 0.75, "b": 0.25}, {"a": 0.5, "b": 0.25, "c": 0.25})


def test_an_empty_table_of_shares_agrees_with_nothing():
    assert 1.0 == parted({}, {"a": 1.0})


def test_a_table_is_stored_beside_the_runs_and_the_newest_is_read(tmp_path):
    old = keep([Row("old/case[]v1 python", "time", {"tandem": 1.0}, within=True)], tmp_path)
    old.with_name("2001" + old.name[4:]).write_text(old.read_text().replace('"at":"20', '"at":"19'))
    old.unlink()
    keep([Row("ticker/parse[]v1 python", "time", {"tandem": 2.0, "asv": "n/a: why"}, within=False)], tmp_path)
    rows = summarise(stored(tmp_path).records).agreement
    assert ["ticker/parse[]v1 python"] == [row["subject"] for row in rows]
    assert {"tandem": 2.0, "asv": "n/a: why"} == rows[0]["found"]
    assert not any(run.wrong for run in stored_runs(tmp_path))
