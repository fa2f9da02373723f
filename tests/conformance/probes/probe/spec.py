"""A component that is no component: its lanes behave in every way that a lane can."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["read"]


def read(operation: str, params: dict[str, Any], blob: bytes) -> list[int]:
    """Numbers. Raises ValueError where the given is cut, as it is for the operation ``cut``."""
    return list(map(int, json.loads(blob[1:] if operation == "cut" else blob or b"[]")))
