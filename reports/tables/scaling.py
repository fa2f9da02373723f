"""How a case grows: cases of one operation that differ in one number, as a curve a lane with its order of growth.

Where that number counts workers, a curve also says how many times faster each point is than the fewest workers, and
which share of what so many workers could give that is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from benchmarks.core.metrics import metric
from benchmarks.core.model import Interval
from benchmarks.stats import intervals
from benchmarks.stats.order import Order, order
from reports.tables.cases import CaseTable, LaneRow
from reports.tables.columns import usable

__all__ = ["WORKERS", "Curve", "Point", "Scaling", "scalings"]

WORKERS = frozenset({"workers", "threads", "processes"})  # parameters that count who shares the work


class Point(NamedTuple):
    """One lane at one size: the value in the metric's unit, and against fewest workers how many times faster."""

    size: float
    value: float
    low: float | None
    high: float | None
    speed_up: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One lane over the sizes, smallest first; ``order`` None: too few sizes to fit a line."""

    lane: str
    kind: str
    points: tuple[Point, ...]
    order: Order | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """One family of cases. ``rest``: the parameters that they share; curves as the largest case ranks its lanes."""

    component: str
    operation: str
    parameter: str
    rest: Mapping[str, Any]
    metric: str
    curves: tuple[Curve, ...]

    @property
    def counts_workers(self) -> bool:
        """Whether the parameter says how many share the work."""
        return self.parameter in WORKERS

    @property
    def name(self) -> str:
        """``component/operation[...], by parameter``."""
        rest = ",".join(f"{k}={v}" for k, v in self.rest.items())
        return f"{self.component}/{self.operation}{f'[{rest}]' if rest else ''} by {self.parameter}"


def scalings(tables: Sequence[CaseTable]) -> list[Scaling]:
    """Every family with a lane measured at two sizes or more, in the order of its first case. Sizes are above 0."""
    families: dict[tuple[Any, ...], dict[float, CaseTable]] = defaultdict(dict)
    for table in tables:
        for name, size in table.params.items():
            if isinstance(size, int | float) and not isinstance(size, bool) and size > 0 and table.measured:
                rest = tuple((k, v) for k, v in table.params.items() if k != name)
                families[table.component, table.operation, table.primary, name, rest][float(size)] = table
    found = []
    for (component, operation, primary, name, rest), by_size in families.items():
        curves = _curves(name, primary, dict(sorted(by_size.items())))
        if any(curve.kind not in {"floor", "limit"} for curve in curves):
            found.append(
                Scaling(
                    component=component, operation=operation, parameter=name, rest=dict(rest), metric=primary,
                    curves=curves,
                )
            )  # fmt: skip
    return found


def _curves(parameter: str, primary: str, by_size: Mapping[float, CaseTable]) -> tuple[Curve, ...]:
    if len(by_size) < 2:
        return ()
    largest = by_size[max(by_size)]
    names = dict.fromkeys([row.name for table in (largest, *by_size.values()) for row in table.measured])
    every = (_curve(name, parameter, primary, by_size) for name in names)
    return tuple(curve for curve in every if curve is not None)


def _curve(name: str, parameter: str, primary: str, by_size: Mapping[float, CaseTable]) -> Curve | None:
    rows = {size: row for size, table in by_size.items() if (row := table.row(name)) and _known(row, primary)}
    if len(rows) < 2:
        return None
    first = rows[min(rows)]
    points = tuple(
        Point(
            size, row.measures[primary].value, row.measures[primary].low, row.measures[primary].high,
            _speed_up(primary, first, row) if parameter in WORKERS and row is not first else None,
        )
        for size, row in rows.items()
    )  # fmt: skip
    return Curve(
        lane=name, kind=first.kind, points=points, order=order([p.size for p in points], [p.value for p in points])
    )


def _known(row: LaneRow, primary: str) -> bool:
    m = row.measures.get(primary)
    return m is not None and usable(m) and m.value > 0


def _speed_up(primary: str, few: LaneRow, many: LaneRow) -> Interval | None:
    """How many times better ``many`` is; the two cases are schedules of their own, so independent."""
    if min(len(few.blocks), len(many.blocks)) < 2 or min(*few.blocks, *many.blocks) <= 0:
        return None
    more, less = (many, few) if metric(primary).better == "more" else (few, many)
    data = {"more": {"more": list(more.blocks)}, "less": {"less": list(less.blocks)}}
    return intervals.interval(lambda at: at["more"] / at["less"], data)
