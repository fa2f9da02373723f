"""What a case's figures say against each other: limits that are beaten, metrics that part, lanes treated unlike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from benchmarks.core.model import Doubt, Measurement, Ratio
from benchmarks.stats import bounds, disagreement, doubts
from benchmarks.stats.lanes import LaneData
from benchmarks.stats.pools import Catalog

__all__ = ["Crosschecks", "crosschecks"]


class Crosschecks(NamedTuple):
    """Doubts by (case, lane), and those of the whole run."""

    lanes: Mapping[tuple[str, str], Sequence[Doubt]]
    run: Sequence[Doubt]

    def told(self, measurements: Iterable[Measurement]) -> tuple[Measurement, ...]:
        """The measurements with what is to be doubted of their lane."""
        return tuple(replace(m, doubts=(*m.doubts, *self.lanes.get((m.case, m.lane), ()))) for m in measurements)


def crosschecks(by_case: Mapping[str, Sequence[LaneData]], catalog: Catalog, rows: Sequence[Ratio]) -> Crosschecks:
    """Look at every case. ``rows``: all ratios; floors and limits are not doubted themselves."""

    def kind(case: str, lane: str) -> str:
        return str(catalog.lane(case, lane).get("kind", ""))

    over = bounds.beaten(rows, kind)
    found = {place: list(told) for place, told in bounds.doubts(over).items()}
    for case, lanes in by_case.items():
        free = [d for d in lanes if kind(case, d.lane) not in bounds.BOUNDS]
        values = {d.lane: d.values for d in free}
        for lane, told in disagreement.of_case(values, catalog.base(case, values)).items():
            found.setdefault((case, lane), []).extend(told)
        turns = {d.lane: doubts.Turns(d.lost, d.sample_ns) for d in free if d.sample_ns}
        for lane, doubt in doubts.cut(turns).items():
            found.setdefault((case, lane), []).append(doubt)
    return Crosschecks(found, bounds.invalid(over))
