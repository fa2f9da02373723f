"""What matplotlib writes, made fit to stand inside a page: small, without a date, coloured by the page's variables.

Figures are drawn in stand-in colours, one an entry of `COLOURS`; writing replaces each by ``var(--c-...)``, so that
dark mode and print need no second figure. The same figure gives the same bytes each time.
"""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree as ET  # what is parsed was written here, a line above

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports.charts.marks import COLOURS

__all__ = ["GRID", "INK", "MUTED", "colour", "new_figure", "shown", "write_svg"]

INK, MUTED, GRID = "#00f0f1", "#00f0f2", "#00f0f3"
STAND_INS = {name: f"#00f1{i:02x}" for i, name in enumerate(COLOURS)}
VARIABLES = {INK: "var(--ink)", MUTED: "var(--muted)", GRID: "var(--line)"} | {
    stand_in: f"var(--c-{name})" for name, stand_in in STAND_INS.items()
}
STYLE: dict[Any, Any] = {"svg.fonttype": "none", "font.family": "DejaVu Sans", "font.size": 9.5, "axes.linewidth": 0.6}
SVG = "http://www.w3.org/2000/svg"
UNWANTED = (f"{{{SVG}}}metadata", f"{{{SVG}}}style")
KEPT = frozenset({"id", "href", "data-lane", "clip-path"})  # what is no number and no style
LONGEST = 28  # characters of a name in a figure
LINK = "{http://www.w3.org/1999/xlink}href"


def colour(name: str) -> str:
    """The stand-in for a colour of the page."""
    return STAND_INS[name]


def shown(name: str) -> str:
    """A name as a figure can write it: one short line, without what XML forbids, and never read as a formula."""
    plain = _printable(name)
    return (f"{plain[: LONGEST - 1]}…" if len(plain) > LONGEST else plain).replace("$", r"\$")


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def new_figure(width: float, height: float) -> tuple[Figure, Axes]:
    """A transparent figure of that many CSS pixels with one pair of quiet axes."""
    with rc_context(STYLE):
        figure = Figure(figsize=(width / 72, height / 72))
        figure.patch.set_alpha(0)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.patch.set_alpha(0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(length=0, colors=MUTED, pad=4)
    axes.grid(visible=True, color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    return figure, axes


def write_svg(figure: Figure, key: str, title: str, description: str) -> str:
    """The figure as one ``<svg>`` element; ``key`` keeps its ids apart from other figures of the page."""
    out = io.StringIO()
    for part in figure.findobj(lambda artist: bool(artist.get_gid())):
        part.set_gid(_printable(part.get_gid() or ""))
    with rc_context(STYLE | {"svg.hashsalt": key}):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    root = ET.fromstring(out.getvalue())  # noqa: S314
    _strip(root)
    _shrink(root)
    _name(root, key, _printable(title), _printable(description))
    text = re.sub(r'xmlns:ns0="[^"]*"|xmlns:xlink="[^"]*"', "", ET.tostring(root, encoding="unicode"))
    return re.sub(r"\s*\n\s*", " ", text.replace("ns0:", "")).replace("> <", "><")


def _strip(root: ET.Element) -> None:
    """Drop metadata and every id that nothing refers to."""
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag in UNWANTED or _only_style(c)]:
            parent.remove(child)
    text = ET.tostring(root, encoding="unicode")
    used = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    for element in root.iter():
        gid = element.attrib.pop("id", "")
        if gid in used:
            element.set("id", gid)
        elif gid.startswith("lane:"):
            element.set("data-lane", gid.removeprefix("lane:"))
        if link := element.attrib.pop(LINK, ""):
            element.set("href", link)


def _only_style(element: ET.Element) -> bool:
    """Whether it is definitions of nothing but style, which the page has of its own."""
    return element.tag == f"{{{SVG}}}defs" and all(child.tag == f"{{{SVG}}}style" for child in element)


def _name(root: ET.Element, key: str, title: str, description: str) -> None:
    """Give the figure its accessible name, and let the page set its size."""
    root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{key}-t {key}-d")
    for place, (tag, suffix, text) in enumerate((("title", "t", title), ("desc", "d", description))):
        element = ET.Element(f"{{{SVG}}}{tag}", {"id": f"{key}-{suffix}"})
        element.text = text
        root.insert(place, element)


def _shrink(root: ET.Element) -> None:
    """Shorten numbers and styles, and put the page's colours in; text, names and ids stay as they are."""
    for element in root.iter():
        for name, text in element.attrib.items():
            if name not in KEPT:
                element.set(name, _short(text))


def _short(text: str) -> str:
    text = re.sub(r"(?<=\d\.\d)\d+", "", text)  # a tenth of a pixel is enough
    text = re.sub(r"\.0(?=[^\d]|$)", "", text)
    text = re.sub(r"font: ([\d.]+px)[^;]*", r"font-size: \1", text)
    text = re.sub(r"font-family: [^;]*;?", "", text)
    for stand_in, variable in VARIABLES.items():
        text = text.replace(stand_in, variable)
    return re.sub(r"\s*\n\s*", " ", text)
