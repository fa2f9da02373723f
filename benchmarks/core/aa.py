"""The machine's last full check of the suite against itself: ``<results>/aa/<host>.json``, written by ``tandem aa``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.core.errors import ResultsError

__all__ = ["FOLDER", "FULL", "keep", "kept"]

FOLDER = "aa"  # inside the results folder: the raw runs of twins lie in it by themselves, no lane's number reads them
FULL = 200  # decisions of a full check
_ASKED = "the figures of tandem aa"


def kept(results: Path, host: str) -> dict[str, Any] | None:
    """The figures of a host; None where there are none, or they cannot be read."""
    try:
        found = json.loads(_file(results, host).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def keep(results: Path, host: str, figures: Mapping[str, Any]) -> bool:
    """Store a host's figures, whole or not at all; a check that is not full never takes a full one's place.

    Whether they were stored. Raises `ResultsError` where they cannot be.
    """
    before = kept(results, host)
    if before and before.get("decisions", 0) >= FULL > figures["decisions"]:
        return False
    path = _file(results, host)
    half = path.with_suffix(".half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(json.dumps(figures, indent=1, allow_nan=False) + "\n", encoding="utf-8")
        half.replace(path)
    except OSError as error:
        raise ResultsError(_ASKED, f"cannot be written: {error.strerror or error}", "choose another --data") from error
    return True


def _file(results: Path, host: str) -> Path:
    return results / FOLDER / f"{host}.json"
