"""Whether two readings of a given are alike, whatever their types."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
import pytest

from benchmarks.worker.altered import alike


@dataclass
class Book:
    levels: list[int]


class Plain:
    def __init__(self, levels):
        self.levels = levels


class Slotted:
    __slots__ = ("levels", "unset")

    def __init__(self, levels):
        self.levels = levels


MAKERS = [bytes, list, array("q").__class__, Book, Plain, Slotted, np.array]


def made(kind, values):
    return array("q", values) if kind is array else kind(values)


@pytest.mark.parametrize("kind", MAKERS, ids=lambda k: k.__name__)
def test_two_readings_of_one_given_are_alike(kind):
    assert alike(made(kind, [1, 2]), made(kind, [1, 2]))


@pytest.mark.parametrize("kind", MAKERS, ids=lambda k: k.__name__)
def test_a_changed_one_is_not(kind):
    assert not alike(made(kind, [1, 2]), made(kind, [1, 3]))


def test_another_type_is_not():
    assert not alike([1], (1,))


def test_a_function_holds_nothing_that_could_be_written():
    assert alike(lambda: 1, lambda: 2)
