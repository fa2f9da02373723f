"""From Python into Rust on the page: the curve of what a call gains by what it carries, and the numbers behind it."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from benchmarks.core.model import Interval, Summary
from reports import units
from reports.charts.marks import mark
from reports.charts.scaling import Line, scaling_panel
from reports.page.figures import Face, Figure, Group, Numbers
from reports.tables.crossings import Crossings, Pays, crossings

__all__ = ["COMPONENTS", "crossing_figures"]

COMPONENTS = ("boundary", "machine")  # the first of these that the page has shows it: a call's cost is a floor
NEVER = "never"


def crossing_figures(summary: Summary, components: Collection[str]) -> dict[str, list[Group]]:
    """One figure with its tables, by the component that shows it; none where nothing is known of crossings."""
    found = crossings(summary)
    shows = next((name for name in COMPONENTS if name in components), None)
    if not found or shows is None:
        return {}
    lines = tuple(_line(one) for one in found.first())
    faces = (Face("", _svg(lines)),) if lines else ()
    tables = tuple(table for table in (_pays(found), _ways(found), _predicted(found)) if table.rows)
    intro = (
        "A call from Python into Rust costs something by itself: how many times faster than the best Python it is, by "
        "how many operations it carries. Above 1 it pays. One case a component; all of them stand in the table."
    )
    figure = Figure("How many times faster a call is, by the operations it carries", faces, tables)
    return {shows: [Group("From where on Rust pays", intro, (figure,), 0)]}


def _line(one: Pays) -> Line:
    at = [gain for _, gain in one.gains]
    return Line(
        one.component, tuple(float(batch) for batch, _ in one.gains), tuple(g.value for g in at),
        tuple(g.low for g in at), tuple(g.high for g in at), f"from {_count(one.call)}",
    )  # fmt: skip


@lru_cache(maxsize=8)
def _svg(lines: tuple[Line, ...]) -> str:
    marks = {line.lane: mark(line.lane, "peer", place) for place, line in enumerate(lines)}
    return scaling_panel(lines, marks, "x-boundary-gain", "What a call gains", ("operations a call", "x"))


def _pays(found: Crossings) -> Numbers:
    batches = sorted({batch for one in found.pays for batch, _ in one.gains})
    rows = []
    for one in found.pays:
        gains = dict(one.gains)
        curve = (str(units.ratio(g.low, g.value, g.high)) if (g := gains.get(n)) else "" for n in batches)
        rows.append((one.case, _count(one.call), _count(one.process) if found.process else "", *curve))
    heads = ("Case", "Pays from, by call", "Pays from, by a process of its own", *(f"{n:,} a call" for n in batches))
    return Numbers("Operations that a crossing has to carry before Rust pays", heads, tuple(rows))


def _ways(found: Crossings) -> Numbers:
    call = units.suits("ns", [way.call.value for way in found.ways])
    rows = tuple((way.name.replace(",", ", "), _shown(way.call, call), _shown(way.byte)) for way in found.ways)
    return Numbers("What a way across costs", ("Way", f"A call, {call.name}", "A byte, ns"), rows)


def _predicted(found: Crossings) -> Numbers:
    rows = tuple((one.parameters, _shown(one.share), "yes" if one.holds else "no") for one in found.predicted)
    heads = ("Batch", "Native time and the crossing, of the whole call", "Within 15 %")
    return Numbers("Do the parts add up?", heads, rows)


def _count(at: Interval | None) -> str:
    """Operations, at least one; ``never`` where Python alone is faster in some block, however many a call carries."""
    if at is None:
        return NEVER
    low, value, high = (max(1.0, end) for end in (at.low, at.value, at.high))
    return "1" if high == 1 else _shown(Interval(low, value, high))


def _shown(at: Interval, unit: units.Unit = units.PLAIN) -> str:
    return str(units.show(at.low, at.value, at.high, unit))
