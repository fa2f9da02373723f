"""The shares of the last profile that ``tandem share`` read: ``<results>/share/last.json``, for the page.

Numbers, components and the patterns that matched; nothing else of somebody's program: no path, no function, no host.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.core.errors import ResultsError
from benchmarks.core.parts import Part, Shares

__all__ = ["FOLDER", "keep", "kept"]

FOLDER = "share"  # inside the results folder
_ASKED = "the shares of tandem share"


def keep(results: Path, shares: Shares, at: str) -> None:
    """Store them, whole or not at all; ``at``: the time, as ISO 8601. Raises `ResultsError` where they cannot be."""
    path = results / FOLDER / "last.json"
    half = path.with_suffix(".half")
    told = {"schema": 1, "at": at, "samples": shares.samples, "parts": [_as_json(*row) for row in shares.parts]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(json.dumps(told, indent=1, allow_nan=False) + "\n", encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise ResultsError(_ASKED, f"cannot be written: {error.strerror or error}", "choose another --data") from error


def kept(results: Path) -> tuple[Shares, str] | None:
    """The shares and when they were read; None where there are none, or they cannot be read."""
    try:
        told = json.loads((results / FOLDER / "last.json").read_text(encoding="utf-8"))
        found = Shares(samples=float(told["samples"]), parts=tuple(map(_part, told["parts"])))
        return found, str(told["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _as_json(part: Part, samples: float) -> dict[str, Any]:
    stated = {"component": part.component, "operation": part.operation, "lane": part.lane}
    return {**stated, "functions": list(part.functions), "samples": samples}


def _part(row: dict[str, Any]) -> tuple[Part, float]:
    functions = tuple(map(str, row["functions"]))
    part = Part(component=row["component"], operation=row["operation"], lane=row["lane"], functions=functions)
    return part, float(row["samples"])
