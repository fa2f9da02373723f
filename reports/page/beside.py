"""What a page may show besides what its own runs say: another run compared with them, a program's share of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reports.page.view import slug
from reports.tables.changes import MEANT, Changes

__all__ = ["SIGNS", "Beside"]

SIGNS = {
    "slower": "▼",
    "lost": "✕",
    "faster": "▲",
    "unresolved": "?",
    "equivalent": "=",
    "gone": "–",
    "new": "+",
    "other input": "∅",
    "other metric": "∅",
    "no interval": "∅",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """``changes``: what changed since another run."""

    changes: Changes | None = None

    def names(self) -> dict[str, Any]:
        """The templates' names."""
        rows = self.changes.rows if self.changes else ()
        anchors = {row.case: slug(row.case) for row in rows}
        return {"compared": self.changes, "compared_meant": MEANT, "compared_signs": SIGNS, "compared_at": anchors}
