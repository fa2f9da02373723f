"""What a port costs besides time: lines, dependencies, building and size, recorded once a run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.campaign.records import distributions
from benchmarks.core import reach
from benchmarks.core.elf import size
from benchmarks.core.lines import python_lines, rust_lines
from benchmarks.core.model import Arm, Component, Lane
from benchmarks.core.places import ROOT
from benchmarks.launcher import cargo, extension
from benchmarks.launcher.workshop import Workshop

__all__ = ["builds", "sources"]

Record = dict[str, Any]
EXTENSION = "extension"
_BIN = re.compile(r"\{bin:([^{}]+)\}")
_PROGRAM = re.compile(r"\bimpls\.[a-z_]\w*(?:\.\w+)+")
_REQUIRED = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


def builds(workshop: Workshop, arms: Iterable[Arm]) -> Iterator[Record]:
    """A record ``build`` for each crate and runtime of the arms, and one for the extension where a lane uses it.

    ``seconds`` is null where no build that compiled anything was seen; else ``at`` says when that was, ``compiled`` how
    many of its ``crates`` it compiled. A worker holds all lanes of its component.
    """
    arms = list(arms)
    for part in dict.fromkeys(part for arm in arms for part in workshop.parts(arm)):
        programs, seen = workshop.kept(part)
        if programs:
            yield _build(*part, programs, seen)
    module = next(iter(sorted((ROOT / "impls").glob("_native*.so"))), None)
    if module and any(extension.uses_extension(lane) for lane in _lanes(arms)):
        yield _build("", EXTENSION, {"_native": module}, None)


def sources(components: Mapping[str, Component], arms: Iterable[Arm]) -> Iterator[Record]:
    """A record ``source`` for each lane of the arms: lines of code by language, and what it depends on.

    ``shared``: the lane's Rust begins in a file in which another lane begins too, which is counted whole for both.
    ``packages`` and ``crates`` are what the lane itself names, ``brought`` counts them and all that they bring; it is
    null where cargo could not tell. ``programs`` are those of the records ``build`` that the lane runs in.
    """
    for lane in _lanes(arms):
        yield _source(components[lane.component], lane)


def _lanes(arms: Iterable[Arm]) -> list[Lane]:
    return list({(arm.component, arm.lane.name): arm.lane for arm in arms}.values())


def _build(component: str, runtime: str, programs: Mapping[str, Path], seen: cargo.Build | None) -> Record:
    took = seen._asdict() if seen else {"seconds": None, "at": None, "compiled": None, "crates": None}
    sizes = {name: size(path)._asdict() for name, path in sorted(programs.items())}
    return {"is": "build", "component": component, "runtime": runtime, **took, "programs": sizes}


def _source(component: Component, lane: Lane) -> Record:
    python = reach.python_files([lane.path, *_programs(component, lane)], component.folder.parent.parent)
    rust, features = _rust(component, lane)
    named = sorted(_distributions(python.modules))
    crates = cargo.crates(component.folder / "rust" / "Cargo.toml", features) if rust.files else {}
    used = {name for name in crates or {} if name.replace("-", "_") in rust.modules}
    brought = {crate for name in used for crate in (crates or {})[name]} | _required(named)
    return {
        "is": "source",
        "component": component.name,
        "lane": lane.name,
        "python_lines": _lines(python.files if _has_body(lane) else (), python_lines),
        "rust_lines": _lines(rust.files, rust_lines),
        "files": len(rust.files) + len(python.files),
        "shared": rust.shared,
        "programs": _started(component, lane, rust),
        "packages": named,
        "crates": sorted(used),
        "brought": None if crates is None else len(brought),
    }


def _started(component: Component, lane: Lane, rust: reach.Reached) -> list[str]:
    if bins := _BIN.findall(json.dumps(dict(lane.options))):
        return list(bins)
    if lane.runtime.startswith("native"):
        return [f"tandem-{component.name}"]
    return ["_native"] if rust.files else []


def _has_body(lane: Lane) -> bool:
    """Whether the lane's file does something, or only states a lane that lies elsewhere."""
    return lane.runtime.startswith("cpython") or bool(_PROGRAM.search(json.dumps(dict(lane.options))))


def _rust(component: Component, lane: Lane) -> tuple[reach.Reached, Sequence[str]]:
    crate = component.folder / "rust"
    bins = _BIN.findall(json.dumps(dict(lane.options)))
    if not (crate / "Cargo.toml").is_file():
        return reach.Reached(()), ()
    if lane.runtime.startswith("native") or bins:
        names = [_source_of(crate, name) for name in bins]
        return reach.rust_files(crate, lane.name, names), ("worker",)
    if extension.uses_extension(lane):
        return reach.rust_files(crate, reach.CALLED), ("python",)
    return reach.Reached(()), ()


def _source_of(crate: Path, name: str) -> str:
    """The file of a binary, by the manifest's word or by its name."""
    stated = re.search(
        rf'name = "{re.escape(name)}"\s*\npath = "src/bin/([^"]+)\.rs"', (crate / "Cargo.toml").read_text("utf-8")
    )
    return stated[1] if stated else name


def _programs(component: Component, lane: Lane) -> list[Path]:
    """Files of Python that a lane starts as a program."""
    root = component.folder.parent.parent
    named = _PROGRAM.findall(json.dumps(dict(lane.options)))
    return [path for name in named if (path := root.joinpath(*name.split(".")).with_suffix(".py")).is_file()]


def _lines(files: Iterable[Path], count: Callable[[str], int]) -> int:
    return sum(count(path.read_text(encoding="utf-8")) for path in files)


def _distributions(modules: Iterable[str]) -> set[str]:
    return {name for module in modules for name in distributions().get(module, ())[:1]}


def _required(names: Iterable[str]) -> set[str]:
    """The distributions and all that they need and that are here; extras are not counted."""
    todo, found = list(names), set[str]()
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        try:
            wanted = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        if name not in found:
            found.add(name)
            todo += [m[0] for text in wanted if "extra ==" not in text and (m := _REQUIRED.match(text))]
    return found
