"""What the architecture tests read: tracked files, imports, definitions, all as text."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["HOUSE", "ROOT", "functions", "imports", "python_files", "rust_files", "tracked"]

ROOT = Path(__file__).parents[2]
HOUSE = ("impls", "benchmarks", "reports", "tandem")


@cache
def tracked() -> tuple[Path, ...]:
    """Files git tracks or would track, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(p for line in sorted(set(listed.stdout.splitlines())) if (ROOT / (p := Path(line))).is_file())


def python_files(*folders: str) -> list[Path]:
    """Tracked Python files below ``folders``, tests inside components left out."""
    return [p for p in tracked() if p.suffix == ".py" and p.parts[0] in folders and "tests" not in p.parts[1:]]


def rust_files() -> list[Path]:
    """Tracked Rust sources."""
    return [p for p in tracked() if p.suffix == ".rs"]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a tracked file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each module that a file imports, absolute, and whether the import stands at the top of the module."""
    top = set(map(id, tree(path).body))
    package = list(path.with_suffix("").parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *filter(None, [node.module])])
            yield stem, id(node) in top
            yield from ((f"{stem}.{alias.name}", id(node) in top) for alias in node.names)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file with its length in lines."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
