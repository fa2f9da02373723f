"""Names as parts of anchors and ids."""

from __future__ import annotations

import re

__all__ = ["slug"]


def slug(name: str) -> str:
    """A case id or a name in small letters and digits, with a dash for all else between them."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
