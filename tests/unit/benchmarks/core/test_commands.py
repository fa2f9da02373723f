import pytest

from benchmarks.core.commands import COMPONENT, Commands, made, parameter
from benchmarks.core.discovery import IMPLS, spec_of
from benchmarks.core.errors import SelectionError
from benchmarks.core.gate import GATED
from benchmarks.core.schedule import units


@pytest.fixture
def wish(tmp_path):
    """Commands of two programs that are there, ``one`` and ``two``."""
    for name in ("one", "two", "sh"):
        (tmp_path / name).write_text("#!/bin/true\n")
        (tmp_path / name).chmod(0o755)

    def of(*commands, **more):
        env = {"PATH": str(tmp_path), **more.pop("env", {})}
        return Commands(commands=commands, cwd=str(tmp_path), env=env, **more)

    return of


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("n=1,2,4", ("1", "2", "4")),
        ("n=1..4", ("1", "2", "3", "4")),
        ("n=-1..1", ("-1", "0", "1")),
        ("n=a b,c", ("a b", "c")),
    ],
)
def test_a_parameter_has_values_or_a_range(text, values):
    assert ("n", values) == parameter(text)


@pytest.mark.parametrize("text", ["n", "=1", "n=", "n=1,,2", "n=4..1", "n=1..5000", "a b=1", "n=1,1"])
def test_what_is_no_parameter_is_refused(text):
    with pytest.raises(SelectionError, match="parameter"):
        parameter(text)


def test_commands_are_lanes_of_one_case_that_nobody_gates_and_the_first_is_the_base(wish):
    component, arms = made(wish("one -a", "two 'b c'"))
    assert ["command-1", "command-2"] == [arm.name for arm in arms]
    assert ["one -a", "two 'b c'"] == [arm.lane.label for arm in arms]
    assert [["one", "-a"], ["two", "b c"]] == [arm.lane.options["command"] for arm in arms]
    assert 1 == len({arm.case_id for arm in arms})
    assert "command-1" == component.reference
    assert not {arm.lane.kind for arm in arms} & GATED
    assert b"" == spec_of(component).make("", {}, 1)


def test_of_several_commands_each_value_is_a_case_and_all_share_blocks(wish):
    _, arms = made(wish("one {n}", "two", parameters={"n": ("1", "2")}))
    assert [{"n": 1}, {"n": 1}, {"n": 2}, {"n": 2}] == [dict(arm.case.params) for arm in arms]
    assert ["one 1", "two", "one 2", "two"] == [arm.lane.label for arm in arms]
    assert 1 == len(units(arms))


def test_of_one_command_the_values_are_compared(wish):
    _, arms = made(wish("one {n} {m}", parameters={"n": ("1", "2"), "m": ("x", "y")}))
    assert ["one 1 x", "one 1 y", "one 2 x", "one 2 y"] == [arm.lane.label for arm in arms]
    assert 1 == len({arm.case_id for arm in arms})
    assert 4 == len({arm.name for arm in arms})


def test_a_name_that_hides_a_value_shows_it(wish):
    _, arms = made(wish("one {n}", names=("sort",), parameters={"n": ("1", "2")}))
    assert ["sort (n=1)", "sort (n=2)"] == [arm.lane.label for arm in arms]


def test_without_a_shell_a_value_stays_one_word_and_is_not_filled_in_again(wish):
    _, arms = made(wish("one {n} {m}", parameters={"n": ("a {m} b",), "m": ("1",)}))
    assert ["one", "a {brace}m} b", "1"] == arms[0].lane.options["command"]


def test_a_shell_gets_the_text_as_it_is(wish):
    _, arms = made(wish("cat {n} | nosuch", shell="sh", parameters={"n": ("a b",)}))  # noqa: S604
    assert ["sh", "-c", "cat a b | nosuch"] == arms[0].lane.options["command"]


def test_the_warden_is_told_what_is_before_a_start_and_in_the_environment(wish):
    found = made(wish("one", prepare="two {x}", warmup=2, any_status=True, env={"A": "{root}", "B": "\udcff"}))[1]
    options = found[0].lane.options
    assert (["two", "{brace}x}"], 2, True) == (options["prepare"], options["warmup"], options["any_status"])
    assert "{brace}root}" == options["env"]["A"]
    assert "B" not in options["env"]


@pytest.mark.parametrize("more", [{"prepare": "two"}, {"warmup": 1}, {"any_status": True}, {"pinned": True}])
def test_what_is_run_otherwise_is_another_case(wish, more):
    assert made(wish("one"))[1][0].case_id != made(wish("one", **more))[1][0].case_id


def test_a_command_may_use_every_cpu_unless_it_is_pinned(wish):
    assert [-1, 0] == [made(wish("one", pinned=pinned))[1][0].case.cast[0].core for pinned in (False, True)]


@pytest.mark.parametrize(
    ("commands", "more", "said"),
    [
        ((" ",), {}, "command 1: is empty"),
        (("one", "nosuch -x"), {}, "command 2 .nosuch -x.: there is no program nosuch"),
        (("./nosuch",), {}, "no program ./nosuch"),
        (("one 'a",), {}, "no closing quotation"),
        (("''",), {}, "names no program"),
        (("one",), {"prepare": "nosuch"}, "the prepare command .nosuch.: there is no program"),
        (("one",), {"parameters": {"n": ("1",)}}, "stands in no command"),
        (("one",), {"names": ("a", "b")}, "2 names for 1 commands"),
        (("one {n}",), {"parameters": {"n": tuple(map(str, range(1001)))}}, "1000 at most"),
    ],
)
def test_what_cannot_be_started_is_told_in_one_line(wish, commands, more, said):
    with pytest.raises(SelectionError, match=said):
        made(wish(*commands, **more))


def test_the_component_is_none_that_discovery_finds():
    assert COMPONENT not in {path.parent.name for path in IMPLS.glob("[a-z]*/spec.py")}
