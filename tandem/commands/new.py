"""``tandem new component NAME``, ``tandem new document FILE.md``: a component or a ledger to begin with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from benchmarks.core.discovery import IMPLS
from benchmarks.core.errors import GivenError, ResultsError, SelectionError
from reports import ledger
from reports.draft import Drafted, draft
from reports.export import replace_file
from reports.ledger_read import read
from reports.slugs import slug
from tandem.asked import json_option
from tandem.scaffold import Wanted, check_name, write

__all__ = ["command"]


@click.group("new")
def command() -> None:
    """Begin a component of your own, or the ledger of a document of your own."""


@command.command("component")
@click.argument("name")
@click.option("--operation", default="work", show_default=True, help="What is timed: a function's name.")
@click.option("--impls", type=click.Path(path_type=Path), default=IMPLS, metavar="PATH", help="Folder of components.")
@click.option("--rust/--no-rust", default=True, show_default=True, help="With a Rust lane and its crate, or without.")
@json_option
def component(*, name: str, operation: str, impls: Path, rust: bool, as_json: bool) -> None:
    """Write the component NAME: a spec, two Python lanes, a Rust one and a test, which run as they are.

    It makes running sums until you put your own work in their place; its README says what is to do, in order. With
    --impls it lies outside the checkout, and every command takes the same --impls.
    """
    wanted = Wanted(name=name, operation=operation, folder=impls.expanduser(), rust=rust)
    files = write(wanted)
    if as_json:
        click.echo(json.dumps({"schema": 1, "component": name, "files": [str(path) for path in files]}))
        return
    more = "" if wanted.folder == IMPLS else f" --impls {impls}"
    for path in files:
        click.echo(wanted.target / path)
    click.echo(f"next: tandem verify {name}{more}; then README.md of the folder, step by step")


@command.command("document")
@click.argument("source", metavar="FILE.md", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="NAME", help="The document's name; the file's own without.")
@click.option("--ledgers", type=click.Path(path_type=Path), default=ledger.FOLDER, help="Folder of the ledgers.")
@json_option
def document(*, source: Path, name: str, ledgers: Path, as_json: bool) -> None:
    """Draft the ledger of a document from the tables of FILE.md: every cell a claim, none bound yet.

    What follows from other figures of its row (an improvement from Python's and Rust's) is bound to them already, so
    that tandem audit says at once whether the document's own arithmetic holds. Claims in prose are yours to add.
    """
    name = name or slug(source.stem).replace("-", "_")
    check_name("document", name, "give --name")
    target = ledgers / f"{name}.toml"
    found = draft(_text(source), name)
    read(found.text, target.name)
    if target.exists():
        raise SelectionError(f"document {name}", "there is a ledger of that name", "give --name")
    try:
        replace_file(target, found.text)
    except ResultsError as error:
        raise ResultsError(f"document {name}", f"{target} {error.wrong}", "mend that") from None
    click.echo(_json(name, found) if as_json else _said(name, target, found))


def _text(source: Path) -> str:
    try:
        return source.read_text(encoding="utf-8")
    except OSError as error:
        raise GivenError(f"document {source}", f"cannot be read: {error.strerror}", "name a Markdown file") from None
    except UnicodeDecodeError as error:
        raise GivenError(f"document {source}", f"is not UTF-8 at byte {error.start}", "convert it") from None


def _json(name: str, found: Drafted) -> str:
    counts = {key: value for key, value in found._asdict().items() if key != "text"}
    return json.dumps({"schema": 1, "document": name, **counts})


def _said(name: str, target: Path, found: Drafted) -> str:
    tables = "a table" if found.tables == 1 else f"{found.tables} tables"
    made = f"{target}: {found.claims} claims of {tables}, {found.figures} with a figure, "
    made += f"{found.bound} that follow from others"
    if target.parent != ledger.FOLDER:
        return made
    more = f"then bind the rows, as the file says, and look: tandem claims --document {name}"
    return f"{made}\nnext: tandem audit {name}; {more}"
