"""A component to begin with: it runs, is gated and measured as it is, and says in it what is to do.

The files of ``component/`` are templates; ``NAME`` in a file's name stands for the component's. Those below ``rust``,
and the Rust lane, are written only where Rust is wanted.
"""

from __future__ import annotations

import keyword
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2

from benchmarks.core.discovery import IMPLS
from benchmarks.core.errors import ResultsError, SelectionError
from benchmarks.core.places import ROOT

__all__ = ["Wanted", "check_name", "write"]

TEMPLATES = Path(__file__).parent / "component"
KIT = ROOT / "impls" / "_kit" / "rust"
_NATIVE = ("rust/", "lanes/rust.py")
_RUST_WORDS = frozenset(
    (
        *("abstract", "become", "box", "const", "crate", "do", "dyn", "enum", "extern", "final", "fn", "gen", "impl"),
        *("let", "loop", "macro", "mod", "move", "mut", "override", "priv", "pub", "ref", "self", "static", "struct"),
        *("super", "trait", "typeof", "unsafe", "unsized", "use", "virtual", "where"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What component, where, and whether with Rust."""

    name: str
    operation: str
    folder: Path = IMPLS  # of components
    rust: bool = True

    @property
    def target(self) -> Path:
        """The component's folder."""
        return self.folder / self.name


def write(wanted: Wanted) -> list[Path]:
    """Write the component's folder, all of it or nothing; its files, relative to it.

    Raises `SelectionError` for a name that cannot be one or is taken, `ResultsError` where nothing can be written.
    """
    _check(wanted)
    files = dict(_rendered(wanted))
    asked = f"component {wanted.name}"
    try:
        wanted.folder.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".new-", dir=wanted.folder))
    except OSError as error:
        wrong = f"{wanted.folder} cannot be written: {error.strerror}"
        raise ResultsError(asked, wrong, "name another folder") from None
    try:
        for path, text in files.items():
            (beside / path).parent.mkdir(parents=True, exist_ok=True)
            (beside / path).write_text(text, encoding="utf-8")
        beside.chmod(0o755)  # what mkdtemp makes is nobody else's to read
        beside.rename(wanted.target)
    except OSError as error:
        raise ResultsError(asked, f"cannot be written: {error.strerror}", "nothing was left behind") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return sorted(files)


def check_name(what: str, name: str, mend: str) -> None:
    """Raises `SelectionError` for what is no name of a component, an operation or a document."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise SelectionError(f"{what} {name}", "its name should be small letters, digits and _", mend)


def _check(wanted: Wanted) -> None:
    for what, name in (("component", wanted.name), ("operation", wanted.operation)):
        check_name(what, name, "as in order_book")
        if keyword.iskeyword(name) or keyword.issoftkeyword(name) or (wanted.rust and name in _RUST_WORDS):
            raise SelectionError(f"{what} {name}", "that is a word of the language", "take another name")
    taken = next((f for f in (wanted.folder, IMPLS) if (f / wanted.name).exists()), None)
    if taken:
        raise SelectionError(f"component {wanted.name}", "there is a folder of that name", "take another name")


def _rendered(wanted: Wanted) -> Iterator[tuple[Path, str]]:
    inside = wanted.folder.resolve() == IMPLS
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701  (source files, not a page)
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    names = {
        "name": wanted.name,
        "operation": wanted.operation,
        "rust": wanted.rust,
        "crate": wanted.name.replace("_", "-"),
        "workspace": not inside,  # a crate of the checkout belongs to its workspace, any other to none
        "kit": os.path.relpath(KIT, wanted.target.resolve() / "rust"),
        "impls": "" if inside else f" --impls {wanted.folder}",
    }
    for template in sorted(made.list_templates(extensions=["j2"])):
        path = template.removesuffix(".j2").replace("NAME", wanted.name)
        if wanted.rust or not path.startswith(_NATIVE):
            yield Path(path), made.get_template(template).render(names)
    if wanted.rust and not inside:  # the versions of all other lanes; cargo drops what it has no use for
        yield Path("rust", "Cargo.lock"), (ROOT / "Cargo.lock").read_text(encoding="utf-8")
