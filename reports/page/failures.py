"""What an error costs on the page: a table of lanes, with nothing to draw."""

from __future__ import annotations

import re

from benchmarks.core.model import Interval, Summary
from reports import units
from reports.page.figures import Figure, Group, Numbers

__all__ = ["failure_figures"]

FIGURE = re.compile(r"dispatch\.error\[(?P<of>.*),(?P<lane>[^,]+)\]")


def failure_figures(summary: Summary) -> dict[str, list[Group]]:
    """The table by the component that shows it; none where errors were not measured."""
    found: dict[str, dict[str, Interval]] = {}
    for row in summary.derived:
        if match := FIGURE.fullmatch(row.id):
            found.setdefault(match["lane"], {})[match["of"]] = Interval(row.low, row.value, row.high)
    if not found:
        return {}
    columns = list(dict.fromkeys(of for costs in found.values() for of in costs))
    unit = units.suits("ns", [abs(at.value) for costs in found.values() for at in costs.values()])
    rows = tuple((lane, *(_shown(costs.get(of), unit) for of in columns)) for lane, costs in found.items())
    heads = ("Lane", *(f"{of.replace(',', ', ')}, {unit.name}" for of in columns))
    intro = (
        "Time where every operation fails, less that where none does; below 0 where failing spares more than it costs."
    )
    figure = Figure("An exception, or a Result", (), (Numbers("", heads, rows),))
    return {"dispatch": [Group("What an error costs", intro, (figure,), 0)]}


def _shown(at: Interval | None, unit: units.Unit) -> str:
    return str(units.show(at.low, at.value, at.high, unit)) if at else ""
