"""Whether a lane beats what this machine can do: then the limit is none, or the lane leaves out work.

A ``limit`` lane does the least that the case could come to (a bare copy of the bytes, a read of the counter), in the
same blocks as the others, so nothing can beat it but an error in one of the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from benchmarks.core.model import Doubt, Ratio
from benchmarks.stats.ratios import HEADLINES

__all__ = ["BOUNDS", "BY", "INVALID", "Beaten", "beaten", "doubts", "invalid"]

BY = 1.02
"""A limit is beaten where the whole interval of the ratio lies above this."""

INVALID = "invalid_run"
BOUNDS = frozenset({"floor", "limit"})


class Beaten(NamedTuple):
    """A lane that beats the best limit of its case; the ratio says how many times better it is than that."""

    case: str
    lane: str
    limit: str
    ratio: Ratio


def beaten(rows: Iterable[Ratio], kind: Callable[[str, str], str]) -> list[Beaten]:
    """The lanes that beat their limit by more than 2 %, by the headline metric of the case.

    ``rows``: ratios of any cases, each with ``baseline`` and ``lane``. ``kind`` of (case, lane) is the lane's kind;
    what does other work on purpose, floors and limits, cannot beat anything. Where a case has several limits, all of
    them must be beaten: the lowest ratio counts.
    """
    against: dict[tuple[str, str], list[Ratio]] = defaultdict(list)
    for row in rows:
        if row.metric in HEADLINES and kind(row.case, row.baseline) == "limit":
            against[row.case, row.lane].append(row)
    found = []
    for (case, lane), limits in against.items():
        nearest = min(limits, key=lambda row: row.low)
        if kind(case, lane) not in BOUNDS and nearest.low > BY:
            found.append(Beaten(case, lane, nearest.baseline, nearest))
    return found


def doubts(found: Sequence[Beaten]) -> Mapping[tuple[str, str], list[Doubt]]:
    """What is to be doubted of each lane, by (case, lane)."""
    return {(b.case, b.lane): [Doubt("beats_limit", _saw(b), _ADVICE)] for b in found}


def invalid(found: Sequence[Beaten]) -> list[Doubt]:
    """What is to be doubted of the run: nothing, or one doubt that says it is invalid."""
    if not found:
        return []
    first, more = found[0], len(found) - 1
    others = f", and {more} more" if more else ""
    saw = f"this run is invalid: {first.case} {first.lane} is {_saw(first)}{others}"
    return [Doubt(INVALID, saw, _ADVICE)]


_ADVICE = "find out which of the two is wrong before either is believed: the limit is none, or the lane leaves out work"


def _saw(b: Beaten) -> str:
    return f"{b.ratio.value:.3g} times as good as {b.limit}, a limit of this machine (at least {b.ratio.low:.3g})"
