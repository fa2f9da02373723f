"""``claims``, ``audit`` and ``compare`` on stored runs made from a seed."""

import io
import json

import made_records as made
import pytest
from click.testing import CliRunner
from rich.console import Console

from benchmarks.core.errors import SelectionError
from reports import ledger
from tandem.commands import audit, claims, compare
from tandem.stored import stored

PARSE = "ticker/parse[order=sent,messages=1000]v1"
LANES = {"document-python": 1300.0, "document-rust": 900.0}


def put(
    folder, name, lanes=None, *, host=made.HOST, started="2026-11-21T08:00:00Z", commit="ab12cd34", extra=(), **more
):
    records = made.records({PARSE: lanes or LANES}, **more)
    records[0] |= {"id": name, "started": started, "commit": commit, "host": host}
    for r in (*records, *extra):
        if r["is"] == "trial":
            r |= {"id": f"{name}-{r['id']}", "host": host, "started": started[:14] + r["started"][14:]}
        elif r["is"] == "host":
            r["id"] = host
    path = folder / host / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r) + "\n" for r in (*records, *extra)))


def ran(command, *args):
    return CliRunner().invoke(command, [str(a) for a in args], catch_exceptions=True)


def test_claims_give_the_documented_json(tmp_path):
    put(tmp_path, "run-a")
    found = ran(claims.command, "--json", "--document", "gateio", "--data", tmp_path)
    rows = {r["id"]: r for r in json.loads(found.output)["claims"]}
    assert 0 == found.exit_code
    assert 162 == len(rows)
    assert "weaker" == rows["gateio.json-parse.ratio.headline.ratio"]["verdict"]


def test_claims_can_be_cut_to_a_verdict_and_are_told_in_words(tmp_path):
    put(tmp_path, "run-a")
    found = ran(claims.command, "--verdict", "weaker", "--document", "gateio", "--data", tmp_path)
    assert "weaker: JSON parsing, Improvement: 3 to 5 x, measured 1.4" in found.output
    assert "Startup time" not in found.output
    assert "1 weaker" in found.output


def test_at_a_terminal_claims_are_tables(tmp_path):
    put(tmp_path, "run-a")
    out = io.StringIO()
    for width in (160, 60):
        claims.show(ledger.load("gateio"), stored(tmp_path).summary(), "weaker", Console(file=out, width=width))
    wide, narrow = out.getvalue().split("gateio: ")[1:]
    row = next(line for line in wide.splitlines() if "JSON parsing" in line and "3 to 5 x" in line)
    assert "weaker" in row.split()
    assert "1 weaker" in wide
    assert all(len(line) <= 60 for line in narrow.splitlines()[1:])


def test_claims_without_a_run_are_not_measured_yet(tmp_path):
    found = ran(claims.command, "--data", tmp_path / "nothing")
    assert 0 == found.exit_code
    assert "not measured yet: JSON parsing, Python: 0.5 to 1 ms (bound, but not run yet)" in found.output


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--verdict", "fine"), "verdict fine: there is no such verdict; verdicts are: reproduced"),
        (("--document", "x"), "document x: there is no such ledger; known are: audio, gateio"),
        (("nosuch",), "run nosuch: no stored run is called that"),
    ],
)
def test_unknown_names_are_told_with_what_there_is(tmp_path, args, says):
    found = ran(claims.command, *args, "--data", tmp_path)
    assert isinstance(found.exception, SelectionError)
    assert says in str(found.exception)


def test_audit_ends_with_three_and_says_what_does_not_hold():
    found = ran(audit.command, "gateio")
    assert 3 == found.exit_code
    assert (
        "gateio L9: Startup time: py / rs is 10 to 8 by pairs, 5 to 16 by extremes, stated 5 to 8: does not hold"
        in found.output
    )
    as_json = ran(audit.command, "gateio", "--json")
    assert 3 == as_json.exit_code
    assert 15 == len(json.loads(as_json.output)["audit"])


def test_two_runs_of_the_same_code_show_no_regression(tmp_path):
    put(tmp_path, "run-a", blocks=12, noise=0.005)
    put(tmp_path, "run-b", blocks=12, noise=0.005, seed=2, started="2026-11-21T09:00:00Z", commit="ff00")
    found = ran(compare.command, "run-a", "ff00", "--fail-on", "5%", "--data", tmp_path)
    assert 0 == found.exit_code, found.output
    assert "2 equivalent" in found.output.splitlines()[-1]
    assert "doubt: its parts were not measured in the same blocks" in found.output


