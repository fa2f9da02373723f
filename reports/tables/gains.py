"""What a whole program would gain, part by part: its share of a profile and the measured ratios, by Amdahl's law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.core.model import Doubt, Interval
from benchmarks.core.parts import Part, Shares
from benchmarks.stats import amdahl
from reports.tables.cases import CaseTable, LaneRow
from reports.tables.sentences import CALLED, best_python, best_rust

__all__ = ["WAYS", "Gain", "Gains", "PartRow", "gains", "gains_json"]

WAYS = ("the best Python", "Rust, called from Python", "Rust alone")
"""What a part could become. The last has no call from Python in it: the part's whole surroundings would be Rust too."""

FEW = 500  # samples below which a share of a twentieth is known no better than by half of itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """A part in another lane: how many times faster than ``base`` of its row, and what that makes of the whole.

    Both None where nothing was measured, with ``why``.
    """

    way: str
    lane: str = ""
    part: Interval | None = None
    whole: Interval | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part: its share of the samples, the most that the whole can gain by it, and what it would gain."""

    name: str
    case: str  # whose ratios these are; empty: none was measured
    base: str  # the lane that stands for what the program does now
    functions: tuple[str, ...]
    samples: float
    share: Interval
    most: Interval
    gains: tuple[Gain, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """A program's profile: its parts, largest first, all of them together by way, and what no part claims."""

    samples: float
    at: str
    rows: tuple[PartRow, ...]
    together: tuple[Gain, ...]
    rest: Interval
    doubts: tuple[Doubt, ...]


def gains(shares: Shares, tables: Sequence[CaseTable], at: str = "") -> Gains:
    """Every part of a profile beside what the cases' tables say of its component."""
    rows = tuple(_row(part, count, shares.samples, tables) for part, count in shares.parts)
    return Gains(
        samples=shares.samples,
        at=at,
        rows=rows,
        together=tuple(_together(way, rows) for way in WAYS) if len(rows) > 1 else (),
        rest=amdahl.wilson(shares.rest, shares.samples),
        doubts=tuple(_doubts(shares)),
    )


def _row(part: Part, count: float, samples: float, tables: Sequence[CaseTable]) -> PartRow:
    share = amdahl.wilson(count, samples)
    table = _table(part, tables)
    base = (table.row(part.lane) or table.row(table.base)) if table else None
    note = ""
    if table is None or base is None:
        found = tuple(Gain(way=way, why="not measured yet") for way in WAYS)
    else:
        if part.lane and base.plain != part.lane:
            note = f"{part.lane} was not measured, so {base.name} stands for what the program does now"
        found = tuple(_gain(way, share, table, base) for way in WAYS)
    return PartRow(
        name=part.name, case=table.id if table else "", base=base.name if base else part.lane,
        functions=part.functions, samples=count, share=share, most=amdahl.bound(share), gains=found, note=note,
    )  # fmt: skip


def _table(part: Part, tables: Sequence[CaseTable]) -> CaseTable | None:
    """The first measured case that stands for a part; one that has the part's lane before others."""
    fits = [t for t in tables if t.component == part.component and t.measured and _is_of(t, part.operation)]
    return next((t for t in fits if t.row(part.lane)), fits[0] if fits else None)


def _is_of(table: CaseTable, operation: str) -> bool:
    """``parse`` is every case of the operation; ``parse[order=sent`` those that begin so."""
    if "[" in operation:
        return table.id.startswith(f"{table.component}/{operation}")
    return not operation or table.operation == operation


def _gain(way: str, share: Interval, table: CaseTable, base: LaneRow) -> Gain:
    lane = {WAYS[0]: best_python(table), WAYS[1]: table.row(CALLED), WAYS[2]: best_rust(table)}[way]
    if lane is None:
        return Gain(way=way, why="not measured yet")
    if lane.name == base.name:
        one = Interval(1.0, 1.0, 1.0)
        return Gain(way=way, lane=lane.name, part=one, whole=one, why="it is what the program has already")
    found = table.ratio(base.name, lane.name)
    if found is None:
        return Gain(way=way, lane=lane.name, why="a single block: no interval yet")
    part = Interval(found.low, found.value, found.high)
    return Gain(way=way, lane=lane.name, part=part, whole=amdahl.whole(share, part))


def _together(way: str, rows: Sequence[PartRow]) -> Gain:
    known = [(row.share, gain.part) for row in rows for gain in row.gains if gain.way == way and gain.part]
    if not known:
        return Gain(way=way, why="not measured yet")
    why = f"of {len(known)} of {len(rows)} parts" if len(known) < len(rows) else ""
    return Gain(way=way, whole=amdahl.together(known), why=why)


def _doubts(shares: Shares) -> Iterator[Doubt]:
    if shares.samples < FEW:
        saw = f"the profile holds {shares.samples:.0f} samples: shares are known only roughly"
        yield Doubt("few_samples", saw, f"record at least {FEW}: py-spy record --duration 60 --rate 200")
    if shares.parts:
        saw = "samples close in time are alike, which the intervals of shares leave out"
        yield Doubt("dependent_samples", saw, "record a typical stretch, long against the program's own phases")


def gains_json(found: Gains) -> Mapping[str, Any]:
    """The documented JSON of ``share``."""
    return {
        "schema": 1,
        "samples": found.samples,
        "parts": [
            {
                "part": row.name,
                "case": row.case or None,
                "base": row.base or None,
                "functions": list(row.functions),
                "samples": row.samples,
                "share": _interval(row.share),
                "most": _interval(row.most),
                "gains": [_gain_json(gain) for gain in row.gains],
                "note": row.note,
            }
            for row in found.rows
        ],
        "together": [_gain_json(gain) for gain in found.together],
        "unattributed": _interval(found.rest),
        "doubts": [{"code": d.code, "saw": d.saw, "advice": d.advice} for d in found.doubts],
    }


def _gain_json(gain: Gain) -> Mapping[str, Any]:
    told = {"way": gain.way, "lane": gain.lane or None, "part": None, "whole": None, "why": gain.why}
    ends = {name: _interval(at) for name, at in (("part", gain.part), ("whole", gain.whole)) if at}
    return {**told, **ends}


def _interval(at: Interval) -> Mapping[str, float]:
    return {"value": at.value, "low": at.low, "high": at.high}
