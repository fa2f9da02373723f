"""A message as its parts, so that keys can be reordered, spaced and rewritten without touching what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple, TypeAlias

__all__ = ["STYLES", "Parts", "Style", "parts", "reordered", "spaced", "text"]

Parts: TypeAlias = "list[tuple[str, str | Parts]]"  # (key, value) as JSON texts, quotes included; an object is Parts


class Style(NamedTuple):
    """How an object is spaced: after the comma, after the colon, and at the start of a line, once a level."""

    comma: str
    colon: str
    line: str = ""
    indent: str = ""


STYLES = (
    Style("", ""),
    Style(" ", " "),  # json.dumps
    Style("", " ", "\n", "  "),  # indent=2
    Style("", " ", "\r\n", "\t"),
)


def parts(message: bytes) -> Parts:
    """The parts of a message that is a JSON object; objects inside become Parts, any other value its text."""
    return _parts(json.loads(message))


def _parts(found: dict[str, Any]) -> Parts:
    dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return [(dump(k), _parts(v) if isinstance(v, dict) else dump(v)) for k, v in found.items()]


def reordered(found: Parts, random: Random) -> Parts:
    """The same parts in another order, inner objects as well."""
    mixed: Parts = [(k, v if isinstance(v, str) else reordered(v, random)) for k, v in found]
    random.shuffle(mixed)
    return mixed


def text(found: Parts, style: Style = STYLES[0], depth: int = 0) -> str:
    """The parts as JSON."""
    if not found:
        return "{}"
    line = style.line + style.indent * (depth + 1) if style.line else ""
    inner = [f"{k}:{style.colon}{v if isinstance(v, str) else text(v, style, depth + 1)}" for k, v in found]
    close = style.line + style.indent * depth if style.line else ""
    return "{" + line + f",{style.comma}{line}".join(inner) + close + "}"


def spaced(found: Parts, gap: Callable[[], str]) -> str:
    """The parts as JSON with a gap of white space wherever the grammar allows one."""
    inner = [f"{gap()}{k}{gap()}:{gap()}{v if isinstance(v, str) else spaced(v, gap)}{gap()}" for k, v in found]
    return gap() + "{" + (",".join(inner) or gap()) + "}" + gap()