def test_a_slower_lane_is_a_regression(tmp_path):
    put(tmp_path, "run-a")
    put(tmp_path, "run-b", LANES | {"document-rust": 1100.0}, seed=2, started="2026-11-21T09:00:00Z")
    found = ran(compare.command, "run-a", "run-b", "--fail-on", "5%", "--json", "--data", tmp_path)
    rows = {r["lane"]: r for r in json.loads(found.output)["comparisons"]}
    assert 3 == found.exit_code
    assert ("slower", True) == (rows["document-rust"]["outcome"], rows["document-rust"]["regression"])
    assert not rows["document-python"]["regression"]
    assert pytest.approx(900 / 1100, rel=0.05) == rows["document-rust"]["value"]
    assert ["not_interleaved"] == [d["code"] for d in rows["document-rust"]["doubts"]]
    assert 0 == ran(compare.command, "run-a", "run-b", "--data", tmp_path).exit_code
    assert 0 == ran(compare.command, "run-a", "run-b", "--fail-on", "40%", "--data", tmp_path).exit_code


def test_a_lane_that_no_longer_passes_the_gate_is_a_regression(tmp_path):
    put(tmp_path, "run-a")
    refused = [made.gate_row(PARSE, "document-rust", passed=False, difference="[0].bid should be 1, was 2")]
    put(tmp_path, "run-b", seed=2, started="2026-11-21T09:00:00Z", extra=refused)
    found = ran(compare.command, "run-a", "run-b", "--fail-on", "5%", "--data", tmp_path)
    assert 3 == found.exit_code
    assert "lost (1)" in found.output
    assert "REGRESSION; disqualified: [0].bid should be 1, was 2" in found.output
    assert "; 1 regression" in found.output.splitlines()[-1]


def test_another_input_is_not_compared(tmp_path):
    put(tmp_path, "run-a")
    put(tmp_path, "run-b", seed=2, started="2026-11-21T09:00:00Z")
    path = tmp_path / made.HOST / "run-b.jsonl"
    path.write_text(path.read_text().replace('"given": "9f3"', '"given": "777"'))
    found = ran(compare.command, "run-a", "run-b", "--data", tmp_path)
    assert "other input (2)" in found.output
    assert "the input is another one" in found.output
    assert "nothing to compare" in found.output


def test_what_only_one_run_has_is_gone_or_new(tmp_path):
    put(tmp_path, "run-a", LANES | {"python": 4000.0})
    put(tmp_path, "run-b", LANES | {"rust": 90.0}, seed=2, started="2026-11-21T09:00:00Z")
    found = json.loads(ran(compare.command, "run-a", "run-b", "--json", "--data", tmp_path).output)
    gone = {"case": PARSE, "lane": "python", "reason": "its case was measured again without it"}
    assert ([gone], [{"case": PARSE, "lane": "rust"}]) == (found["gone"], found["new"])
    assert {"gone": 1, "new": 1}.items() <= found["tally"].items()
    assert 0 == ran(compare.command, "run-a", "run-b", "--fail-on", "5%", "--data", tmp_path).exit_code
    said = ran(compare.command, "run-a", "run-b", "--data", tmp_path).output
    assert "gone (1)" in said
    assert "new (1)" in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("b", "says"),
    [
        ("run-a", "both name the same runs"),
        ("run-c", "measured on different hosts"),
        ("run-x", "no stored run is called that"),
    ],
)
def test_what_cannot_be_compared_is_told(tmp_path, b, says):
    put(tmp_path, "run-a")
    put(tmp_path, "run-c", host="h-other")
    found = ran(compare.command, "run-a", b, "--data", tmp_path)
    assert isinstance(found.exception, SelectionError)
    assert says in str(found.exception)


@pytest.mark.parametrize(
    ("text", "says"), [("many", "should be a share, as in 5% or 0.05"), ("-5%", "should be a share")]
)
def test_a_share_is_five_per_cent_or_a_twentieth(tmp_path, text, says):
    found = ran(compare.command, "a", "b", f"--fail-on={text}", "--data", tmp_path)
    assert 2 == found.exit_code
    assert says in found.output


def test_a_cut_last_line_is_a_doubt_of_what_was_read(tmp_path):
    put(tmp_path, "run-a")
    with (tmp_path / made.HOST / "run-a.jsonl").open("a") as file:
        file.write('{"is": "tri')
    assert ["cut_line"] == [d.code for d in stored(tmp_path).summary().doubts]
