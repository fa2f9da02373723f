import math
from dataclasses import replace

import made_records as made
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.core.model import Interval
from benchmarks.stats.summary import summarise
from reports.ledger import load
from reports.ledger_read import read
from reports.ledger_rows import Claim
from reports.verdicts import WORDS, claims_json, judge, judged, with_derived

PARSE = "ticker/parse[order=sent,messages=1000]v1"
MIXED = "ticker/parse_mixed[messages=1000]v1"
JSON = "gateio.json-parse"
HALF_WIDTHS = st.floats(1.0, 2.0)
FIGURES = st.floats(1e-3, 1e3)


def claim(low, high, unit="x", better="more", **more):
    return Claim(
        id="d.a.ratio", document="d", table="t", row="a", column="b", lines="", unit=unit, kind="fact", answer="x",
        claimed=None if low is None else (low, high), better=better, **more,
    )  # fmt: skip


def found(low, high):
    return Interval(low, math.sqrt(low * high) if low > 0 else (low + high) / 2, high)


@pytest.mark.parametrize(
    ("claimed", "measured", "expected"),
    [
        ((3, 5), (3.2, 4.8), "reproduced"),
        ((3, 5), (3, 5), "reproduced"),
        ((3, 5), (1.2, 2.9), "weaker"),
        ((3, 5), (0.5, 0.99), "reversed"),
        ((3, 5), (5.1, 9), "stronger"),
        ((3, 5), (2.9, 3.1), "unresolved"),
        ((3, 5), (0.9, 1.1), "weaker"),
        ((10, 10), (8, 12.5), "reproduced"),  # c reads as c / 1.25 to 1.25 c
        ((10, 10), (7, 7.9), "weaker"),
        ((0.5, 0.8), (0.4, 0.45), "weaker"),  # no gain is claimed, so none is reversed
        ((1, 1), (0.9, 0.99), "reproduced"),
    ],
)
def test_ratios_are_judged_by_their_intervals(claimed, measured, expected):
    assert expected == judge(claim(*claimed), found(*measured)).word


@pytest.mark.parametrize(
    ("claimed", "measured", "expected"),
    [
        ((500, 800), (550, 700), "reproduced"),
        ((500, 800), (100, 200), "stronger"),  # less time than claimed
        ((500, 800), (900, 1000), "weaker"),
        ((500, 800), (700, 900), "unresolved"),
        ((4.2, 4.2), (3.5, 5), "reproduced"),
    ],
)
def test_where_smaller_is_better_it_is_the_other_way_round(claimed, measured, expected):
    assert expected == judge(claim(*claimed, unit="ms", better="less"), found(*measured)).word


@pytest.mark.parametrize(
    ("better", "measured", "expected"),
    [
        ("less", (5, 9.9), "met"),
        ("less", (10.1, 12), "missed"),
        ("less", (9, 11), "unresolved"),
        ("more", (10, 12), "met"),
        ("more", (1, 9), "missed"),
    ],
)
def test_a_target_is_met_or_missed(better, measured, expected):
    claimed = (0, 10) if better == "less" else (10, 10)
    assert expected == judge(claim(*claimed, unit="us", better=better, target=True), found(*measured)).word


@pytest.mark.parametrize(
    ("measured", "expected"), [((2, 3), "demonstrated"), ((0.2, 0.3), "refuted"), ((0.5, 2), "unresolved")]
)
def test_words_that_are_read_as_figures_are_demonstrated_or_refuted(measured, expected):
    assert expected == judge(claim(None, None, says="faster", reads=(1, math.inf)), found(*measured)).word


@given(FIGURES, HALF_WIDTHS, FIGURES, HALF_WIDTHS, st.sampled_from(["more", "less", "neither"]))
def test_every_figure_gets_one_of_the_words(low, claimed_width, measured, width, better):
    verdict = judge(claim(low, low * claimed_width, better=better), found(measured / width, measured * width))
    assert verdict.word in {"reproduced", "stronger", "weaker", "reversed", "unresolved"}


@given(FIGURES, HALF_WIDTHS, FIGURES, HALF_WIDTHS)
def test_the_mirror_image_of_a_claim_has_the_same_verdict(low, claimed_width, measured, width):
    high = low * claimed_width
    at = found(measured / width, measured * width)
    edges = [low, high, low / 1.25, high * 1.25, 1.0]
    assume(not any(math.isclose(x, e, rel_tol=1e-9) for x in (at.low, at.high) for e in edges))
    plain = judge(claim(low, high), at)
    assert plain == judge(claim(1 / high, 1 / low, better="less"), Interval(1 / at.high, 1 / at.value, 1 / at.low))


