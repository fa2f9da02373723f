"""The gate's second look at a Python lane: which lane, and on which givens, in one process."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Seen", "read"]


class Seen(NamedTuple):
    """A lane to look at."""

    component: str
    lane: str
    operation: str
    params: Mapping[str, Any]
    options: Mapping[str, Any]
    givens: list[Callable[[], Any]]  # each read anew when called
    suspicious: int  # a second run so many times shorter than the first is repeated
    further: int  # so often


def read(_operation: str, _params: Mapping[str, Any], blob: bytes) -> Seen:
    """``{"component", "lane", "operation", "params", "options", "givens": [path, ...], "suspicious", "further"}``."""
    asked = json.loads(blob)
    spec = importlib.import_module(f"impls.{asked['component']}.spec")
    operation, params = asked["operation"], asked["params"]

    def reader(path: str) -> Callable[[], Any]:
        return lambda: spec.read(operation, params, Path(path).read_bytes())

    givens = [reader(path) for path in asked["givens"]]
    lane, options = asked["lane"], asked["options"]
    return Seen(asked["component"], lane, operation, params, options, givens, asked["suspicious"], asked["further"])
