"""A ledger drafted from the tables of a Markdown document: every cell a claim, every claim still to be bound.

What is said is taken over and nothing is added: figures where a cell states one, the cell's words where it does not.
Where a row has a figure of Python's, one of Rust's and what they come to, the last is bound to the other two already,
so that ``tandem audit`` recomputes the document's own arithmetic before anything is measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.token import Token

from benchmarks.core.errors import GivenError
from reports.draft_figures import Figure, figure
from reports.ledger_units import base_of
from reports.slugs import slug

__all__ = ["UNBOUND", "Cell", "Drafted", "draft"]

UNBOUND = "nobody has bound it yet"
_HEAD = """# Drafted. Bind each row to what answers it (ref, expr, holds), or say why nothing does
# (fact, opinion, cannot). What each key means: reports/ledger.py.
"""
Side: TypeAlias = Literal["python", "rust", "ratio", "target", "other"]
_SIDES: tuple[tuple[Side, str], ...] = (
    ("ratio", r"improve|speed-?up|faster|gain|ratio|factor|python.*rust|rust.*python"),
    ("target", r"target|goal"),
    ("python", r"python"),
    ("rust", r"rust"),
)
_LESS = re.compile(r"reduc|less|fewer|lower|decreas|sav", re.IGNORECASE)
_RATE = "1/s"
_OF_A_RATIO: tuple[Side, ...] = ("python", "rust", "ratio")


@dataclass(frozen=True, slots=True)
class Cell:
    """One claim: where it stands, in which line, what it says, and the figure in that."""

    row: str
    column: str
    line: int  # in the document, from 1
    says: str
    figure: Figure | None

    @property
    def side(self) -> Side:
        """Whose figure it is, by the column's name."""
        return next((side for side, words in _SIDES if re.search(words, self.column, re.IGNORECASE)), "other")


class _Table(NamedTuple):
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Drafted(NamedTuple):
    """The ledger's text, and what it is made of."""

    text: str
    tables: int
    claims: int
    figures: int  # claims that state one
    bound: int  # claims that follow from others of their row


def draft(markdown: str, document: str) -> Drafted:
    """The ledger of a document that is called ``document``. Raises `GivenError` where it has no table."""
    title, tables = _read(markdown)
    if not tables:
        raise GivenError(f"document {document}", "it holds no table", "claims are drafted from Markdown tables (GFM)")
    names = _Names(document)
    head = f"document = {_toml(document)}\ntitle = {_toml(title or document)}\n"
    bodies = [_table(table, names) for table in tables]
    cells = [cell for table in tables for row in table.rows for cell in row]
    return Drafted(
        text=_HEAD + head + "".join(bodies),
        tables=len(tables),
        claims=len(cells),
        figures=sum(cell.figure is not None for cell in cells),
        bound=sum(_operands(row) is not None for table in tables for row in table.rows),
    )