@given(FIGURES, HALF_WIDTHS, FIGURES, HALF_WIDTHS)
def test_precedence_is_as_stated(low, claimed_width, measured, width):
    at, high = found(measured / width, measured * width), low * claimed_width
    a, b = (low, high) if low != high else (low / 1.25, low * 1.25)
    word = judge(claim(low, high), at).word
    if low > 1 and at.high < 1:
        assert "reversed" == word
    elif at.high < a:
        assert "weaker" == word
    elif at.low > b:
        assert "stronger" == word
    elif at.low >= a and at.high <= b:
        assert "reproduced" == word
    else:
        assert "unresolved" == word


@given(FIGURES, HALF_WIDTHS, FIGURES, st.floats(1.001, 1.9), st.floats(1e-3, 1e3))
def test_the_unit_of_claim_and_figure_together_changes_no_verdict_on_a_time(low, claimed_width, measured, width, scale):
    high, at = low * claimed_width, found(measured / width, measured * width)
    assume(
        not any(
            math.isclose(x, e, rel_tol=1e-9) for x in (at.low, at.high) for e in (low, high, low / 1.25, low * 1.25)
        )
    )
    scaled = Interval(at.low * scale, at.value * scale, at.high * scale)
    plain = judge(claim(low, high, unit="ms", better="less"), at)
    assert plain == judge(claim(low * scale, high * scale, unit="ms", better="less"), scaled)


def run(python=1300.0, rust=900.0, mixed=900.0, **more):
    return made.records(
        {
            PARSE: {"document-python": python, "document-rust": rust},
            MIXED: {"document-python": 1200.0, "document-rust": mixed},
        },
        **more,
    )


def verdicts(records):
    summary = summarise(records)
    return {j.claim.id: j for j in judged(load("gateio"), summary)}


def test_a_ratio_is_measured_block_by_block_and_named():
    row = verdicts(run())[f"{JSON}.ratio.headline.ratio"]
    assert "weaker" == row.verdict.word
    assert row.found.low < 1300 / 900 < row.found.high
    assert (PARSE, "time", True) == (row.case, row.metric, row.interleaved)


def test_an_absolute_figure_is_turned_into_the_claims_unit_and_names_the_machine():
    row = verdicts(run())[f"{JSON}.latency.headline.python"]
    assert pytest.approx(0.0013, rel=0.05) == row.found.value
    assert ("stronger", "here: Test CPU, 2 cores") == tuple(row.verdict)


def test_editing_one_raw_value_changes_the_verdict():
    records = run(python=3600.0, rust=900.0, noise=0.001, blocks=4)
    kept = {f"{r['lane']} {r['block']}": r for r in records if r["is"] == "trial" and r["case"] == PARSE}
    records = [r for r in records if r["is"] != "trial" or any(r is k for k in kept.values())]
    for t in kept.values():
        loops = t["series"][0]["loops"]
        loops["totals"] = [
            (3_600 if t["lane"] == "document-python" else 900) * loops["loops"] * loops["ops"] + t["block"]
        ]
    assert "reproduced" == verdicts(records)[f"{JSON}.ratio.headline.ratio"].verdict.word
    kept["document-rust 2"]["series"][0]["loops"]["totals"][0] //= 2
    assert "unresolved" == verdicts(records)[f"{JSON}.ratio.headline.ratio"].verdict.word


def test_a_slower_rust_is_reversed():
    assert "reversed" == verdicts(run(rust=2600.0))[f"{JSON}.ratio.headline.ratio"].verdict.word


def test_words_are_read_as_the_ledger_says():
    assert "demonstrated" == verdicts(run())["gateio.message-routing.latency.pattern-match.rust"].verdict.word
    assert "refuted" == verdicts(run(mixed=9000.0))["gateio.message-routing.latency.pattern-match.rust"].verdict.word


def test_an_allocation_counted_once_is_a_figure():
    records = run()
    roles = {"main": {"usage": {"heap": {"allocations": 12, "peak_bytes": 9}}}}
    records.append(made.trial(PARSE, "document-rust", 0, 0, [], schedule="memory", instrument="counting", roles=roles))
    row = verdicts(records)["gateio.json-parse.allocations.zero-copy.rust"]
    assert ("refuted", 12.0) == (row.verdict.word, row.found.value)


def test_passing_the_gate_is_a_demonstration():
    row = verdicts(run())["gateio.error-handling.other.failure.python"]
    assert "demonstrated" == row.verdict.word
    assert "the gate" in row.evidence


def test_a_disqualified_lane_leaves_its_claims_unmeasured_with_the_reason():
    records = [*run(), made.gate_row(PARSE, "document-rust", passed=False, difference="[3].bid should be 1, was 2")]
    rows = verdicts(records)
    for name in ("latency.headline.rust", "ratio.headline.ratio"):
        row = rows[f"{JSON}.{name}"]
        assert "not measured yet" == row.verdict.word
        assert "document-rust is disqualified: [3].bid should be 1, was 2" == row.verdict.reason


