from dataclasses import replace

import pytest

from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Component, Lane
from benchmarks.core.selection import arms, cases, close
from impls.contract import Case

PYTHON = Lane(component="ticker", name="python", kind="own", label="plain")
RUST = Lane(component="ticker", name="rust", kind="own", label="Rust", runtime="native", operations=("parse",))
SMALL, LARGE = Case(operation="parse", params={"n": 1}), Case(operation="parse", params={"n": 100})
ROUTE = Case(operation="route")
TICKER = Component(name="ticker", folder=None, cases=(SMALL, LARGE, ROUTE), lanes=(PYTHON, RUST))
KINDS = {"cpython": "python", "cpython-3.13": "python", "native": "cargo", "native-mimalloc": "cargo"}


def ids(select):
    return [case.id(component.name) for component, case in cases([TICKER], select)]


@pytest.mark.parametrize("item", ["ticker/parse[n=1]v1", "ticker/parse[n=?]v1"])
def test_a_case_is_named_by_its_id_brackets_and_all(item):
    assert ids([item]) == ["ticker/parse[n=1]v1"]


@pytest.mark.parametrize("item", ["ticker/parse*", "ticker/parse", "*/parse*", "*parse*"])
def test_a_glob_or_an_operation_names_several(item):
    assert ids([item]) == ["ticker/parse[n=1]v1", "ticker/parse[n=100]v1"]


def test_a_component_names_all_of_its_cases_and_nothing_names_all():
    assert ids(["ticker"]) == ids([]) == ["ticker/parse[n=1]v1", "ticker/parse[n=100]v1", "ticker/route[]v1"]


def test_a_case_that_is_named_twice_is_there_once():
    assert ids(["ticker/route[]v1", "ticker/rou*"]) == ["ticker/route[]v1"]


def test_an_unknown_case_says_what_may_have_been_meant():
    with pytest.raises(SelectionError, match="case ticker/pars: there is no such case; did you mean ticker/parse"):
        cases([TICKER], ["ticker/pars"])


def test_an_unknown_case_far_from_all_points_to_the_list():
    with pytest.raises(SelectionError, match="tandem list shows them"):
        cases([TICKER], ["qqqq"])


def test_a_lane_stands_only_where_it_has_the_operation():
    found = arms(cases([TICKER], []), (), KINDS)
    assert [("ticker/parse[n=1]v1", "python"), ("ticker/parse[n=1]v1", "rust")] == [(a.case_id, a.name) for a in found][
        :2
    ]
    assert [a.name for a in found if a.case.operation == "route"] == ["python"]


def test_further_runtimes_fit_lanes_of_their_kind():
    case = replace(SMALL, runtimes=("native-mimalloc", "cpython-3.13", "native"))
    found = arms([(TICKER, case)], (), KINDS)
    assert ["python", "python@cpython-3.13", "rust", "rust@native-mimalloc"] == [a.name for a in found]


@pytest.mark.parametrize("lanes", [["rust"], ["ru*"]])
def test_lanes_are_kept_by_name_or_glob(lanes):
    assert {"rust"} == {a.name for a in arms(cases([TICKER], []), lanes, KINDS)}


def test_an_unknown_lane_says_what_may_have_been_meant():
    with pytest.raises(SelectionError, match="lane rusty: there is no such lane; did you mean rust"):
        arms(cases([TICKER], []), ["rusty"], KINDS)


def test_nothing_left_is_told():
    with pytest.raises(SelectionError, match="no case is left"):
        arms([], (), KINDS)


def test_close_words_are_at_most_three():
    assert close("rust", ["rust-a", "rust-b", "rust-c", "rust-d"]) != []
    assert len(close("rust", ["rust-a", "rust-b", "rust-c", "rust-d"])) == 3
    assert close("", ["a"]) == []
