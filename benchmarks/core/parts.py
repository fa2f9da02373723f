"""Which functions of a program do a component's work: the component's ``share.toml``, and what a person adds.

::

    [[part]]
    operation = "parse"                          # the component's cases that stand for it
    lane = "python"                              # what the program uses now: gains are counted from here
    functions = ["json.loads", "json.decoder.*"] # dotted names, from any folder on; * is any text
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from benchmarks.core.errors import DiscoveryError, SelectionError
from benchmarks.core.profile import Profile

__all__ = ["FILE", "Part", "Shares", "attribute", "mapped", "parts"]

FILE = "share.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Work that a component could take over. ``operation`` empty: the component's first case that was measured."""

    component: str
    operation: str = ""
    lane: str = ""  # empty: the base of the case
    functions: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``ticker/parse``."""
        return f"{self.component}/{self.operation}" if self.operation else self.component


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many of a profile's samples are whose; what no part claims is the rest."""

    samples: float
    parts: tuple[tuple[Part, float], ...]  # largest first; only patterns that matched are left in a part

    @property
    def rest(self) -> float:
        """Samples of no part."""
        return max(0.0, self.samples - sum(count for _, count in self.parts))


def parts(folders: Iterable[Path]) -> list[Part]:
    """Every part that the components of ``folders`` state. Raises `DiscoveryError` for a file that states none."""
    return [part for folder in folders for path in sorted(folder.glob(f"[a-z]*/{FILE}")) for part in _stated(path)]


def mapped(text: str, known: Mapping[str, Iterable[str]]) -> Part:
    """The part of ``PATTERN=COMPONENT[/case]``; ``known``: component -> its operations.

    Raises `SelectionError` for anything else, and for a component or case that is not there.
    """
    asked = f"--map {text}"
    pattern, sign, target = text.partition("=")
    component, _, case = target.partition("/")
    if not sign or not pattern.strip() or not component:
        raise SelectionError(asked, "should be PATTERN=COMPONENT[/case]", "as in 'myapp.parse*=ticker/parse'")
    if component not in known:
        raise SelectionError(asked, f"there is no component {component}", f"known are: {', '.join(sorted(known))}")
    operations = list(dict.fromkeys(known[component]))
    operation = case.partition("[")[0]
    if operation and operation not in operations:
        raise SelectionError(asked, f"{component} has no case {operation}", f"it has: {', '.join(operations)}")
    return Part(component=component, operation=case, functions=(pattern.strip(),))


def attribute(profile: Profile, own: Sequence[Part], stated: Sequence[Part] = ()) -> Shares:
    """Count each sample for the part that its innermost named function is of.

    So what a component's function calls is that component's, except where another's begins, and no sample counts twice.
    Of several parts that name a function, one of ``own`` counts before one of ``stated``, then the longest pattern.
    """
    counts: dict[Part, float] = {}
    matched: dict[Part, set[str]] = {}

    @cache
    def whose(frame: str) -> tuple[Part, str] | None:
        hits = ([(x, p) for x in tier for p in x.functions if _matches(frame, p)] for tier in (own, stated))
        return next((max(found, key=lambda hit: len(hit[1])) for found in hits if found), None)

    for stack, weight in profile.stacks:
        found = next((hit for frame in reversed(stack) if (hit := whose(frame))), None)
        if found:
            part, pattern = found
            counts[part] = counts.get(part, 0.0) + weight
            matched.setdefault(part, set()).add(pattern)
    named = {
        part: Part(component=part.component, operation=part.operation, lane=part.lane, functions=_in_order(part, seen))
        for part, seen in matched.items()
    }
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    return Shares(samples=profile.samples, parts=tuple((named[part], count) for part, count in ranked))


def _in_order(part: Part, seen: set[str]) -> tuple[str, ...]:
    return tuple(p for p in part.functions if p in seen)


def _matches(frame: str, pattern: str) -> bool:
    """Whether a dotted name fits a pattern from any of its folders on."""
    places = [0, *(i + 1 for i, letter in enumerate(frame) if letter == ".")]
    return any(fnmatchcase(frame[place:], pattern) for place in places)


def _stated(path: Path) -> list[Part]:
    asked = f"{path.parent.name}/{path.name}"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["part"]
        return [
            Part(
                component=path.parent.name,
                operation=row["operation"],
                lane=row.get("lane", ""),
                functions=tuple(row["functions"]),
            )
            for row in rows
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        mend = "state [[part]] with operation and functions"
        raise DiscoveryError(asked, f"states no parts: {error}", mend) from error
