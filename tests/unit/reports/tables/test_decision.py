"""The word of a decision, by intervals known to lead to it, at its boundaries too; and which case is the lead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.model import Derived, Interval
from reports.tables.cases import case_tables
from reports.tables.decision import RULE, Evidence, advise, decisions
from reports.tables.sentences import WORTH
from tests.unit.reports.sample import CASES, empty, summary

WIN, LOSS, OPEN, HUGE = (
    Interval(3.0, 3.1, 3.2),
    Interval(0.8, 0.9, 1.0),
    Interval(1.1, 1.3, 1.5),
    Interval(9.0, 9.5, 10),
)
EVEN = Interval(30.2, 35.0, 40.7)
EDGE = Interval(WORTH, 1.4, 1.5)
BELOW = Interval(1.0, 1.1, WORTH - 1e-9)
TOUCHING = Interval(1.0, 1.1, WORTH)


@pytest.mark.parametrize(
    ("evidence", "word"),
    [
        (Evidence(called=WIN), "port it"),
        (Evidence(alone=WIN), "port it"),  # nothing is called from Python: a whole program
        (Evidence(better=WIN, called=WIN), "port it"),
        (Evidence(better=BELOW, called=EDGE), "port it"),
        (Evidence(better=HUGE, called=WIN), "improve the Python first"),
        (Evidence(better=Interval(3.2, 3.5, 4.0), called=WIN), "port it"),  # they touch: neither is shown to bring more
        (Evidence(better=Interval(3.21, 3.5, 4.0), called=WIN), "improve the Python first"),
        (Evidence(better=EDGE, called=LOSS, alone=LOSS), "improve the Python first"),
        (Evidence(called=LOSS, alone=WIN, even=EVEN, batched=WIN), "port it in batches"),
        (Evidence(called=LOSS, alone=WIN, even=EVEN, batched=EDGE), "port it in batches"),
        (Evidence(called=LOSS, alone=WIN, even=EVEN, batched=BELOW), "leave it"),
        (Evidence(called=LOSS, alone=WIN, even=EVEN, batched=TOUCHING), "cannot tell yet"),
        (Evidence(called=LOSS, alone=WIN), "cannot tell yet"),  # what a call costs is not measured
        (Evidence(called=LOSS, alone=WIN, batched=BELOW), "leave it"),  # it never pays
        (Evidence(better=WIN, called=LOSS, alone=WIN, batched=LOSS), "improve the Python first"),
        (Evidence(better=HUGE, called=LOSS, alone=WIN), "improve the Python first"),  # more than any batch can bring
        (Evidence(better=WIN, called=LOSS, alone=HUGE), "cannot tell yet"),
        (Evidence(called=LOSS, alone=LOSS), "leave it"),
        (Evidence(called=BELOW), "leave it"),
        (Evidence(called=TOUCHING), "cannot tell yet"),
        (Evidence(called=OPEN), "cannot tell yet"),
        (Evidence(called=LOSS, alone=OPEN), "cannot tell yet"),
        (Evidence(better=OPEN, called=LOSS), "cannot tell yet"),
        (Evidence(better=WIN), "cannot tell yet"),
        (Evidence(alone=WIN, waits="not built"), "cannot tell yet"),  # what Python would call is to be measured first
        (Evidence(alone=LOSS, waits="not built"), "leave it"),
        (Evidence(better=WIN, alone=LOSS, waits="not built"), "improve the Python first"),
        (Evidence(), "cannot tell yet"),
    ],
)
def test_the_word_follows_from_intervals_by_the_rule(evidence, word):
    assert word == advise(evidence).word


def test_what_is_open_or_missing_is_said():
    assert "1.30× (1.10–1.50)" in advise(Evidence(called=OPEN)).why
    assert "what a call costs" in advise(Evidence(called=LOSS, alone=WIN)).why
    assert "not built" == advise(Evidence(missing="not built")).why
    assert "of 41 or more" in advise(Evidence(called=LOSS, alone=WIN, even=EVEN, batched=WIN)).why
    assert "only a whole program" in advise(Evidence(called=LOSS, alone=WIN, batched=LOSS)).why


def test_every_word_has_its_meaning():
    assert {"port it", "port it in batches", "improve the Python first", "leave it", "cannot tell yet"} == set(RULE)


@pytest.fixture(scope="module")
def found():
    full = summary()
    return full, decisions(full, case_tables(full))


def test_a_row_a_component_with_its_gains_from_the_same_schedule(found):
    _, rows = found
    ticker = rows["ticker"][0]
    assert ("ticker/parse[order=sent,messages=1000]v1", "document-python") == (ticker.case, ticker.plain)
    assert ("peer-msgspec", "time") == (ticker.python, ticker.metric)
    assert ticker.better.ratio.value == pytest.approx(1310 / 372, rel=0.05)
    assert ticker.called.ratio.value == pytest.approx(372 / 212, rel=0.05)
    assert ticker.alone.ratio.value == pytest.approx(372 / 96, rel=0.05)
    assert all(gain.ratio.interleaved for gain in (ticker.better, ticker.called, ticker.alone))
    assert "improve the Python first" == ticker.advice.word
    assert "resident peak" == ticker.memory.what


def test_a_component_whose_best_python_is_the_plain_one_says_so(found):
    full, _ = found
    lanes = {"document-python": 100, "rust": 10}
    kept = [m for m in full.measurements if m.case != "clock/read[clock=monotonic]v1" or m.lane in lanes]
    fewer = replace(full, measurements=tuple(kept))
    assert "no better one measured" == decisions(fewer, case_tables(fewer))["clock"][0].better.why


def test_a_better_python_that_nothing_compares_is_passed_over(found):
    full, _ = found
    values = {k: v for k, v in full.block_values.items() if k[1] != "peer-msgspec"}
    ratios = tuple(r for r in full.ratios if "peer-msgspec" not in {r.lane, r.baseline})
    fewer = replace(full, block_values=values, ratios=ratios)
    assert "python-best" == decisions(fewer, case_tables(fewer))["ticker"][0].python


def test_the_first_quick_case_that_compares_most_stands_for_its_component(found):
    full, rows = found
    assert "websocket/receive[messages=100000]v1" == rows["websocket"][0].case
    components = [dict(c, cases=[dict(x) for x in c["cases"]]) for c in full.catalog["components"]]
    for component in components:
        for case in component["cases"]:
            case["quick"] = not case["id"].startswith("websocket/receive")
    slow = replace(full, catalog={"components": components})
    assert "websocket/parse_frames[bytes=208,role=client]v1" == decisions(slow, case_tables(slow))["websocket"][0].case


def test_a_case_of_sizes_stands_for_a_component_only_where_none_compares_times(found):
    full, _ = found
    receive = "websocket/receive[messages=100000]v1"
    sizes = [replace(m, metric="size", unit="B") for m in full.measurements if (m.case, m.metric) == (receive, "time")]
    ratios = [replace(r, metric="size") if r.case == receive else r for r in full.ratios]
    others = [m for m in full.measurements if m.case != receive]
    sized = replace(full, measurements=(*sizes, *others), ratios=tuple(ratios))
    assert "parse_frames" == decisions(sized, case_tables(sized))["websocket"][0].operation
    assert receive in {d.case for d in decisions(sized, case_tables(sized))["websocket"]}


def test_a_component_without_both_languages_has_no_row(found):
    full, _ = found
    bare = {"name": "machine", "reference": "python", "cases": [], "lanes": [{"name": "floor-python"}]}
    more = replace(full, catalog={"components": [*full.catalog["components"], bare]})
    assert "machine" not in decisions(more, case_tables(more))


def test_before_the_first_measurement_nothing_can_be_told():
    full = empty()
    rows = decisions(full, case_tables(full))
    assert {"cannot tell yet"} == {row[0].advice.word for row in rows.values()}
    assert "nothing is measured yet" in rows["ticker"][0].advice.why


def test_where_only_the_call_from_python_is_refused_its_reason_is_what_is_missing(found):
    full, rows = found
    lane = "rust-from-python"
    gate = [replace(g, passed=False, difference="died", status="died") if g.lane == lane else g for g in full.gate]
    bare = replace(full, gate=tuple(gate), measurements=tuple(m for m in full.measurements if m.lane != lane))
    advice = decisions(bare, case_tables(bare))["ticker"][0].advice
    assert ("cannot tell yet", "called from Python: died") == (advice.word, advice.why.partition("; ")[2])
    mixed = next(d for d in rows["ticker"] if d.operation == "parse_mixed")
    assert ("port it", "does not answer this case") == (mixed.advice.word, mixed.called.why)


def test_a_lane_that_was_refused_gives_its_reason(found):
    full, _ = found
    gate = [replace(g, passed=False, difference="not built: install Rust (rustup)", status="unavailable")
            if g.lane in {"rust", "rust-from-python"} else g for g in full.gate]  # fmt: skip
    kept = tuple(m for m in full.measurements if m.lane not in {"rust", "rust-from-python"})
    bare = replace(full, gate=tuple(gate), measurements=kept)
    row = decisions(bare, case_tables(bare))["ticker"][0]
    assert ("cannot tell yet", "Rust: not built: install Rust (rustup)") == row.advice
    assert "not built: install Rust (rustup)" == row.alone.why


def test_a_break_even_comes_from_the_figures_of_crossings(found):
    full, rows = found
    assert ("not measured", None) == (rows["ticker"][0].even_why, rows["ticker"][0].even)
    case = next(c for c in CASES if c.startswith("ticker/parse["))
    even = Derived(id=f"boundary.break-even[{case}]", expr="x", value=2, low=1.5, high=2.5, interleaved=False)
    more = replace(full, derived=(even,))
    assert Interval(1.5, 2, 2.5) == decisions(more, case_tables(more))["ticker"][0].even
    priced = replace(full, derived=(replace(even, id=f"boundary.gain[{case},batch=4096]"),))
    assert "never, or not in every block" == decisions(priced, case_tables(priced))["ticker"][0].even_why


def test_a_difference_that_does_not_hold_among_all_is_open(found):
    full, _ = found
    doubtful = replace(full, ratios=tuple(replace(r, q=0.9) for r in full.ratios))
    assert {"cannot tell yet"} == {row[0].advice.word for row in decisions(doubtful, case_tables(doubtful)).values()}