def test_without_a_run_nothing_is_measured_yet_and_facts_stay():
    rows = judged(load("gateio"), None)
    assert {"fact", "opinion", "not measurable here", "not measured yet"} == {j.verdict.word for j in rows}
    assert all(j.verdict.reason for j in rows)


def test_parts_of_different_schedules_say_so():
    records = run()
    for r in records:
        if r["is"] == "trial" and r["lane"] == "document-rust":
            r["schedule"] = "later"
    row = verdicts(records)[f"{JSON}.ratio.headline.ratio"]
    assert not row.interleaved
    assert "not_interleaved" in [d.code for d in row.doubts]
    assert row.found is not None


def test_one_block_gives_no_interval_and_no_verdict():
    row = verdicts(run(blocks=1))[f"{JSON}.ratio.headline.ratio"]
    assert "unresolved" == row.verdict.word
    assert "needs 2 blocks" in row.verdict.reason


def ledger(*rows):
    head = ['document = "d"', "[[table]]", 'name = "t"', 'columns = ["Rust"]', "rows = ["]
    return read("\n".join([*head, *(f'{{ at = ["a", "Rust"], {row} }},' for row in rows), "]"]))


def test_what_cannot_be_measured_shows_what_was_measured_instead():
    time = f"{PARSE} document-rust time"
    one = ledger(f'id = "d.a.rust", claimed = [1, 2], unit = "us", cannot = "needs two machines", instead = "{time}"')
    row = judged(one, summarise(run()))[0]
    assert ("not measurable here", f"needs two machines; instead: {time}") == tuple(row.verdict)
    assert pytest.approx(0.9, rel=0.05) == row.found.value


def test_a_difference_may_be_zero_and_a_fact_is_a_constant():
    operands = f'with = {{ t = "{PARSE} document-rust time", price = "d.price.rust" }}'
    two = ledger(
        'id = "d.price.rust", claimed = [2, 2], unit = "USD/h", fact = "price list"',
        f'id = "d.a.rust", claimed = [0, 1], unit = "ns", expr = "t - t * price / 2", {operands}',
    )
    row = judged(two, summarise(run()))[1]
    assert "reproduced" == row.verdict.word
    assert 0.0 == row.found.value


def test_the_json_of_claims_is_as_documented():
    document = claims_json([load("gateio")], summarise(run()))
    assert 1 == document["schema"]
    expected = [
        "id",
        "document",
        "lane",
        "claimed_low",
        "claimed_high",
        "unit",
        "case",
        "metric",
        "measured",
        "low",
        "high",
        "verdict",
        "reason",
    ]
    assert {tuple(expected)} == {tuple(row) for row in document["claims"]}
    assert {row["verdict"] for row in document["claims"]} <= set(WORDS)
    row = next(r for r in document["claims"] if r["id"] == f"{JSON}.ratio.headline.ratio")
    assert ("ratio", 3.0, 5.0, "x", PARSE, "time", "weaker") == tuple(
        row[k] for k in ("lane", "claimed_low", "claimed_high", "unit", "case", "metric", "verdict")
    )
    only = claims_json([load("gateio")], summarise(run()), "weaker")["claims"]
    assert [f"{JSON}.ratio.headline.ratio"] == [r["id"] for r in only]


def test_measured_expressions_are_the_summarys_derived_figures():
    summary = with_derived(summarise(run()), [load("gateio")])
    row = next(d for d in summary.derived if d.id == f"{JSON}.ratio.headline.ratio")
    assert "py / rs" == row.expr
    assert row.low < row.value < row.high
    assert row.interleaved


@pytest.mark.parametrize(
    ("held", "broke", "word", "measured"),
    [
        (5000.0, None, "stronger", 5000.0),  # the highest offered: more might be held
        (3400.0, None, "unresolved", 3400.0),
        (math.nan, 100.0, "weaker", None),  # not even the lowest offered
        (1000.0, 5000.0, "unresolved", 1000.0),
    ],
)
def test_a_highest_rate_of_which_one_end_is_known_is_judged_by_that_end(held, broke, word, measured):
    case, lane, row = (
        "order_placement/open_loop[rate=100,orders=2000]v1",
        "document-rust",
        "hft-order-flow.throughput.max",
    )
    summary = summarise(made.records({PARSE: {"document-rust": 900.0}}))
    rate = replace(
        summary.measurements[0], case=case, lane=lane, metric="rate_held", unit="1/s", value=held,
        low=None if math.isnan(held) else held, high=broke, note="what was offered",
    )  # fmt: skip
    rows = claims_json([load("gateio")], replace(summary, measurements=(rate,)))["claims"]
    (found,) = (r for r in rows if r["id"] == f"gateio.{row}.rust")
    assert (word, measured) == (found["verdict"], found["measured"])
    assert ("what was offered" in found["reason"]) == (broke is None or measured is None)
