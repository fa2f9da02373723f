"""The overview as a picture of its own: a line a case, dots on one log axis, light and dark, drawn from numbers alone.

No library draws it, so that the same numbers give the same bytes, and a test can tell whether it is stale.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from reports.charts.overview import Axis, Dot, axis_of

__all__ = ["Line", "picture"]

WIDTH, LEFT, ROW, HEAD = 880, 250, 34, 58  # pixels
HINT = 38  # letters of a hint that fit beside the axis
KEYS = (("best Python", "blue", False), ("Rust", "orange", False), ("the document's Rust", "orange", True))
STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", Arial, sans-serif; fill: #1b2027; }
.small { font-size: 11px; fill: #545d68; } .line { stroke: #e3e3dc; } .one { stroke: #8b9099; } .ground { fill: #fff; }
.blue { fill: #1f5fa8; stroke: #1f5fa8; } .orange { fill: #b04a05; stroke: #b04a05; } .hollow { fill: #fff; }
@media (prefers-color-scheme: dark) {
text { fill: #e7e9ec; } .small { fill: #a3acb8; } .line { stroke: #2d333c; } .one { stroke: #6b7480; }
.ground { fill: #14171b; }
.blue { fill: #85b8f2; stroke: #85b8f2; } .orange { fill: #f0a05a; stroke: #f0a05a; } .hollow { fill: #14171b; } }
"""


class Line(NamedTuple):
    """One case: its name, what tells it from its like, and its lanes' ratios to the document's Python."""

    name: str
    hint: str
    dots: Sequence[Dot]


def picture(lines: Sequence[Line], title: str) -> str:
    """The whole ``<svg>``; ``lines`` from top to bottom, at least one."""
    axis = axis_of(dot for line in lines for dot in line.dots)
    height = HEAD + ROW * len(lines) + 14
    parts = [
        *_head(axis, height),
        *(part for i, line in enumerate(lines) for part in _line(line, HEAD + ROW * i, axis)),
    ]
    size = f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _head(axis: Axis, height: int) -> list[str]:
    parts = [f'<rect class="ground" width="{WIDTH}" height="{height}" rx="8"/>']
    at = LEFT
    for name, colour, hollow in KEYS:
        parts += [
            f'<circle class="{_ink(colour, hollow=hollow)}" cx="{at}" cy="20" r="5" stroke-width="2"/>',
            f'<text x="{at + 11}" y="24.5">{escape(name)}</text>',
        ]
        at += 40 + 8 * len(name)
    for tick in axis.ticks:
        x = _x(axis, tick)
        parts += [
            f'<line class="{"one" if tick == 1 else "line"}" x1="{x}" x2="{x}" y1="{HEAD - 4}" y2="{height - 10}"/>',
            f'<text class="small" x="{x}" y="{HEAD - 10}" text-anchor="middle">{tick:g}×</text>',
        ]
    return parts


def _line(line: Line, top: int, axis: Axis) -> list[str]:
    middle = top + ROW // 2
    parts = [f'<text x="14" y="{middle + (0 if line.hint else 5)}">{escape(line.name)}</text>']
    if line.hint:
        parts.append(f'<text class="small" x="14" y="{middle + 13}">{escape(_short(line.hint))}</text>')
    for dot in line.dots:
        low, value, high = (_x(axis, end) for end in (dot.ratio.low, dot.ratio.value, dot.ratio.high))
        ink = _ink(dot.colour, hollow=False)
        sign = f'class="{_ink(dot.colour, hollow=dot.hollow)}" cx="{value}" cy="{middle}" r="5" stroke-width="2"'
        said = escape(f"{dot.ratio.lane}: {dot.ratio.value:.3g}×")
        parts += [
            f'<line class="{ink}" x1="{low}" x2="{high}" y1="{middle}" y2="{middle}" stroke-width="2"/>',
            f"<circle {sign}><title>{said}</title></circle>",
        ]
    return parts


def _short(hint: str) -> str:
    return hint if len(hint) <= HINT else f"{hint[: HINT - 1].rstrip(' ,')}…"


def _ink(colour: str, *, hollow: bool) -> str:
    return f"{colour} hollow" if hollow else colour


def _x(axis: Axis, ratio: float) -> str:
    return f"{LEFT + (WIDTH - LEFT - 14) * axis.at(ratio) / 100:.1f}"
