"""Finds components: a folder with a ``spec.py`` is one. No list, no registration.

Specs are imported, lanes never are. Every breach of the contract is a `DiscoveryError` that names the file and what to
write in it.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from benchmarks.core.errors import DiscoveryError
from benchmarks.core.lanes import read_lane
from benchmarks.core.model import Component
from benchmarks.core.needs import KINDS, wellformed
from benchmarks.core.places import ROOT
from impls.contract import Case, Difference, How, Role

__all__ = ["IMPLS", "Spec", "components", "spec_of", "with_folders"]

IMPLS = ROOT / "impls"
UNGATED = frozenset({"floor", "limit"})


class Spec(Protocol):
    """The functions of a spec; `take`, `same_peer`, `probe` and `listen` are optional and found by name."""

    def make(self, operation: str, params: Mapping[str, Any], seed: int) -> bytes:
        """The given of a case, from a seed."""
        ...

    def same(self, operation: str, params: Mapping[str, Any], expected: Any, found: Any) -> Difference | None:
        """Where two answers part."""
        ...


def with_folders(folders: Iterable[Path]) -> list[Path]:
    """The checkout's ``impls`` and more folders of components, importable here and in every process started from here.

    Raises `DiscoveryError` for a folder that is not there.
    """
    more = [folder.expanduser().resolve() for folder in folders]
    for folder in more:
        if not folder.is_dir():
            raise DiscoveryError(
                f"components in {folder.name}", "there is no such folder", "give --impls a folder of components"
            )
        if str(folder) not in impls_path():
            impls_path().append(str(folder))
    if more:
        named = [*filter(None, os.environ.get("TANDEM_IMPLS", "").split(os.pathsep)), *map(str, more)]
        os.environ["TANDEM_IMPLS"] = os.pathsep.join(dict.fromkeys(named))
    return list(dict.fromkeys([IMPLS, *more]))


def impls_path() -> list[str]:
    """Where the package ``impls`` looks for its components."""
    return cast("list[str]", importlib.import_module("impls").__path__)


def components(folders: Sequence[Path] = (IMPLS,), select: Sequence[str] = ()) -> tuple[Component, ...]:
    """Every component of the folders, by name. Raises `DiscoveryError`.

    Where each item of ``select`` begins with a component's plain name, only those are read, and those that they build
    on: what is broken elsewhere is then no matter.
    """
    paths = _spec_files(folders)
    wanted = [item.partition("/")[0] for item in select]
    found: dict[str, Component] = {}
    for name in wanted if wanted and all(w in paths for w in wanted) else paths:
        _add(name, paths, found)
    ordered = tuple(found[name] for name in sorted(found))
    for component in ordered:
        _check_parts(component, found)
        _check_casts(component, found)
    return ordered


def _spec_files(folders: Sequence[Path]) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for path in sorted(p for folder in folders for p in folder.glob("[a-z]*/spec.py")):
        name = path.parent.name
        if name in paths:
            raise DiscoveryError(
                f"component {name}", "there are two of that name", f"rename one of the folders {name}/"
            )
        paths[name] = path
    return paths


def _add(name: str, paths: Mapping[str, Path], found: dict[str, Component]) -> None:
    if name not in found:
        found[name] = _component(name, paths[name])
        for part in found[name].parts:
            if part in paths:
                _add(part, paths, found)


def spec_of(component: Component) -> Spec:
    """The component's spec, imported. Raises `DiscoveryError` where it cannot be."""
    return cast("Spec", _imported(component.name, component.folder / "spec.py"))


def _imported(name: str, path: Path) -> Any:
    if not name.isidentifier():
        raise DiscoveryError(f"component {name}", "its name should be a Python name", "rename the folder")
    try:
        module = importlib.import_module(f"impls.{name}.spec")
    except Exception as error:  # a spec is another author's code: whatever it raises is told, not shown as our bug
        raise DiscoveryError(
            f"component {name}", f"spec.py: {type(error).__name__}: {error}", "mend the file"
        ) from error
    if Path(module.__file__ or "").resolve() != path.resolve():
        raise DiscoveryError(
            f"component {name}", "its spec.py is hidden by another folder of that name", "rename the folder"
        )
    return module


