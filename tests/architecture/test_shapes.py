"""Folder shapes, exports and names: a convention is a test."""

from __future__ import annotations

import ast
import re

import pytest
from source import HOUSE, ROOT, python_files, tracked, tree

DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc"}
COMPONENTS = sorted(p.parent for p in (ROOT / "impls").glob("[a-z]*/spec.py"))
TEXT = {".py", ".rs", ".md", ".toml", ".yml", ".js", ".css", ".j2", ".json", ".txt"}


def test_there_are_components():
    assert {"clock", "program", "ticker", "websocket"} <= {c.name for c in COMPONENTS}


@pytest.mark.parametrize("folder", COMPONENTS, ids=lambda c: c.name)
def test_a_component_has_the_shape(folder):
    assert (folder / "README.md").is_file()
    assert list((folder / "lanes").glob("*.py"))
    known = {"README.md", "spec.py", "lanes", "rust", "golden", "tests", "__init__.py", "__pycache__"}
    loose = [p for p in folder.iterdir() if p.is_dir() and p.name not in known and not list(p.glob("*.py"))]
    assert [] == loose


@pytest.mark.parametrize("folder", COMPONENTS, ids=lambda c: c.name)
def test_a_lane_states_itself_in_a_literal(folder):
    for path in sorted((folder / "lanes").glob("[a-z]*.py")):
        stated = [
            ast.literal_eval(node.value)
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "LANE"
        ]
        assert 1 == len(stated), path
        assert {"kind", "label"} <= stated[0].keys(), path


def test_every_module_says_what_it_exports():
    bad = []
    for path in (p for p in python_files(*HOUSE) if not p.name.startswith("test_")):
        body = tree(path).body
        named = {t.id for n in body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
        public = [n for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
        private = path.name.startswith("_") and path.name != "__init__.py"
        if public and not {"__all__", "LANE"} & named and not private:
            bad.append(str(path))
    assert [] == bad


def names_of(node: ast.stmt) -> set[str]:
    """What a statement at the top of a module binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {e.id for t in targets for e in ast.walk(t) if isinstance(e, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return {a.asname or a.name for a in aliases}
        case ast.If() | ast.Try():
            return set().union(*(names_of(n) for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)))
    return set()


def test_what_is_exported_exists():
    bad = []
    for path in python_files(*HOUSE):
        body = tree(path).body
        names = set().union(*map(names_of, body))
        exported = [n.value for n in body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "__all__"]
        bad += [f"{path}: {name}" for listed in exported for name in ast.literal_eval(listed) if name not in names]
    assert [] == bad


def test_there_is_no_drawer():
    assert [] == [str(p) for p in tracked() if p.stem in DRAWERS]


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|unimplemented!|todo!\(|NotImplemented" r"Error")
    bad = [
        f"{p}:{i}"
        for p in tracked()
        if p.suffix in {".py", ".rs", ".toml", ".yml", ".j2", ".js"} and "tests" not in p.parts
        for i, line in enumerate((ROOT / p).read_text(encoding="utf-8").splitlines(), 1)
        if words.search(line)
    ]
    assert [] == bad


def test_no_committed_file_names_a_path_of_a_machine():
    place = re.compile(r"(^|[^a-zA-Z0-9_.-])/(work|root|farm)/")
    bad = [
        f"{p}:{i}"
        for p in tracked()
        if p.suffix in TEXT
        for i, line in enumerate((ROOT / p).read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if place.search(line)
    ]
    assert [] == bad


def test_every_unsafe_block_says_why_it_is_safe():
    bad = []
    for path in (p for p in tracked() if p.suffix == ".rs"):
        text = (ROOT / path).read_text(encoding="utf-8").splitlines()
        for i, line in enumerate(text):
            if re.search(r"\bunsafe\s*\{", line) and not line.lstrip().startswith("//"):
                around = text[max(0, i - 8) : i + 1]
                if not any("SAFETY:" in one for one in around):
                    bad.append(f"{path}:{i + 1}")
    assert [] == bad


def test_what_needs_a_browser_or_minutes_says_so_in_every_file():
    """So that the fast tests leave it out, and the session of its own does not."""
    marks = {"browser": "browser", "simulations": "slow", "load": "slow", "scale": "slow", "autobahn": "autobahn"}
    bad = [
        str(path.relative_to(ROOT))
        for folder, mark in marks.items()
        for path in sorted((ROOT / "tests" / folder).glob("test_*.py"))
        if f"pytest.mark.{mark}" not in path.read_text(encoding="utf-8")
    ]
    assert [] == bad
