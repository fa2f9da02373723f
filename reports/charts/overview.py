"""One line of the overview: how much better than the document's Python each named lane is, as dots on a log axis.

Drawn by hand in per cents, so that it fits any width without stretching its dots.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple

from benchmarks.core.model import Ratio

__all__ = ["Axis", "Dot", "axis_of", "overview_line", "overview_scale"]

DOT_AT = 13


class Dot(NamedTuple):
    """One lane's ratio; hollow where it is the document's own lane."""

    ratio: Ratio
    colour: str
    hollow: bool


class Axis(NamedTuple):
    """A log axis over [low, high]."""

    low: float
    high: float

    def at(self, ratio: float) -> float:
        """The place of a ratio in per cent."""
        return 2 + 96 * (math.log(ratio) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))

    @property
    def ticks(self) -> list[float]:
        """1, 10, 100 and their tenths, as far as they lie inside; and 2, 5 on a short axis."""
        steps = (1, 2, 5) if self.high / self.low < 50 else (1, 3) if self.high / self.low < 500 else (1,)
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        return [s * 10.0**d for d in decades for s in steps if self.low * 1.01 <= s * 10.0**d <= self.high / 1.01]


def axis_of(dots: Iterable[Dot]) -> Axis:
    """An axis that holds all intervals, and 1."""
    ends = [end for dot in dots for end in (dot.ratio.low, dot.ratio.high)] + [1.0]
    return Axis(min(ends) / 1.15, max(ends) * 1.15)


def overview_scale(axis: Axis) -> str:
    """The axis' labels, to stand above the lines."""
    labels = (
        f'<text x="{axis.at(tick):.2f}%" y="10" text-anchor="middle" font-size="11">{tick:g}×</text>'
        for tick in axis.ticks
    )
    return f'<svg fill="var(--muted)">{"".join(labels)}</svg>'


def overview_line(dots: Sequence[Dot], axis: Axis) -> str:
    """One case as an ``<svg>`` of full width, its dots named by their titles."""
    parts = []
    for tick in axis.ticks:
        x = f"{axis.at(tick):.2f}%"
        ink = "var(--strong)" if tick == 1 else "var(--line)"
        parts.append(f'<line x1="{x}" x2="{x}" y1="0" y2="26" stroke="{ink}"/>')
    parts += [_dot(dot, axis) for dot in dots]
    said = "; ".join(f"{dot.ratio.lane} {dot.ratio.value:.3g} times" for dot in dots)
    return f'<svg role="img" aria-label="{escape(said)}">{"".join(parts)}</svg>'


def _dot(dot: Dot, axis: Axis) -> str:
    low, middle, high = (f"{axis.at(v):.2f}%" for v in (dot.ratio.low, dot.ratio.value, dot.ratio.high))
    ink = f"var(--c-{dot.colour})"
    fill = "var(--ground)" if dot.hollow else ink
    return (
        f'<line x1="{low}" x2="{high}" y1="{DOT_AT}" y2="{DOT_AT}" stroke="{ink}" stroke-width="2"/>'
        f'<circle cx="{middle}" cy="{DOT_AT}" r="4.6" fill="{fill}" stroke="{ink}" stroke-width="1.8">'
        f"<title>{escape(dot.ratio.lane)}: {dot.ratio.value:.3g}×</title></circle>"
    )
