import json
from types import SimpleNamespace

import pytest

from benchmarks.core.errors import WorkerDiedError, WorkerRefusedError, WorkerSilentError
from benchmarks.core.gate import Answered, answer_of, difference, kept_answer, read_answer, row, unlike
from benchmarks.core.model import Arm, Lane
from impls.contract import Case, Difference, Fault, Role, first_difference

PAIR = (Role("server", "c/server"), Role("client"))


def arm(kind="own", **case):
    return Arm("c", Case(operation="work", **case), Lane(component="c", name="x", kind=kind, label="x"), "cpython")


def spec(**more):
    return SimpleNamespace(same=lambda _op, _params, expected, found: first_difference(expected, found), **more)


def answered(answer, given="g", role="main"):
    return Answered({role: answer}, {role: "s"}, {role: given})


def test_an_equal_answer_is_the_same_work():
    assert difference(spec(), arm(), [1, 2], answered([1, 2]), "g") is None


def test_another_answer_is_told_where_it_parts():
    assert difference(spec(), arm(), [1, 2], answered([1, 3]), "g") == "[1] should be 2, was 3"


def test_an_altered_given_is_told_before_the_answer():
    assert difference(spec(), arm(), [1], answered([1], "altered"), "g").startswith(
        "the given should be left as it was"
    )


def test_a_spec_that_cannot_compare_finds_other_work():
    def same(*_):
        raise KeyError("price")

    assert (
        difference(SimpleNamespace(same=same), arm(), 1, answered(1), "g")
        == "the answer cannot be compared: KeyError: 'price'"
    )


@pytest.mark.parametrize(("kind", "passes"), [("peer", True), ("document", True), ("own", False)])
def test_libraries_are_held_to_the_weaker_rule_where_there_is_one(kind, passes):
    weaker = spec(same_peer=lambda *_: None)
    assert passes == (difference(weaker, arm(kind), 1, answered(2), "g") is None)


def test_a_cast_is_compared_by_role_and_a_single_role_bare():
    assert answer_of(Case(operation="x"), {"main": 5}) == 5
    assert answer_of(Case(operation="x", cast=PAIR), {"client": 5}) == {"client": 5}


def test_a_cast_s_rule_sees_all_roles():
    lost = SimpleNamespace(same=lambda _o, _p, _e, found: Difference("lost", 0, 1) if found["server"] else None)
    both = Answered({"server": 1, "client": 2}, {}, {"server": "g", "client": "g"})
    assert difference(lost, arm(cast=PAIR), {}, both, "g") == "lost should be 0, was 1"


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [(1_000_000, 100, True), (1_000_000, 100_000, False), (4_000, 10, False), (5_000, 100, True), (1_000_000, 0, True)],
)
def test_a_second_run_that_takes_no_time_is_a_kept_answer(first, second, kept):
    assert kept == (kept_answer(first, second) is not None)


def test_a_timed_run_must_answer_as_at_the_gate():
    assert unlike(arm(), {"main": "aaaaaaaa1"}, {"main": "bbbbbbbb1"}).endswith("answered otherwise (bbbbbbbb)")
    assert unlike(arm(), {"main": "a"}, {"main": "a"}) is None
    assert unlike(arm(), {"main": "a"}, {"main": None}) is None


def test_a_fixed_role_a_faulty_case_and_a_floor_may_answer_otherwise():
    assert unlike(arm(cast=PAIR), {"server": "a", "client": "c"}, {"server": "b", "client": "c"}) is None
    assert unlike(arm(faults=(Fault("main", 1.0),)), {"main": "a"}, {"main": "b"}) is None
    assert unlike(arm("floor"), {"main": "a"}, {"main": "b"}) is None


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (None, "passed"), ("length", "disqualified"), (WorkerDiedError("x", "was ended by SIGKILL"), "died"),
        (WorkerSilentError("x", "said nothing for 5 s"), "silent"),
        (WorkerRefusedError("x", "lane", "ValueError"), "error"),
    ],
)  # fmt: skip
def test_a_row_says_how_a_lane_failed(wrong, status):
    found = row(arm(), wrong)
    assert (status, status == "passed") == (found.status, found.passed)
    assert (found.difference is None) == found.passed


def test_an_answer_is_json_or_bytes(tmp_path):
    path = tmp_path / "answer"
    path.write_text(json.dumps({"a": [1]}))
    assert read_answer(path) == {"a": [1]}
    assert read_answer(path, "bytes") == b'{"a": [1]}'
    path.write_bytes(b"\xff\x00")
    assert read_answer(path) == b"\xff\x00"
