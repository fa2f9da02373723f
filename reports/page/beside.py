"""What a page may show besides what its own runs say: another run compared with them, a program's share of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.core.model import Interval
from benchmarks.core.parts import Shares
from benchmarks.core.profiled import Profiled
from reports import units
from reports.page.profiles import looks
from reports.slugs import slug
from reports.tables.cases import CaseTable
from reports.tables.changes import MEANT, Changes
from reports.tables.gains import WAYS, Gain, gains

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
    """``changes``: what changed since another run; ``shares``: those of the last profile, and when it was read.

    ``profiles``: what ``tandem profile`` last saw of the page's lanes.
    """

    changes: Changes | None = None
    shares: tuple[Shares, str] | None = None
    profiles: tuple[Profiled, ...] = ()

    def names(self, tables: Sequence[CaseTable]) -> dict[str, Any]:
        """The templates' names; ``tables``: the page's own cases."""
        rows = self.changes.rows if self.changes else ()
        anchors = {row.case: slug(row.case) for row in rows}
        told = {"compared": self.changes, "compared_meant": MEANT, "compared_signs": SIGNS, "compared_at": anchors}
        return told | {
            "profiles": looks(self.profiles),
            "gained": _gained(*self.shares, tables) if self.shares else None,
        }


def _gained(shares: Shares, at: str, tables: Sequence[CaseTable]) -> Mapping[str, Any]:
    found = gains(shares, tables, at)
    return {
        "at": at,
        "samples": units.fixed(found.samples, 0),
        "ways": WAYS,
        "rows": [
            {
                "name": row.name, "slug": slug(row.case), "case": row.case, "functions": row.functions,
                "note": row.note, "share": _percent(row.share), "most": _times(row.most),
                "gains": list(_gains(row.gains)),
            }
            for row in found.rows
        ],
        "together": list(_gains(found.together)),
        "rest": _percent(found.rest),
        "doubts": found.doubts,
    }  # fmt: skip


def _gains(found: Iterable[Gain]) -> Iterable[Mapping[str, Any]]:
    for gain in found:
        part = units.ratio(None, gain.part.value, None).value if gain.part else ""
        whole = _times(gain.whole) if gain.whole else None
        yield {"way": gain.way, "lane": gain.lane, "part": part, "whole": whole, "why": gain.why}


def _times(at: Interval) -> tuple[str, str]:
    text = units.ratio(at.low, at.value, at.high)
    return text.value, text.interval


def _percent(at: Interval) -> tuple[str, str]:
    return f"{at.value:.1%}", f"{at.low:.1%}–{at.high:.1%}"