def _component(name: str, path: Path) -> Component:
    spec = _imported(name, path)
    for needed in ("make", "read", "same"):
        if not callable(getattr(spec, needed, None)):
            raise DiscoveryError(
                f"component {name}", f"spec.py has no function {needed}", "impls/contract.py says what it is"
            )
    cases = getattr(spec, "CASES", None)
    if not isinstance(cases, tuple) or not all(isinstance(c, Case) for c in cases):
        raise DiscoveryError(
            f"component {name}", "spec.py: CASES should be a tuple of Case", "CASES = (Case(operation=...),)"
        )
    parts = getattr(spec, "PARTS", ())
    if not isinstance(parts, tuple) or not all(isinstance(p, str) for p in parts):
        raise DiscoveryError(f"component {name}", "spec.py: PARTS should be a tuple of names", 'PARTS = ("exchange",)')
    files = sorted((path.parent / "lanes").glob("[a-z]*.py"))
    if not files:
        raise DiscoveryError(f"component {name}", "lanes/ holds no lane", "write lanes/python.py")
    lanes = tuple(read_lane(name, file) for file in files)
    reference = getattr(spec, "REFERENCE", "python")
    made = Component(name=name, folder=path.parent, cases=cases, lanes=lanes, parts=parts, reference=reference)
    for case in cases:
        _check_case(made, case)
    _check_unique(made)
    return made


def _check_unique(component: Component) -> None:
    ids = [case.id(component.name) for case in component.cases]
    double = next((i for i in ids if ids.count(i) > 1), None)
    if double:
        raise DiscoveryError(
            f"component {component.name}", f"spec.py states the case {double} twice", "name the difference"
        )


def _check_case(component: Component, case: Case) -> None:
    def require(ok: object, what: str, mend: str) -> None:
        if not ok:
            raise DiscoveryError(f"case {case.id(component.name)}", f"spec.py: {what}", mend)

    scalars = all(isinstance(v, int | float | str | bool) for v in case.params.values())
    require(scalars, "params should be numbers, strings or booleans", "put larger inputs into make")
    require(case.operation.isidentifier(), f"operation {case.operation!r} should be a Python name", "rename it")
    require(case.how and all(isinstance(h, How) for h in case.how), "how should be a tuple of How", "how=(How(),)")
    require(
        case.cast and all(isinstance(r, Role) for r in case.cast), "cast should be a tuple of Role", "cast=(Role(),)"
    )
    names = [role.name for role in case.cast]
    require(len(set(names)) == len(names), f"roles should have different names, were {names}", "rename one")
    require(not all(r.lane for r in case.cast), "no role is the lane under test", "leave the lane of one role empty")
    odd = [f.role for f in case.faults if f.role not in names]
    require(not odd, f"a fault names the role {odd[:1]}, the cast has {names}", "name one of the cast")
    bad = [need for need in case.needs if not wellformed(need)]
    require(not bad, f"need {bad[:1]} is of no known kind", f"kinds are {', '.join(KINDS)}")
    able = [lane for lane in component.lanes if not lane.operations or case.operation in lane.operations]
    require(able, f"no lane has the operation {case.operation}", "name it in a lane's operations")
    if any(lane.kind not in UNGATED for lane in able):
        known = [lane.name for lane in able]
        require(
            component.reference in known,
            f"the reference lane {component.reference} does not have {case.operation}, these have: {', '.join(known)}",
            'write that lane, or state REFERENCE = "..."',
        )


def _check_parts(component: Component, known: Mapping[str, Component]) -> None:
    for part in component.parts:
        if part not in known:
            raise DiscoveryError(
                f"component {component.name}", f"spec.py: PARTS names {part}, which is no component", "mend PARTS"
            )
    _walk(component.name, (), lambda name: known[name].parts)


def _walk(name: str, above: tuple[str, ...], parts: Callable[[str], Iterable[str]]) -> None:
    if name in above:
        raise DiscoveryError(f"component {name}", f"PARTS make a circle: {' -> '.join([*above, name])}", "mend PARTS")
    for part in parts(name):
        _walk(part, (*above, name), parts)


def _check_casts(component: Component, known: Mapping[str, Component]) -> None:
    for case in component.cases:
        for role in (r for r in case.cast if r.lane):
            other, _, lane = role.lane.partition("/")
            lanes = [x.name for x in known[other].lanes] if other in known else []
            if lane not in lanes:
                raise DiscoveryError(
                    f"case {case.id(component.name)}", f"spec.py: role {role.name} names {role.lane}, which is no lane",
                    "write it as component/lane",
                )  # fmt: skip
            if other != component.name and other not in component.parts:
                mend = f'PARTS = ("{other}",)'
                raise DiscoveryError(
                    f"case {case.id(component.name)}", f"spec.py: its cast uses {other}, PARTS does not name it", mend
                )
