"""Who this worker is: what ``hello`` says of the interpreter."""

from __future__ import annotations

import os
import sys
from typing import Any

__all__ = ["extension", "python"]


def python() -> dict[str, Any]:
    """How this interpreter was built. ``profile`` is debug where it was configured so (--with-pydebug)."""
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    return {
        "language": "python",
        "implementation": sys.implementation.name,
        "version": ".".join(map(str, sys.version_info[:3])),
        "profile": "debug" if hasattr(sys, "gettotalrefcount") else "release",
        "flags": " ".join(
            f"{name}={getattr(sys.flags, name)}" for name in ("optimize", "dev_mode") if getattr(sys.flags, name)
        ),
        "allocator": os.environ.get("PYTHONMALLOC") or "pymalloc",
        "features": [] if gil else ["free-threading"],
    }


def extension() -> dict[str, str] | None:
    """How our extension module was built, where the lane has loaded it."""
    native = sys.modules.get("impls._native")
    if native is None:
        return None
    return {"profile": native.build_profile, "source_digest": native.source_digest}
