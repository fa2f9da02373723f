"""What a document claims and what was measured, as a band and a line on one small log axis."""

from __future__ import annotations

import math

from benchmarks.core.model import Interval

__all__ = ["span"]


def span(claimed: tuple[float, float] | None, measured: Interval | None) -> str:
    """An ``<svg>`` in per cents; empty where either is missing or not above 0. Both must be in the same unit."""
    if claimed is None or measured is None:
        return ""
    ends = [*claimed, measured.low, measured.value, measured.high]
    if min(ends) <= 0 or not all(map(math.isfinite, ends)):
        return ""
    low, high = math.log(min(ends)), math.log(max(ends))
    room = max(0.08 * (high - low), 0.05)

    def at(value: float) -> float:
        return 100 * (math.log(value) - low + room) / (high - low + 2 * room)

    left, wide = at(claimed[0]), max(at(claimed[1]) - at(claimed[0]), 1.5)
    a, b, c = (f"{at(v):.1f}%" for v in (measured.low, measured.value, measured.high))
    return (
        f'<svg class="range" aria-hidden="true"><line x1="0" x2="100%" y1="6.5" y2="6.5" stroke="var(--line)"/>'
        f'<rect x="{left:.1f}%" width="{wide:.1f}%" y="1" height="11" rx="2" fill="var(--muted)" opacity=".32"/>'
        f'<line x1="{a}" x2="{c}" y1="6.5" y2="6.5" stroke="var(--accent)" stroke-width="2.4"/>'
        f'<circle cx="{b}" cy="6.5" r="3.2" fill="var(--accent)"/></svg>'
    )
