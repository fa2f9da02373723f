"""A flame chart: how a profile's samples or bytes divide, the outermost frame on top, what it calls below it.

Plain boxes placed in per cents, so that it fits any width, and the same stacks as rows of a table. Frames of one parent
with one name are one box; what is narrower than `NARROWEST` is left out of the chart and counted in the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

__all__ = ["Hot", "flame", "hottest"]

NARROWEST = 0.004  # share of the whole below which a box shows nothing
DEEPEST = 40  # rows
ROW = 19  # pixels


class Hot(NamedTuple):
    """One function: the share that is spent in itself, and in itself or what it calls."""

    frame: str
    own: float
    total: float


@dataclass(slots=True)
class _Node:
    weight: int = 0
    below: dict[str, _Node] = field(default_factory=dict)


class _Box(NamedTuple):
    frame: str
    depth: int
    left: float
    share: float


def flame(stacks: Mapping[str, int], what: str) -> str:
    """The chart as one element; empty without stacks. ``what`` names the weights: samples, bytes."""
    total = sum(stacks.values())
    if not total:
        return ""
    boxes = list(_boxes(_tree(stacks), 0, 0.0, total))
    rows = max(box.depth for box in boxes) + 1
    said = "; ".join(f"{hot.frame} {hot.total:.0%}" for hot in hottest(stacks)[:3])
    inner = "".join(_drawn(box, what) for box in boxes)
    return (
        f'<div class="flame" role="img" aria-label="{escape(f"Flame chart of {total:,} {what}: {said}")}" '
        f'style="height:{rows * ROW}px">{inner}</div>'
    )


def hottest(stacks: Mapping[str, int]) -> list[Hot]:
    """Functions by the share spent in themselves, largest first; a function that calls itself counts once a stack."""
    own: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for stack, weight in stacks.items():
        frames = stack.split(";")
        own[frames[-1]] += weight
        for frame in set(frames):
            whole[frame] += weight
    total = sum(stacks.values())
    ordered = sorted(whole, key=lambda frame: (-own[frame], -whole[frame], frame))
    return [Hot(frame, own[frame] / total, whole[frame] / total) for frame in ordered] if total else []


def _tree(stacks: Mapping[str, int]) -> _Node:
    root = _Node()
    for stack, weight in sorted(stacks.items()):
        node = root
        for frame in stack.split(";"):
            node = node.below.setdefault(frame, _Node())
            node.weight += weight
    return root


def _boxes(node: _Node, depth: int, left: float, total: int) -> Iterator[_Box]:
    if depth == DEEPEST:
        return
    for frame, child in sorted(node.below.items(), key=lambda one: (-one[1].weight, one[0])):
        share = child.weight / total
        if share >= NARROWEST:
            yield _Box(frame, depth, left, share)
            yield from _boxes(child, depth + 1, left, total)
        left += share


def _drawn(box: _Box, what: str) -> str:
    function, _, file = box.frame.partition(" (")
    kind = "own" if file.startswith("impls/") else "far"
    title = f"{box.frame}: {box.share:.1%} of {what}"
    return (
        f'<span class={kind} style="left:{100 * box.left:.2f}%;width:{100 * box.share:.2f}%;top:{box.depth * ROW}px" '
        f'title="{escape(title)}">{escape(function)}</span>'
    )
