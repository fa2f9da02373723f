"""Reads a lane's file without importing it: ``LANE`` is a literal."""

from __future__ import annotations

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.core.errors import DiscoveryError
from benchmarks.core.model import Lane
from benchmarks.core.needs import KINDS, wellformed
from impls.contract import LANE_KINDS

__all__ = ["read_lane"]

_TYPES: dict[str, type[str | list[str] | dict[str, Any]]] = {
    "kind": str, "label": str, "runtime": str, "operations": list, "options": dict, "needs": list, "doubts": list,
}  # fmt: skip
_EXAMPLE = 'write LANE = {"kind": "own", "label": "pure Python"}'


def read_lane(component: str, path: Path) -> Lane:
    """The lane that a file states. Raises `DiscoveryError`, naming the file and what to write, where it states none."""
    name = path.stem.replace("_", "-")
    asked = f"lane {component}/{name}"
    stated = _literal(asked, path)
    _check(asked, path, stated)
    return Lane(
        component=component,
        name=name,
        kind=stated["kind"],
        label=stated["label"],
        runtime=stated.get("runtime", "cpython"),
        operations=tuple(stated.get("operations", ())),
        options=stated.get("options", {}),
        needs=tuple(stated.get("needs", ())),
        doubts=tuple(stated.get("doubts", ())),
        path=path,
    )


def _literal(asked: str, path: Path) -> dict[str, Any]:
    try:
        with tokenize.open(path) as file:
            body = ast.parse(file.read()).body
    except (OSError, SyntaxError, UnicodeDecodeError, ValueError) as error:
        raise DiscoveryError(asked, f"{path.name}: {error}", "mend the file") from None
    found = [n.value for n in body if isinstance(n, ast.Assign | ast.AnnAssign) and n.value and "LANE" in _names(n)]
    if len(found) != 1:
        raise DiscoveryError(asked, f"{path.name} should state LANE once, does so {len(found)} times", _EXAMPLE)
    try:
        stated = ast.literal_eval(found[0])
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        raise DiscoveryError(
            asked, f"{path.name}: LANE should be a literal, it is read without being run", _EXAMPLE
        ) from None
    if not isinstance(stated, dict):
        raise DiscoveryError(asked, f"{path.name}: LANE should be a dict, was a {type(stated).__name__}", _EXAMPLE)
    return stated


def _names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [t.id for t in targets if isinstance(t, ast.Name)]


def _check(asked: str, path: Path, stated: dict[str, Any]) -> None:
    wrong = next(_breaches(stated), None)
    if wrong:
        raise DiscoveryError(asked, f"{path.name}: {wrong}", _EXAMPLE)


def _breaches(stated: dict[str, Any]) -> Iterator[str]:
    yield from (f"LANE has no {key!r}" for key in ("kind", "label") if key not in stated)
    for key, value in stated.items():
        if key not in _TYPES:
            yield f"LANE has an unknown key {key!r}, keys are {', '.join(_TYPES)}"
            continue
        wanted = _TYPES[key]
        if not isinstance(value, (list, tuple) if wanted is list else wanted):
            yield f"{key} should be a {wanted.__name__}, was {value!r}"
        elif isinstance(value, list | tuple) and not all(isinstance(item, str) for item in value):
            yield f"{key} should hold strings, was {value!r}"
    if stated.get("kind") not in LANE_KINDS:
        yield f"kind should be one of {', '.join(LANE_KINDS)}, was {stated.get('kind')!r}"
    odd = [need for need in stated.get("needs", ()) if not wellformed(need)]
    if odd:
        yield f"need {odd[0]!r} is of no known kind: {', '.join(KINDS)}, as in 'module:orjson'"
