"""Profiles of lanes on the page: flame charts with their tables, and what the instruments counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.core.profiled import Profiled
from reports import units
from reports.charts.flame import flame, hottest
from reports.page.figures import Numbers
from reports.slugs import slug
from reports.tables.columns import HEADS

__all__ = ["Look", "looks", "standalone", "tree"]

ROWS = 12  # functions in a table
FEWEST = 0.01  # share below which a branch of a tree is not told
ASSETS = Path(__file__).parent / "assets"


class Look(NamedTuple):
    """One lane as its profile shows it: charts by name, each with its table; figures as text."""

    title: str
    case: str
    lane: str
    anchor: str
    about: str
    charts: tuple[tuple[str, str, Numbers], ...]
    figures: tuple[str, ...]


def looks(found: Sequence[Profiled]) -> Mapping[str, list[Look]]:
    """Every profile by component."""
    by_component: dict[str, list[Look]] = {}
    for one in found:
        by_component.setdefault(one.case.partition("/")[0], []).append(look(one))
    return by_component


def look(one: Profiled) -> Look:
    """One profile, ready to be shown."""
    charts = [
        (name, flame(stacks, what), _table(name, stacks))
        for name, what, stacks in (("Time", "samples", one.samples), ("Heap at its highest", "bytes", one.heap))
        if stacks
    ]
    return Look(
        title=f"{one.case}, {one.lane}", case=one.case, lane=one.lane,
        anchor=slug(f"{one.case} {one.lane}"),
        about=f"Seen {_when(one.at)} at revision {one.revision}; nothing of it is a time.",
        charts=tuple(charts),
        figures=(*(_figure(name, *told) for name, told in one.figures.items()), *one.notes),
    )  # fmt: skip


def _when(at: str) -> str:
    return at.replace("T", " ").replace("Z", " UTC")


def standalone(one: Profiled) -> str:
    """A profile as a page of its own."""
    shown = look(one)
    parts = [f"<h1>{escape(shown.title)}</h1><p>{escape(shown.about)}</p>"]
    for name, chart, table in shown.charts:
        rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in table.rows)
        heads = "".join(f"<th>{escape(head)}</th>" for head in table.heads)
        parts.append(f"<h2>{escape(name)}</h2>{chart}<table><tr>{heads}</tr>{rows}</table>")
    parts += [f"<p>{escape(text)}</p>" for text in shown.figures]
    css = "\n".join((ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in ("tokens", "flame"))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(shown.title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{css}\n'
        "body { background: var(--ground); color: var(--ink); font: 15px/1.5 var(--sans); margin: 2rem; }\n"
        f"td, th {{ text-align: left; padding-right: 1.5rem; }}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def tree(stacks: Mapping[str, int]) -> str:
    """Stacks as an indented tree, the heaviest branch first; empty without stacks."""
    total = sum(stacks.values())
    weights: dict[tuple[str, ...], int] = {}
    for stack, weight in stacks.items():
        frames = tuple(stack.split(";"))
        for depth in range(1, len(frames) + 1):
            weights[frames[:depth]] = weights.get(frames[:depth], 0) + weight
    paths = [path for path, weight in weights.items() if weight >= FEWEST * total]
    paths.sort(key=lambda path: [(-weights[path[: depth + 1]], path[depth]) for depth in range(len(path))])
    lines = [f"{weights[p]:>14,} B {weights[p] / total:6.1%}  {'  ' * (len(p) - 1)}{p[-1]}\n" for p in paths]
    return "".join(lines)


def _table(name: str, stacks: Mapping[str, int]) -> Numbers:
    hot = [one for one in hottest(stacks) if one.own][:ROWS]
    rows = tuple((one.frame, f"{one.own:.1%}", f"{one.total:.1%}") for one in hot)
    return Numbers(name, ("Function", "in itself", "with what it calls"), rows)


def _figure(name: str, value: float, unit: str, by: str) -> str:
    best = units.suits(unit, [value])
    text: Any = units.show(None, value, None, best)
    return f"{HEADS.get(name, name)}: {f'{text} {best.name}'.strip()} ({by})"
