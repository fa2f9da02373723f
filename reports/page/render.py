"""The page as one string: templates filled, style sheet and script inside, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import jinja2

from benchmarks.core.model import Summary
from reports.page.beside import Beside
from reports.page.view import view
from reports.tables.cases import CaseTable
from reports.tables.documents import Document

__all__ = ["render"]

HERE = Path(__file__).parent
STYLE = ("tokens", "layout", "tables", "charts", "flame", "compare", "decision", "claims", "sounds", "print")
SCRIPT = (
    "model",
    "state",
    "rows",
    "table",
    "drawer",
    "takeaway",
    "page",
    "comfort",
    "claims",
    "compare",
)  # in the order they build on


def render(
    summary: Summary, documents: Sequence[Document], tables: Sequence[CaseTable], beside: Beside | None = None
) -> str:
    """The whole page."""
    names = view(summary, documents, tables) | (beside or Beside()).names(tables)
    return _templates().get_template("page.html.j2").render(names, css=_asset(STYLE, "css"), js=_asset(SCRIPT, "js"))


@cache
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(names: tuple[str, ...], kind: str) -> str:
    return "\n".join((HERE / "assets" / f"{name}.{kind}").read_text(encoding="utf-8") for name in names)
