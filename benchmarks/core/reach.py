"""Which source files a lane is made of: its own, and what they name within their crate or under ``impls``.

Files are followed whole, by the names that they mention, without compiling anything: what a lane is said to need is at
most too much. A Rust lane begins at the modules that ``LANES`` in ``rust/src/lanes.rs`` gives it; where another lane
begins at the same module, their shares cannot be told apart, and the module is counted whole for both.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.core.lines import rust_code

__all__ = ["CALLED", "Reached", "python_files", "rust_files"]

CALLED = "rust-from-python"
OURS = "impls"
LEFT_OUT = frozenset({"contract", "_native", "_gate"})  # the suite's own, of whatever lane; so is every spec
_ENTRY = re.compile(
    r'\(\s*"[^"]*",\s*"(?P<lane>[^"]+)",\s*"[^"]*",(?P<job>.*?)(?=\(\s*"[^"]*",\s*"[^"]*",\s*"|\Z)', re.DOTALL
)
_HEAD = re.compile(r"\b([A-Za-z_]\w*)\s*::")
_USE = re.compile(r"\b(pub(?:\([^)]*\))?\s+)?use\s+(?:self::|crate::|super::)?(\w+)::([^;]+);")
_WORD = re.compile(r"\w+")


class Reached(NamedTuple):
    """Files, and whether another lane begins in one of the same modules."""

    files: tuple[Path, ...]
    shared: bool = False
    modules: frozenset[str] = frozenset()  # what is imported from outside; in Rust whatever stands before a ``::``


def python_files(begin: Iterable[Path], root: Path) -> Reached:
    """Those files and every file under ``root/impls`` that they import, directly or not."""
    todo, found, outside = list(begin), dict[Path, None](), set[str]()
    while todo:
        path = todo.pop()
        if path in found:
            continue
        found[path] = None
        for name in _imported(ast.parse(path.read_text(encoding="utf-8"))):
            parts = name.split(".")
            if parts[0] != OURS:
                outside.add(parts[0])
            elif len(parts) > 1 and parts[1] not in LEFT_OUT:
                todo += _file_of(parts, root)
    return Reached(tuple(sorted(found)), modules=frozenset(outside))


def rust_files(crate: Path, lane: str, bins: Collection[str] = ()) -> Reached:
    """The files of a crate that a lane in Rust is made of.

    ``crate`` is the folder of ``Cargo.toml``. ``bins`` names the programs that the lane starts; else it is looked up in
    ``LANES``; ``rust-from-python`` begins at the bindings. No files: the crate does not name the lane.
    """
    source = _crate(crate)
    if bins:
        return source.reach([source.src / "bin" / f"{name}.rs" for name in bins])
    if lane == CALLED:
        return source.reach([source.src / "python.rs"])
    mine, others = source.begins(lane)
    return source.reach(mine)._replace(shared=bool(set(mine) & others))


@cache
def _crate(folder: Path) -> _Crate:
    return _Crate(folder)


class _Crate:
    """The sources of one crate, by the names that they are reached by."""

    def __init__(self, folder: Path) -> None:
        self.src = folder / "src"
        self.code = {path: rust_code(path.read_text(encoding="utf-8")) for path in sorted(self.src.rglob("*.rs"))}
        self.table = self.src / "lanes.rs"
        self.library = self.src / "lib.rs"
        named = tomllib.loads((folder / "Cargo.toml").read_text(encoding="utf-8"))
        self.name = str(named.get("lib", {}).get("name") or named["package"]["name"]).replace("-", "_")
        library = self.code.get(self.library, "")
        self.exports = {w: module for _, module, names in _USE.findall(library) for w in _WORD.findall(names)}
        self.own = set(re.findall(r"\bpub (?:const )?fn (\w+)", library))

    def begins(self, lane: str) -> tuple[list[Path], set[Path]]:
        """The files that a lane's jobs stand in, and those of all other lanes."""
        text = self.table.read_text(encoding="utf-8") if self.table.exists() else ""
        imports = {w: module for _, module, names in _USE.findall(text) for w in _WORD.findall(names)}
        mine: dict[Path, None] = {}
        others: set[Path] = set()
        for entry in _ENTRY.finditer(text):
            words = {imports.get(word, word) for word in _WORD.findall(entry["job"])}
            files = [p for word in sorted(words) for p in self._module(word, self.table)] or [self.table]
            if entry["lane"] == lane:
                mine.update(dict.fromkeys(files))
            else:
                others.update(files)
        return list(mine), others

    def reach(self, begin: Iterable[Path]) -> Reached:
        """The files and all that they name, as far as it lies in the crate."""
        todo, found, named = list(begin), dict[Path, None](), set[str]()
        while todo:
            path = todo.pop()
            if path in found or path not in self.code:
                continue
            found[path] = None
            heads = set(_HEAD.findall(_without_exports(self.code[path])))
            named |= heads
            for word in sorted(heads | self._qualified(self.code[path])):
                todo += self._module(self.exports.get(word, word), path)
                if word in self.own and path != self.library and word not in heads:
                    todo.append(self.library)
        return Reached(tuple(sorted(found)), modules=frozenset(named))

    def _qualified(self, code: str) -> set[str]:
        """What is named right behind ``crate::``, ``super::`` or the library's own name."""
        found = re.findall(rf"\b(?:crate|super|{self.name})::(\{{[^;]*?\}}|\w+)", code)
        return {word for names in found for word in _WORD.findall(names)}

    def _module(self, name: str, where: Path) -> Iterator[Path]:
        """The module of that name nearest to a file: below it, beside it, at the top."""
        for folder in dict.fromkeys((where.parent / where.stem, where.parent, self.src)):
            path = folder / f"{name}.rs"
            if path in self.code and path not in {self.table, self.src / "main.rs", self.library, where}:
                yield path
                return


def _without_exports(code: str) -> str:
    """Without what is only passed on: an export uses nothing."""
    return _USE.sub(lambda found: "" if found[1] else found[0], code)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            if node.module.split(".")[0] == OURS:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file_of(parts: list[str], root: Path) -> list[Path]:
    path = root.joinpath(*parts).with_suffix(".py")
    return [path] if path.is_file() and path.stem != "spec" else []
