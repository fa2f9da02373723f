"""Imports point one way: tandem -> reports -> benchmarks -> impls.contract; impls knows nobody."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest
from source import HOUSE, ROOT, imports, python_files

# What each part may import of the house, longest prefix first.
ALLOWED: dict[str, tuple[str, ...]] = {
    "impls": ("impls",),
    "benchmarks.core": ("benchmarks.core", "impls.contract"),
    "benchmarks.stats": ("benchmarks.core", "benchmarks.stats"),
    "benchmarks.host": ("benchmarks.core", "benchmarks.host"),
    "benchmarks.worker": ("benchmarks.worker", "impls.contract"),
    "benchmarks.launcher": (
        "benchmarks.core",
        "benchmarks.host",
        "benchmarks.launcher",
        "impls.contract",
        "impls._bindings",
    ),
    "benchmarks.campaign": (
        "benchmarks.campaign",
        "benchmarks.core",
        "benchmarks.host",
        "benchmarks.launcher",
        "benchmarks.stats",
        "impls.contract",
    ),
    "benchmarks.fleet": ("benchmarks.core", "benchmarks.fleet", "benchmarks.host"),
    "benchmarks.harnesses": ("benchmarks", "impls.contract"),
    "benchmarks.asv_suite": ("benchmarks.harnesses", "benchmarks.core"),
    "benchmarks.pytest_suite": ("benchmarks.harnesses", "benchmarks.core"),
    "benchmarks": (),
    "reports": ("reports", "benchmarks.core", "benchmarks.stats"),
    "tandem": ("tandem", "reports", "benchmarks", "impls.contract", "impls.exchange.capture"),
}
PARTS = re.compile(r"^PARTS\b[^=]*=\s*(\(.*?\))", re.MULTILINE | re.DOTALL)


def parts_of(component: str) -> tuple[str, ...]:
    """What a component's spec says it builds on."""
    spec = ROOT / "impls" / component / "spec.py"
    found = PARTS.search(spec.read_text()) if spec.exists() else None
    return ast.literal_eval(found[1]) if found else ()


def rule(path: Path) -> tuple[str, ...]:
    """What a file may import of the house."""
    name = ".".join(path.with_suffix("").parts)
    key = max((k for k in ALLOWED if name == k or name.startswith(f"{k}.")), key=len)
    return ALLOWED[key]


def breaches(path: Path) -> list[str]:
    """The house modules that a file imports and may not."""
    allowed = rule(path)
    packages = {a.rsplit(".", 1)[0] for a in allowed}
    house = {name for name, _ in imports(path) if name.split(".")[0] in HOUSE} - packages - {"impls"}
    return sorted(name for name in house if not any(name == a or name.startswith(f"{a}.") for a in allowed))


@pytest.mark.parametrize("folder", HOUSE)
def test_imports_point_one_way(folder):
    bad = {str(p): found for p in python_files(folder) if (found := breaches(p))}
    assert {} == bad


def test_a_component_builds_on_another_only_where_its_spec_says_so():
    bad = []
    for path in (p for p in python_files("impls") if len(p.parts) > 2 and not p.parts[1].startswith("_")):
        declared = {path.parts[1], "contract", *parts_of(path.parts[1])}
        for name, _ in imports(path):
            match name.split("."):
                case ["impls", other, *_] if not other.startswith("_") and other not in declared:
                    bad.append(f"{path} imports {name}")
    assert [] == bad


def test_parts_have_no_cycle():
    graph = {spec.parent.name: parts_of(spec.parent.name) for spec in (ROOT / "impls").glob("[a-z]*/spec.py")}

    def below(name: str, seen: tuple[str, ...]) -> None:
        assert name not in seen, f"cycle of PARTS: {' -> '.join([*seen, name])}"
        for part in graph.get(name, ()):
            below(part, (*seen, name))

    for name in graph:
        below(name, ())


def test_the_measuring_process_imports_the_standard_library_only():
    allowed = sys.stdlib_module_names | {"benchmarks", "impls"}
    files = [p for p in python_files("benchmarks") if p.parts[1] == "worker"]
    bad = [f"{p} imports {n}" for p in files for n, _ in imports(p) if n.split(".")[0] not in allowed]
    assert [] == bad


def test_a_spec_imports_the_standard_library_and_its_parts():
    allowed = sys.stdlib_module_names | {"impls"}
    specs = [p for p in python_files("impls") if p.name == "spec.py"]
    bad = [f"{p} imports {n}" for p in specs for n, top in imports(p) if top and n.split(".")[0] not in allowed]
    assert [] == bad


def test_core_crates_know_no_python():
    named = re.compile(r"\b(pyo3|numpy)::")
    bad = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "impls").glob("*/rust/src/**/*.rs")
        if p.name != "python.rs" and named.search(p.read_text())
    ]
    assert [] == bad


def test_drawing_never_measures_and_measuring_never_draws():
    draws = {"matplotlib", "jinja2"}
    measuring = [f"{p}: {n}" for p in python_files("benchmarks") for n, _ in imports(p) if n.split(".")[0] in draws]
    assert [] == measuring
    starts = [f"{p}: {n}" for p in python_files("reports") for n, _ in imports(p) if n.split(".")[0] == "subprocess"]
    assert [] == starts