def _read(markdown: str) -> tuple[str, list[_Table]]:
    """The first heading, and every table with rows, named after the heading above it."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    title = heading = ""
    tables: list[_Table] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _plain(tokens[at + 1])
            title = title or heading
        elif token.type == "table_open":
            end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
            tables += _of_tokens(heading or "Table", tokens[at:end], tables)
    return title, tables


def _of_tokens(heading: str, tokens: Sequence[Token], before: Sequence[_Table]) -> Iterator[_Table]:
    (_, header), *lines = _lines(tokens)
    columns = tuple(_distinct(header[1:]))
    rows = tuple(tuple(_cells(line, texts, columns)) for line, texts in lines)
    same = sum(table.name.partition(" (")[0] == heading for table in before)
    if columns and any(rows):
        yield _Table(f"{heading} ({same + 1})" if same else heading, columns, tuple(filter(None, rows)))


def _lines(tokens: Iterable[Token]) -> Iterator[tuple[int, list[str]]]:
    """The number of every line of a table, and the texts of its cells."""
    line, texts = 0, list[str]()
    for token in tokens:
        if token.type == "tr_open":
            line, texts = (token.map or [0])[0] + 1, []
        elif token.type == "inline":
            texts.append(_plain(token))
        elif token.type == "tr_close":
            yield line, texts


def _cells(line: int, texts: Sequence[str], columns: Sequence[str]) -> Iterator[Cell]:
    row = texts[0] or f"line {line}"
    for column, text in zip(columns, texts[1:], strict=False):
        if text.strip("-–— "):
            yield Cell(row, column, line, text, figure(text))


def _distinct(columns: Iterable[str]) -> Iterator[str]:
    seen: list[str] = []
    for column in columns:
        name = column or "value"
        seen.append(name)
        yield name if seen.count(name) == 1 else f"{name} ({seen.count(name)})"


def _plain(token: Token) -> str:
    """The text of a token without its marks of emphasis, code and links."""
    parts = (child.content if child.type in {"text", "code_inline"} else " " for child in token.children or ())
    return " ".join("".join(parts).split())


class _Names:
    """Ids of a document, each once."""

    def __init__(self, document: str) -> None:
        self._document, self._taken = document, set[str]()

    def of(self, cell: Cell) -> str:
        column = [] if cell.column.lower().startswith(cell.side) else [slug(cell.column) or "row"]
        stem, number = ".".join([self._document, slug(cell.row) or "row", *column]), 1
        while (name := f"{stem}{f'-{number}' if number > 1 else ''}.{cell.side}") in self._taken:
            number += 1
        self._taken.add(name)
        return name


def _table(table: _Table, names: _Names) -> str:
    rows = [line for row in table.rows for line in _row(row, names)]
    columns = ", ".join(map(_toml, table.columns))
    return f"\n[[table]]\nname = {_toml(table.name)}\ncolumns = [{columns}]\nrows = [\n{''.join(rows)}]\n"


def _row(row: Sequence[Cell], names: _Names) -> Iterator[str]:
    ids = {cell: names.of(cell) for cell in row}
    operands = _operands(row)
    for cell, identity in ids.items():
        keys = [f"id = {_toml(identity)}", f"at = [{_toml(cell.row)}, {_toml(cell.column)}]", f'lines = "{cell.line}"']
        if cell.figure:
            low, high, unit = cell.figure
            keys.append(f"claimed = [{low:.15g}, {high:.15g}], unit = {_toml(unit)}")
        else:
            keys.append(f"says = {_toml(cell.says)}")
        if operands and cell == operands.ratio:
            named = f"py = {_toml(ids[operands.python])}, rs = {_toml(ids[operands.rust])}"
            keys.append(f'expr = "{operands.expr}", with = {{ {named} }}')
        else:
            keys.append(f"later = {_toml(UNBOUND)}")
        yield f"  {{ {', '.join(keys)} }},\n"


class _Operands(NamedTuple):
    """How a row's ratio follows from its figures."""

    ratio: Cell
    python: Cell
    rust: Cell
    expr: str


def _operands(row: Sequence[Cell]) -> _Operands | None:
    """What of a row follows from what; None where it has not one figure each of Python, Rust and both, or two units.

    An audit reckons with figures as they are claimed, so that they must be in one unit.
    """
    stated = {side: [(c, c.figure.unit) for c in row if c.side == side and c.figure] for side in _OF_A_RATIO}
    if any(len(cells) != 1 for cells in stated.values()):
        return None
    ((python, unit),), ((rust, other),), ((ratio, of_ratio),) = stated.values()
    if unit != other:
        return None
    if of_ratio == "x":
        return _Operands(ratio, python, rust, "rs / py" if base_of(unit) == _RATE else "py / rs")
    less = of_ratio == "%" and _LESS.search(f"{ratio.column} {ratio.says}")
    return _Operands(ratio, python, rust, "100 * (1 - rs / py)") if less else None


def _toml(text: str) -> str:
    """A basic string of TOML 1.0: JSON's escapes, and the one control character that JSON lets stand."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
