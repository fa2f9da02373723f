"""Rows of timed commands as text and as files; what is measured is in tests/cli/test_time.py."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from benchmarks.core.errors import ResultsError
from benchmarks.core.model import Doubt, Measurement, Ratio, SelfCheck, Summary
from tandem import timed_data
from tandem.commands.time import SUFFIXES
from tandem.timed import Row, Timed, show, told

SUMMARY = Summary(
    runs=({"id": "r1"},), host={"is": "host", "schema": 1, "id": "h1", "cores": 2}, runtimes=(), catalog={},
    measurements=(), ratios=(), gate=(), derived=(), checks=(), distributions=(),
    aa=SelfCheck(comparisons=0, interval_rate=None, decision_rate=None, rows=()),
    doubts=(Doubt("steal", "3.0% of the time went to other guests", "measure later"),), block_values={},
)  # fmt: skip


def measured(metric, unit, value, doubts=()):
    return Measurement(
        case="c", lane="x", metric=metric, unit=unit, value=value, low=value * 0.9, high=value * 1.1, processes=6,
        blocks=2, doubts=doubts,
    )  # fmt: skip


def row(number, ms, mib=2.0, whole=None, **more):
    measures = {
        "time": measured("time", "ns", ms * 1e6),
        "cpu_user": measured("cpu_user", "ns", ms * 5e5),
        "resident_peak": measured("resident_peak", "B", mib * 1e6),
        "resident_sum": measured("resident_sum", "B", (whole or mib) * 1e6),
    }
    given = {
        "case": "c", "lane": f"command-{number}", "name": f"sleep {number}", "command": f"sleep {number}", "params": {},
        "starts": 6, "shortest_ns": ms * 9e5, "longest_ns": ms * 2e6, "measures": measures, "ratio": None,
    }  # fmt: skip
    return Row(**{**given, **more})


def ratio(lane, baseline, value, outcome):
    return Ratio(
        case="c", metric="time", baseline=f"command-{baseline}", lane=f"command-{lane}", value=value, low=value * 0.9,
        high=value * 1.1, outcome=outcome, smallest_effect=1.25, blocks=2,
    )  # fmt: skip


def shown(rows, between=(), **more):
    out = io.StringIO()
    found = Timed(rows=tuple(rows), between=tuple(between), summary=SUMMARY, ended="complete", path=None)
    show(found, Console(file=out, width=200, **more))
    return out.getvalue()


def test_the_fastest_is_named_with_how_far_it_is_ahead_and_with_whom_it_is_tied():
    rows = [row(1, 10), row(2, 20), row(3, 10.1)]
    text = shown(rows, [ratio(1, 2, 2.0, "faster"), ratio(1, 3, 1.01, "unresolved")])
    assert "sleep 1 cannot be told apart from sleep 3" in text
    assert "sleep 1 is 2.00× (1.80–2.20) as fast as sleep 2" in text


def test_one_command_is_compared_with_nobody():
    text = shown([row(1, 10)])
    assert "against" not in text
    assert "as fast as" not in text
    assert "10.0 (9.0–11.0) ms" in text


def test_an_unresolved_ratio_says_what_would_have_been_seen():
    rows = [row(1, 10), row(2, 10, ratio=ratio(2, 1, 1.0, "unresolved"))]
    assert "unresolved (could have seen 1.25×)" in shown(rows)


def test_what_could_not_be_read_is_not_a_number():
    without = row(1, 10, measures={"time": measured("time", "ns", 1e7)})
    assert "n/a" in shown([without])


@pytest.mark.parametrize(("whole", "column"), [(2.0, False), (2.001, False), (7.0, True)])
def test_all_processes_have_a_column_where_they_are_several(whole, column):
    assert column == ("memory sum" in shown([row(1, 10, whole=whole)]))


def test_a_case_says_its_parameters_and_a_name_with_brackets_is_shown_as_it_is():
    text = shown([row(1, 10, name="echo [red]", params={"n": 4})])
    assert "n = 4" in text
    assert "echo [red]" in text


def test_bars_are_for_a_terminal():
    assert "▇" in shown([row(1, 10)], force_terminal=True)
    assert "▇" not in shown([row(1, 10)])


def test_each_doubt_is_told_once():
    noisy = {"time": measured("time", "ns", 1e7, doubts=(Doubt("noisy", "blocks deviate by 12%", "tandem doctor"),))}
    text = shown([row(1, 10, measures=noisy), row(2, 10, measures=noisy)])
    assert 1 == text.count("blocks deviate")
    assert 1 == text.count("went to other guests")


def test_the_time_to_the_first_output_does_not_rank_commands():
    trial = {"is": "trial", "series": [{"metric": "startup"}, {"metric": "time"}]}
    assert [{"is": "run"}, {"is": "trial", "series": [{"metric": "time"}]}] == told([{"is": "run"}, trial])
    assert 2 == len(trial["series"])


def test_every_ending_that_may_be_asked_for_can_be_written():
    assert set(SUFFIXES) == set(timed_data.FORMATS)


def test_a_name_cannot_break_a_table(tmp_path):
    found = Timed(
        rows=(row(1, 10, name="a | `b`"),), between=(), summary=SUMMARY, ended="complete", path=None
    )  # fmt: skip
    timed_data.exported(found, [tmp_path / "x.md"], identify=False)
    line = (tmp_path / "x.md").read_text().splitlines()[2]
    assert line.startswith("| `a \\| 'b'` |")
    assert 8 == line.replace("\\|", "").count("|") - 1


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    found = Timed(rows=(row(1, 10),), between=(), summary=SUMMARY, ended="complete", path=None)
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(ResultsError, match=r"x\.csv: cannot be written"):
        timed_data.exported(found, [tmp_path / "x.csv"], identify=False)


def test_home_is_a_tilde_unless_it_is_asked_for(monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    mine = row(1, 10, name="/home/somebody/x", command="/home/somebody/x")
    found = Timed(rows=(mine,), between=(), summary=replace(SUMMARY, doubts=()), ended="budget", path=None)
    assert "somebody" not in str(timed_data.as_json(found))
    assert "/home/somebody/x" in str(timed_data.as_json(found, identify=True))
