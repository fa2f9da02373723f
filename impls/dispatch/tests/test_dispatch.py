"""Handlers on messages whose outcome is known, and programs whose mistakes are."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from impls.dispatch import compiled, spec
from impls.dispatch.handler import word
from impls.dispatch.programs import MISTAKES, PROGRAMS

HANDLERS = ("document_python", "python", "python_best")
MESSAGES = [
    (b'{"channel":"spot.login"}', "login"),
    (b'{"channel":"spot.\\u006cogin"}', "login"),
    (b'{"channel":"spot.trades","x":[1,{"channel":"spot.login"}]}', "passed"),
    (b'{"channel":["spot.login"]}', "passed"),
    (b'{"channel":null}', "passed"),
    (b"{}", "passed"),
    (b'{"channel":"spot.login"', "error"),
    (b'{"channel":"spot.login"}}', "error"),
    (b"", "error"),
    (b"[]", "error"),
    (b'"spot.login"', "error"),
    (b'{"channel":7', "error"),
]


def lane(name):
    return importlib.import_module(f"impls.dispatch.lanes.{name}")


@pytest.mark.parametrize("name", HANDLERS)
def test_the_channel_decides_and_an_error_costs_its_message(name):
    job = lane(name).handle([message for message, _ in MESSAGES])
    assert [outcome for _, outcome in MESSAGES] == job.render(job.run())
    for i in range(len(MESSAGES)):
        job.step(i)
    assert [outcome for _, outcome in MESSAGES] == job.answer()


@pytest.mark.parametrize("bad", [0, 1, 10, 100])
def test_so_many_in_a_hundred_are_no_json(bad):
    params = {"messages": 1000, "bad": bad}
    job = lane("python").handle(spec.read("handle", params, spec.make("handle", params, 3)))
    outcomes = job.render(job.run())
    assert 10 * bad == outcomes.count("error")
    assert (bad == 100) == ("login" not in outcomes)


def test_an_error_without_a_text_is_none():
    assert ["error", "Error: ", "login"] == [word(said) for said in ("Error: x", "Error: ", "login")]


@pytest.mark.parametrize("name", HANDLERS)
@pytest.mark.parametrize("message", spec.SHOWN)
def test_odd_messages_end_as_listed(name, message):
    params = {"message": message}
    job = lane(name).behave(spec.read("behave", params, spec.make("behave", params, 5)))
    assert [spec.SHOWN[message][0], "login"] == job.render(job.run())
    assert [True] == job.readings()[0]["values"]


def test_only_the_documents_lanes_may_let_an_array_pass():
    expected, rust = ["error", "login"], ["passed", "login"]
    assert spec.same_peer("behave", {"message": "array"}, expected, rust) is None
    assert spec.same("behave", {"message": "array"}, expected, rust).where == "[0]"
    assert spec.same_peer("behave", {"message": "bad-json"}, expected, rust).where == "[0]"
    assert spec.same_peer("behave", {"message": "array"}, expected, ["passed", "passed"]).where


@pytest.mark.parametrize("name", ["document_python", "python"])
def test_calls_fail_or_count_the_functions_they_passed(name):
    for bad, expected in ((0, {"sum": 5 + 2 * 9, "failed": 0}), (100, {"sum": 0, "failed": 2})):
        job = lane(name).propagate({"depth": 10, "bad": bad, "calls": [2, 3]})
        assert expected == job.render(job.run())


def test_abstractions_agree():
    sums = [lane(name).abstraction({"numbers": [1, 2, 3, 4]})() for name in ("document_python", "python")]
    assert [20, 20] == sums


def test_the_printed_line_of_an_error_still_tells_the_place():
    job = lane("document_python").details({"message": '{"a":'})
    assert "error" == job.render(job.run())
    assert "line 1 column" in job.readings()[0]["evidence"]


def test_a_program_of_the_handler_needs_more_than_one_file():
    job = lane("document_python").deployed({"good": '{"channel":"spot.login"}'})
    assert "login" == job.render(job.run())
    assert job.readings()[0]["values"][0] > 1_000_000


def given_of(mistake):
    return {**PROGRAMS[mistake]._asdict(), "number": 21}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_right_programs_print_their_number(mistake):
    given = given_of(mistake)
    words = [sys.executable, "-I", "-c", given["python_right"], "21"]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    assert "43" == said.stdout.strip(), said.stderr


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_mypy_lets_right_programs_pass(mistake, tmp_path):
    program = compiled.written(tmp_path, "right.py", given_of(mistake)["python_right"])
    status, said = compiled.ran([sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(program)], tmp_path)
    assert 0 == status, said


@pytest.mark.cargo
@pytest.mark.skipif(shutil.which("rustc") is None, reason="needs rustc")
@pytest.mark.parametrize("mistake", ["two-writers", "ignored-result"])
def test_rustc_refuses_what_it_has_a_code_for(mistake, tmp_path):
    job = lane("rustc").mistake_main(given_of(mistake), SimpleNamespace(folder=tmp_path))
    assert 43 == job.render(job.run())
    assert [mistake == "two-writers"] == job.readings()[0]["values"]


def test_a_mistake_shows_in_python_when_it_runs():
    job = lane("document_python").mistake(given_of("field-type"))
    assert 43 == job.render(job.run())
    assert [False] == job.readings()[0]["values"]
    assert "TypeError" in job.readings()[0]["evidence"]


def test_a_refusal_names_the_mistake():
    job = compiled.Refusal(lambda _: (1, "error[E0308]: no"), lambda: "7", "", "E0499")
    assert 7 == job.render(job.run())
    assert [False] == job.readings()[0]["values"]


def test_a_built_program_runs():
    job = lane("document_python").build(given_of("field-type"))
    assert 43 == json.loads(json.dumps(job.run()))
