"""How a lane is drawn wherever it appears: one colour and one dash, told apart without colour, too."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["COLOURS", "DASHES", "Mark", "mark"]

# The page's style sheet gives each name a value for light, dark and print: ``--c-blue`` and so on.
COLOURS = ("blue", "orange", "pink", "teal", "green", "violet", "grey")
DASHES: dict[str, tuple[float, ...]] = {"solid": (), "dashed": (5, 2.5), "dotted": (1.5, 2), "dashdot": (6, 2, 1.5, 2)}

OWN = {
    "document-python": ("blue", "dashed"),
    "python": ("blue", "dotted"),
    "python-best": ("blue", "solid"),
    "document-rust": ("orange", "dashed"),
    "rust": ("orange", "solid"),
    "rust-from-python": ("pink", "solid"),
}
OTHERS = ("teal", "green", "violet")
STYLES = ("solid", "dashed", "dotted", "dashdot")


class Mark(NamedTuple):
    """A colour of `COLOURS` and a dash of `DASHES`."""

    colour: str
    dash: str


def mark(lane: str, kind: str, place: int) -> Mark:
    """The mark of a lane: Python is blue and Rust orange, ``place`` tells the other lanes of a component apart."""
    if kind in ("floor", "limit"):
        return Mark("grey", "dotted" if kind == "floor" else "solid")
    name, _, runtime = lane.partition("@")
    if name in OWN:
        colour, dash = OWN[name]
        return Mark(colour, "dashdot" if runtime else dash)
    return Mark(OTHERS[place % len(OTHERS)], STYLES[place // len(OTHERS) % len(STYLES)])
