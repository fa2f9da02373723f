"""Summaries that would break a page which trusts its strings, and ones in which little or nothing was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from benchmarks.core.model import Doubt, GateRow, Summary
from benchmarks.core.profiled import Profiled
from tests.unit.reports.sample import summary

__all__ = ["EVIL", "LONG", "PROFILED", "hostile", "interrupted", "refused_only"]

EVIL = (
    '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1"> \u202eLTR\'"&amp; $x^2$ {{ 7*7 }}'
)
LONG = EVIL + "a long word " * 300 + "x" * 6500  # over 10 kB, its end without a place to break
ECHO, LANE = "websocket/echo[bytes=208]v1", "peer-picows"
CASE, NAME = f"websocket/echo[symbol={EVIL}]v1", f"{LANE}@{EVIL}"
PROFILED = Profiled(
    case=CASE, lane=NAME, at=EVIL, revision=EVIL, samples={f"{EVIL.replace(';', '')} (impls/{LONG})": 30, "f (a)": 70},
    heap={"f (a)": 1}, notes=(LONG,),
)  # fmt: skip


def hostile() -> Summary:
    """A case, a lane, its label, doubts and errors of which each is markup, quotes, RTL override or 10 kB long."""
    full = summary()
    catalog: dict[str, Any] = {"components": [_component(c) for c in full.catalog["components"]]}
    doubt = Doubt("x", EVIL, LONG)
    return replace(
        full,
        catalog=catalog,
        measurements=tuple(
            replace(_named(m), doubts=(*m.doubts, doubt)) if m.lane == LANE else _named(m) for m in full.measurements
        ),
        ratios=tuple(replace(_named(r), baseline=_lane(r.baseline)) for r in full.ratios),
        gate=tuple(replace(_named(g), difference=LONG) if g.difference else _named(g) for g in full.gate),
        distributions=tuple(map(_named, full.distributions)),
        block_values={(_case(c), _lane(lane), m): v for (c, lane, m), v in full.block_values.items()},
        doubts=(*full.doubts, doubt),
    )


def interrupted() -> Summary:
    """A run that ended after its first case: the others wait, and the run says so."""
    full = summary()
    first = "websocket/receive[messages=100000]v1"
    cut = Doubt("interrupted", "the run was interrupted after 31 s", "the same tandem run goes on with it")
    return replace(
        full,
        measurements=tuple(m for m in full.measurements if m.case == first),
        ratios=tuple(r for r in full.ratios if r.case == first),
        gate=tuple(g for g in full.gate if g.case == first or g.passed),
        distributions=(), derived=(), checks=(),
        block_values={k: v for k, v in full.block_values.items() if k[0] == first},
        doubts=(cut, *full.doubts),
    )  # fmt: skip


def refused_only() -> Summary:
    """Every lane of every case was turned away: disqualified, dead, silent or not built."""
    full = summary()
    words = (
        ("disqualified", "[3] should be 1, was 2"),
        ("died", "ended by signal 9"),
        ("unavailable", "not built: install Rust"),
        ("silent", "said nothing for 60 s"),
    )
    gate = tuple(
        GateRow(case=g.case, lane=g.lane, passed=False, status=word, difference=why)
        for g, (word, why) in zip(full.gate, words * len(full.gate), strict=False)
    )
    return replace(
        full, measurements=(), ratios=(), gate=gate, distributions=(), derived=(), checks=(), block_values={}
    )


def _case(case: str) -> str:
    return CASE if case == ECHO else case


def _lane(lane: str) -> str:
    return NAME if lane == LANE else lane


def _named(row: Any) -> Any:
    return replace(row, case=_case(row.case), lane=_lane(row.lane))


def _component(component: Mapping[str, Any]) -> dict[str, Any]:
    cases = [c | ({"id": CASE, "params": {"symbol": EVIL}} if c["id"] == ECHO else {}) for c in component["cases"]]
    lanes = [lane | ({"label": LONG, "source": EVIL} if lane["name"] == LANE else {}) for lane in component["lanes"]]
    return {**component, "cases": cases, "lanes": lanes}
