"""The source of each lane as it was measured, highlighted: a file once, however many lanes it serves.

A lane's file, and for a lane in Rust the modules that its component's ``LANES`` sends it to, or the bindings. What is
shown is what the newest measurement's revision names: this checkout where it is still that one, else its history; where
neither has it, the page says so. A page has room for `BUDGET` bytes of it, own and documents' lanes first, and for
`LINES` lines of a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import zip_longest
from typing import NamedTuple

from pygments import lex
from pygments.lexers import PythonLexer, RustLexer
from pygments.token import Comment, Keyword, Literal, Name, Number, String, _TokenType

from benchmarks.core import source
from benchmarks.core.model import Summary
from reports.slugs import slug
from reports.tables.cases import CaseTable, LaneRow

__all__ = ["BUDGET", "LINES", "Listing", "Sources", "highlighted", "modules", "sources"]

BUDGET = 500_000  # bytes of highlighted source in a page
LINES = 150  # of one file
FIRST = {"own": 0, "document": 0, "peer": 1}  # whose sources go in before others'
# A token's mark in the page: keyword, string, number, comment, name of what is defined.
MARKS: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "c"), (String.Doc, "c"), (String, "s"), (Number, "n"), (Literal, "n"), (Keyword, "k"),
    (Name.Function, "f"), (Name.Class, "f"), (Name.Decorator, "f"),
)  # fmt: skip
_ENTRY = re.compile(r'\(\s*"(?P<operation>[^"]*)",\s*"(?P<lane>[^"]*)"')
_USE = re.compile(r"use (?P<module>\w+)::(?:\{(?P<names>[^}]*)\}|(?P<name>\w+));")


class Listing(NamedTuple):
    """One file: its lanes, its first lines as markup, and how many lines were left out."""

    path: str
    anchor: str
    lanes: tuple[str, ...]
    html: str
    lines: int
    left: int


class Sources(NamedTuple):
    """A component's files; ``revision`` is what they are read from, ``missing`` why some lanes have none."""

    revision: str
    files: tuple[Listing, ...]
    missing: str


def sources(summary: Summary, tables: Sequence[CaseTable]) -> dict[str, Sources]:
    """The measured lanes' files by component."""
    revision = str(summary.runtimes[-1].get("commit", "")) if summary.runtimes else ""
    lanes: dict[str, dict[str, LaneRow]] = {}
    for table in tables:
        lanes.setdefault(table.component, {}).update({row.plain: row for row in table.measured})
    found = source.texts(revision, _paths(lanes)) if revision else {}
    files = {name: _files(name, rows, found, revision) for name, rows in lanes.items()}
    room = _room([(FIRST.get(kind, 2), path, text) for one in files.values() for path, (kind, _, text) in one.items()])
    return {name: _listed(one, room, revision, lanes[name]) for name, one in files.items() if lanes[name]}


def modules(listing: str, lane: str) -> list[str]:
    """The modules that a component's ``lanes.rs`` sends a lane to, by what stands in its entries of ``LANES``."""
    declared = re.findall(r"^\s*mod (\w+);", listing, re.MULTILINE)
    comes_from = {
        name.strip(): use["module"]
        for use in _USE.finditer(listing)
        for name in (use["names"] or use["name"] or "").split(",")
    }
    table = listing.partition("LANES: Lanes")[2]
    entries = list(_ENTRY.finditer(table))
    words: set[str] = set()
    for entry, after in zip_longest(entries, entries[1:]):
        if entry["lane"] == lane:
            words |= set(re.findall(r"\w+", table[entry.end() : after.start() if after else len(table)]))
    wanted = words | {comes_from[word] for word in words if word in comes_from}
    return [name for name in declared if name in wanted]


def highlighted(text: str, path: str) -> str:
    """Python or Rust as markup, ``<i class=k>`` and so on; escaped."""
    lexer = RustLexer() if path.endswith(".rs") else PythonLexer()
    parts: list[tuple[str, str]] = []
    for kind, piece in lex(text, lexer):
        mark = next((m for group, m in MARKS if kind in group), "")
        if parts and (mark == parts[-1][0] or not piece.strip()):
            parts[-1] = (parts[-1][0], parts[-1][1] + piece)
        else:
            parts.append((mark, piece))
    return "".join(f"<i class={m}>{escape(p, quote=False)}</i>" if m else escape(p, quote=False) for m, p in parts)


def _paths(lanes: Mapping[str, Mapping[str, LaneRow]]) -> list[str]:
    """Every file that may be shown; of a component's Rust the list of its lanes, modules are asked for later."""
    paths = [row.source for rows in lanes.values() for row in rows.values() if row.source]
    return [*paths, *(_listing_of(name) for name in lanes)]


def _listing_of(component: str) -> str:
    return f"impls/{component}/rust/src/lanes.rs"


def _files(
    component: str, rows: Mapping[str, LaneRow], found: Mapping[str, str], revision: str
) -> dict[str, tuple[str, list[str], str]]:
    """By path: the kind of the first lane that has it, all its lanes, its text."""
    wanted: list[tuple[str, LaneRow]] = []
    for row in rows.values():
        wanted.append((row.source, row))
        if not row.runtime.startswith("cpython"):
            listing = found.get(_listing_of(component), "")
            wanted += [(f"impls/{component}/rust/src/lanes/{name}.rs", row) for name in modules(listing, row.plain)]
        elif "impls._native" in found.get(row.source, ""):
            wanted.append((f"impls/{component}/rust/src/python.rs", row))
    texts = dict(found) | source.texts(revision, [path for path, _ in wanted if path not in found]) if found else {}
    files: dict[str, tuple[str, list[str], str]] = {}
    for path, row in wanted:
        if path in texts:
            files.setdefault(path, (row.kind, [], texts[path]))[1].append(row.plain)
    return files


def _room(wanted: Iterable[tuple[int, str, str]]) -> dict[str, str]:
    """Markup by path, as long as there is room for it."""
    found: dict[str, str] = {}
    left = BUDGET
    for _, path, text in sorted(wanted, key=lambda one: one[0]):
        markup = _markup(text, path)
        if len(markup.encode()) <= left:
            found[path] = markup
            left -= len(markup.encode())
    return found


@lru_cache(maxsize=512)
def _markup(text: str, path: str) -> str:
    return highlighted("".join(text.splitlines(keepends=True)[:LINES]), path)


def _listed(
    files: Mapping[str, tuple[str, list[str], str]], room: Mapping[str, str], revision: str, rows: Mapping[str, LaneRow]
) -> Sources:
    listed = []
    for path, (_, lanes, text) in files.items():
        total = len(text.splitlines())
        shown = min(total, LINES) if path in room else 0
        anchor = f"src-{slug(path)}"
        listed.append(Listing(path, anchor, tuple(dict.fromkeys(lanes)), room.get(path, ""), total, total - shown))
    having = {lane for file in listed for lane in file.lanes}
    without = [name for name in rows if name not in having]
    return Sources(revision, tuple(listed), _missing(revision, without))


def _missing(revision: str, without: Sequence[str]) -> str:
    if not without:
        return ""
    if not revision:
        why = "the run does not say which"
    elif "+" in revision:
        why = f"it was measured from changed sources ({revision}), which this checkout no longer holds"
    else:
        why = f"this checkout does not hold them as of {revision}"
    return f"No source of {', '.join(without)}: {why}."
