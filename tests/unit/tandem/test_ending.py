import io
from dataclasses import replace

import pytest
from rich.console import Console

from tandem import ending
from tests.unit.reports.sample import empty, summary

LANES = [
    {"name": name, "kind": kind, "label": name, "runtime": "cpython", "source": "x", "doubts": doubts}
    for name, kind, doubts in (
        ("python", "own", []), ("rust", "own", ["takes masked frames from a server"]), ("broken", "own", []),
        ("waiting", "own", []),
    )
]  # fmt: skip
CASE = {"id": "c/work[n=1]v1", "operation": "work", "params": {"n": 1}, "roles": [{"name": "main", "lane": ""}]}
HEADER = {
    "is": "run", "id": "r", "host": "h1", "options": {},
    "catalog": {"components": [{"name": "c", "reference": "python", "cases": [CASE], "lanes": LANES}]},
}  # fmt: skip


def gate(lane, **more):
    return {"is": "gate", "case": CASE["id"], "lane": lane, "runtime": "r1", "given": "g", "passed": True, **more}


def trial(lane, block, slot, ns):
    series = [
        {"role": "main", "metric": "time", "unit": "ns", "loops": {"loops": 1, "ops": 1, "warmup": 1, "totals": [ns]}}
    ]
    place = {"schedule": CASE["id"], "block": block, "slot": slot, "seed": 1, "case": CASE["id"], "lane": lane}
    record = {"is": "trial", "id": f"{lane}-{block}-{slot}", **place, "runtime": "r1", "host": "h1", "given": "g"}
    record |= {
        "by": "tandem",
        "instrument": None,
        "asked": [{"how": "batch"}],
        "started": f"2026-11-21T00:00:{slot:02d}Z",
    }
    return {**record, "wall_ns": 1, "ended": "ok", "doubts": [], "roles": {"main": {"usage": {}}}, "series": series}


@pytest.fixture
def said():
    """What the end of a made-up run prints."""
    records = [
        HEADER,
        {"is": "host", "id": "h1", "cores": 2, "doctor": [{"code": "load", "saw": "busy", "advice": "wait"}]},
    ]
    records.append({"is": "runtime", "id": "r1", "name": "cpython"})
    records += [gate("python"), gate("rust"), gate("waiting")]
    records.append(gate("broken", passed=False, status="disqualified", difference="[1] should be 2, was 3"))
    for block in range(6):
        records += [trial("python", block, slot, 1000 + block + slot) for slot in range(3)]
        records += [trial("rust", block, slot, 100 + block % 2) for slot in range(3)]
        records += [trial("broken", block, slot, 1) for slot in range(3)]
    out = io.StringIO()
    ending.show(ending.summarised(records), Console(file=out, width=160))
    return out.getvalue()


def row(said, lane):
    return next(line for line in said.splitlines() if line.startswith(lane))


def test_a_lane_has_value_ratio_interval_and_outcome(said):
    assert "faster" in row(said, "rust")
    assert "×" in row(said, "rust")
    assert "1,00" in row(said, "python")
    assert "against python" in said


def test_a_lane_that_did_other_work_has_its_reason_and_no_number(said):
    assert row(said, "broken") == "broken: disqualified: [1] should be 2, was 3"


def test_a_lane_that_is_not_measured_yet_says_so(said):
    assert row(said, "waiting") == "waiting: does the same work, not measured yet"


def test_the_case_s_id_is_whole_and_a_sentence_is_not_a_cell(said):
    assert said.startswith("c/work[n=1]v1")
    assert "stated by the lane" in row(said, "rust")
    assert "masked frames" not in said


def test_doubts_of_the_whole_run_are_told_with_advice(said):
    assert "doubt: busy; wait" in said


def printed(show, of, width=160):
    out = io.StringIO()
    show(of, Console(file=out, width=width))
    return out.getvalue()


def test_a_run_ends_with_at_most_ten_rows_that_matter_and_the_tally():
    said = printed(ending.matters, summary())
    head, *rows = said.splitlines()[1:]
    assert ["component", "best", "Python", "Rust", "called", "Rust", "alone", "advice"] == head.split()
    assert any(row.startswith("ticker parse") and "×" in row for row in rows)
    assert ending.MOST >= sum("×" in row for row in rows)
    assert "claims of gateio: " in rows[-1]


def test_a_component_of_which_no_gain_is_known_is_no_row_that_matters():
    of = summary()
    base = [m for m in of.measurements if m.lane.startswith("document-")]
    ratios = [r for r in of.ratios if {r.baseline, r.lane} <= {"document-python", "document-rust"}]
    said = printed(ending.matters, replace(of, measurements=tuple(base), ratios=tuple(ratios)))
    assert "component" not in said
    assert "claims of gateio: " in said


def test_nothing_measured_has_no_rows_that_matter():
    assert "component" not in printed(ending.matters, empty())


def test_a_narrow_terminal_has_fewer_columns_and_no_line_is_longer():
    for show in (ending.show, ending.matters):
        lines = printed(show, summary(), width=72).splitlines()
        assert all(len(line) <= 72 for line in lines if not line.startswith(("doubt:", "claims of")))
    assert "memory" not in printed(ending.show, summary(), width=72)
