"""The extension module, for lanes that call Rust from Python: there, a release build, and built from these sources."""

from __future__ import annotations

import importlib
import re
from functools import cache

from benchmarks.core.errors import DebugBuildError
from benchmarks.core.model import Lane
from benchmarks.core.needs import missing as missing_need
from impls._bindings import generate

__all__ = ["missing", "unfit", "uses_extension"]

REBUILD = "rebuild with: nox -s build"
_NAMED = re.compile(
    r"^\s*(from\s+impls\._native\s|from\s+impls\s+import\s+.*_native|import\s+impls\._native)", re.MULTILINE
)


def uses_extension(lane: Lane) -> bool:
    """Whether the lane's file imports the extension, or says that it needs it."""
    return "module:impls._native" in lane.needs or bool(_NAMED.search(lane.path.read_text(encoding="utf-8")))


def missing(lane: Lane) -> str | None:
    """Why a lane that uses the extension cannot be measured; None where it can, or does not use it."""
    if not uses_extension(lane):
        return None
    return missing_need("module:impls._native") or unfit()


@cache
def unfit() -> str | None:
    """Why the extension that is there may not be timed; None where it may. Raises nothing."""
    try:
        native = importlib.import_module("impls._native")
    except ImportError as error:
        return f"the extension cannot be loaded: {error}; {REBUILD}"
    profile = str(getattr(native, "build_profile", "unknown"))
    if profile != "release":
        debug = DebugBuildError("the extension", profile)
        return f"{debug.wrong}; {debug.mend}"
    if (generate.IMPLS / "_bindings" / "build.rs").exists() and native.source_digest != generate.source_digest():
        return f"the extension was built from other sources than these; {REBUILD}"
    return None
