"""The floors do nothing, and do it in the way they say."""

from __future__ import annotations

import subprocess
import sys

import pytest

from impls.machine import spec
from impls.machine.lanes import floor_process_python, floor_python


def test_an_empty_closure_answers_nothing():
    assert None is floor_python.empty(spec.make("empty", {}, 1))()


def test_the_given_is_as_long_as_one_update():
    assert 208 == len(spec.read("empty", {}, spec.make("empty", {}, 1)))


def test_the_empty_process_says_one_word():
    command = [part.replace("{python}", sys.executable) for part in floor_process_python.LANE["options"]["command"]]
    assert b"true\n" == subprocess.run(command, check=True, capture_output=True).stdout


def test_the_extension_counts_bytes_and_does_nothing_else():
    native = pytest.importorskip("impls._native", reason="the extension is not built")
    assert 208 == native.machine.empty_bytes(spec.MESSAGE)
    assert None is native.machine.empty()


def test_the_extension_takes_bytes_only():
    native = pytest.importorskip("impls._native", reason="the extension is not built")
    with pytest.raises(TypeError):
        native.machine.empty_bytes("text")
