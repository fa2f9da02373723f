"""What ``tandem profile`` last saw of each lane: ``<results>/profiles/<host>/<case>.<lane>.json``, a file a lane.

Stacks are folded, outermost frame first, and begin in the component; a frame is ``function (file)``, the file from the
checkout's root or as its package names it: no path of a person's machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.core.errors import ResultsError
from benchmarks.core.places import ROOT

__all__ = ["FOLDER", "Profiled", "Stacks", "frame", "keep", "kept", "stem"]

FOLDER = "profiles"  # inside the results folder
Stacks = Mapping[str, int]
"""What each stack weighs: frames joined by ``;``, outermost first -> samples or bytes."""
_PACKAGES = re.compile(r".*/(?:site-packages|dist-packages|lib/python3\.\d+t?)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profiled:
    """One lane of one case. ``figures``: instructions an operation, heap; metric -> (value, unit, what saw it)."""

    case: str
    lane: str
    at: str  # ISO 8601
    revision: str
    samples: Stacks = field(default_factory=dict)  # by py-spy
    heap: Stacks = field(default_factory=dict)  # bytes at the highest mark of one run, by memray
    figures: Mapping[str, tuple[float, str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # what an instrument did not say, and why


def frame(function: str, file: str) -> str:
    """A frame without a place of a person's machine in it, and without what separates frames."""
    path = Path(file)
    if path.is_absolute() and ROOT in path.parents and not _PACKAGES.match(file):
        file = str(path.relative_to(ROOT))
    elif path.is_absolute():
        file = short if (short := _PACKAGES.sub("", file)) != file else path.name
    return f"{function} ({file})".replace(";", ",").replace("\n", " ")


def stem(case: str, lane: str) -> str:
    """The name of a lane's files."""
    return re.sub(r"[^A-Za-z0-9_=.@-]+", "-", f"{case}.{lane}")


def keep(results: Path, host: str, found: Profiled) -> Path:
    """Store it, whole or not at all, in the place of an older one; its file. Raises `ResultsError` where it cannot."""
    path = results / FOLDER / host / f"{stem(found.case, found.lane)}.json"
    half = path.with_suffix(".half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(json.dumps({"schema": 1, **asdict(found)}, allow_nan=False) + "\n", encoding="utf-8")
        half.replace(path)
    except OSError as error:
        wrong = f"cannot be written: {error.strerror or error}"
        raise ResultsError("the profile", wrong, "choose another --data") from error
    return path


def kept(results: Path, host: str) -> tuple[Profiled, ...]:
    """What is known of a host's lanes, by case and lane; files that cannot be read are left out."""
    found = (_read(path) for path in sorted((results / FOLDER / host).glob("*.json"))) if host else ()
    return tuple(one for one in found if one is not None)


def _read(path: Path) -> Profiled | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Profiled(
            case=str(told["case"]), lane=str(told["lane"]), at=str(told["at"]), revision=str(told["revision"]),
            samples=_stacks(told["samples"]), heap=_stacks(told["heap"]),
            figures={str(k): (float(v), str(u), str(by)) for k, (v, u, by) in told["figures"].items()},
            notes=tuple(map(str, told["notes"])),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _stacks(told: Mapping[str, Any]) -> dict[str, int]:
    return {str(stack): int(weight) for stack, weight in told.items() if int(weight) > 0}
