"""How the same ratio came out on several hosts, and what they say together: hosts are one level above blocks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.core.model import Interval, Outcome, Ratio, Summary
from benchmarks.stats.intervals import across_hosts
from reports.tables.cases import case_tables
from reports.tables.pairs import settled

__all__ = ["Row", "across"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One lane against one base, by its case's primary metric."""

    case: str
    metric: str
    base: str
    lane: str
    hosts: Mapping[str, Ratio]  # by the host's id

    @property
    def together(self) -> Interval:
        """One host: its own; two: their range; three or more: a t interval on the hosts' log ratios."""
        return across_hosts([Interval(ratio.low, ratio.value, ratio.high) for ratio in self.hosts.values()])

    @property
    def outcomes(self) -> Mapping[Outcome, int]:
        """On how many hosts each outcome was found, the most frequent first."""
        return dict(Counter(settled(ratio) for ratio in self.hosts.values()).most_common())

    @property
    def reversed(self) -> bool:
        """Whether one host finds it faster and another slower."""
        return {"faster", "slower"} <= self.outcomes.keys()


def across(summaries: Sequence[Summary]) -> tuple[Row, ...]:
    """A row for every lane that was compared with its case's base, in the order of cases. One summary a host.

    Where hosts have another base or metric, as where the usual base cannot run, that is a row of its own.
    """
    found: dict[tuple[str, str, str, str], dict[str, Ratio]] = defaultdict(dict)
    for summary in summaries:
        for table in case_tables(summary):
            for row in table.measured:
                ratio = table.ratio(table.base, row.name) if table.base and row.name != table.base else None
                if ratio:
                    found[table.id, table.primary, table.base, row.name][str(summary.host["id"])] = ratio
    return tuple(
        Row(case=case, metric=metric, base=base, lane=lane, hosts=hosts)
        for (case, metric, base, lane), hosts in found.items()
    )
