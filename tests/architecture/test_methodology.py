"""METHODOLOGY.md: every statement names a test that holds it, and every test that is named exists."""

from __future__ import annotations

import ast
import re

import pytest
from source import ROOT, tree

TEXT = (ROOT / "METHODOLOGY.md").read_text(encoding="utf-8")
REFERENCE = re.compile(r"`([^`]+\.(?:py|rs))::(\w+)`")
FREE = "## What we do not claim"
LONGEST = 120  # lines: about two pages of statements, each a line


def rows():
    """Statement and what holds it, a pair a row of a table."""
    found = []
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("|") and cells[0] != "statement" and not line.startswith("|---"):
            found.append((cells[0], cells[-1] if len(cells) > 1 else ""))
    return found


def exists(path, name):
    """Whether a file holds a test of that name."""
    if not (ROOT / path).is_file():
        return False
    if path.endswith(".rs"):
        return re.search(rf"\bfn {name}\(\)", (ROOT / path).read_text(encoding="utf-8")) is not None
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return any(isinstance(n, kinds) and n.name == name for n in ast.walk(tree((ROOT / path).relative_to(ROOT))))


def named():
    """Every test that is named, with its file."""
    return [found for _, held in rows() for found in REFERENCE.findall(held)]


def test_every_statement_names_the_tests_that_hold_it():
    assert len(rows()) > 40
    assert [] == [said for said, held in rows() if not REFERENCE.search(held)]


def test_no_statement_stands_outside_the_tables():
    before, _, after = TEXT.partition(FREE)
    _, *sections = before.split("\n## ")
    loose = [
        line for section in sections for line in section.splitlines()[1:] if line.strip() and not line.startswith("|")
    ]
    assert [] == loose
    assert "\n## " not in after


@pytest.mark.parametrize("found", sorted(set(named())), ids="::".join)
def test_a_named_test_exists(found):
    assert exists(*found)


def test_what_does_not_exist_is_noticed():
    assert not exists("tests/architecture/test_methodology.py", "test_that_nobody_wrote")
    assert not exists("tests/architecture/test_nowhere.py", "test_a_named_test_exists")


def test_it_can_be_read_at_a_sitting():
    assert len(TEXT.splitlines()) <= LONGEST
