"""A lane that does not do the work is refused, and no number of it is shown."""

import json

import pytest

REFUSED = {
    "skips-last": ("disqualified", "length should be 3000, was 2999"),
    "keeps-answer": ("disqualified", "the answer is kept, not computed"),
    "keeps-by-input": ("disqualified", "the answer is kept, not computed"),
    "keeps-in-module": ("disqualified", "on another given: "),
    "rounds": ("disqualified", "should be "),
    "returns-early": ("disqualified", "a timed run should answer as at the gate"),
    "tires": ("disqualified", "a timed run should answer as at the gate"),
    "swallows": ("disqualified", "[0] should be 'bad', was 0"),
    "alters": ("disqualified", "the given should be left as it was"),
    "raises": ("error", "IndexError: list index out of range"),
    "hangs": ("silent", "said nothing for 6 s"),
    "kills-itself": ("died", "was ended by SIGKILL"),
    "leaves": ("died", "exit status 7"),
    "garbles": ("error", "a reply should be a JSON object"),
    "not-json": ("error", "an answer should be JSON or bytes"),
}


@pytest.fixture(scope="module")
def found(tandem_in, tmp_path_factory):
    """One run over all of them, as JSON."""
    tandem = tandem_in(tmp_path_factory.mktemp("mutants"))
    return tandem.run("mutants", "--quick", "--budget", "10s", "--no-memory", "--patience", "6s")


def rows(found):
    return {row["lane"]: row for row in found["gate"]}


@pytest.mark.parametrize("lane", REFUSED)
def test_a_lane_that_does_not_do_the_work_is_refused_and_has_no_number(found, lane):
    status, difference = REFUSED[lane]
    row = rows(found)[lane]
    assert (False, status) == (row["passed"], row["status"])
    assert difference in row["difference"]
    assert [] == [m for m in found["measurements"] if m["lane"] == lane]
    assert [] == [r for r in found["ratios"] if lane in {r["lane"], r["baseline"]}]


def test_the_lanes_that_do_the_work_are_measured(found):
    assert {"python", "honest", "prints"} == {m["lane"] for m in found["measurements"]}
    assert all(rows(found)[lane]["passed"] for lane in ("python", "honest", "prints"))


def test_verify_says_no_and_exits_3(tandem):
    lanes = "python,honest,rounds"
    done = tandem("verify", "mutants", "--impls", tandem.fakes, "--lanes", lanes, "--json", status=3)
    assert {"python": True, "honest": True, "rounds": False} == {
        row["lane"]: row["passed"] for row in json.loads(done.stdout)["gate"]
    }


def test_verify_passes_where_what_cannot_run_is_all_that_is_missing(tandem):
    done = tandem("verify", "sums/sums[n=200]v1", "--impls", tandem.fakes)
    assert "absent       cannot run: needs the Python module no_such_module_anywhere" in done.stdout
    assert "python-best  same work" in done.stdout
    assert "empty" not in done.stdout
