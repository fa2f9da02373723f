"""Everything measured as plain data frames, in base units: what the CSV and Parquet files hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks.core.model import Doubt, Summary
from reports.tables.decision import Decision
from reports.tables.documents import Document

__all__ = ["claims_frame", "decisions_frame", "measurements_frame", "ratios_frame"]

MEASUREMENTS = (
    "case", "component", "lane", "kind", "runtime", "metric", "unit", "value", "low", "high", "processes", "blocks",
    "note", "doubts",
)  # fmt: skip
RATIOS = (
    "case", "component", "metric", "baseline", "lane", "value", "low", "high", "outcome", "q", "smallest_effect",
    "blocks", "interleaved", "shift_ns", "shift_low_ns", "shift_high_ns",
)  # fmt: skip
CLAIMS = (
    "id", "document", "table", "row", "column", "claimed_low", "claimed_high", "says", "unit", "measured", "low",
    "high", "verdict", "reason", "case", "doubts",
)  # fmt: skip

GAINS = ("better", "called", "alone")
DECISIONS = (
    "component", "case", "lead", "advice", "why", "metric", "plain", "python",
    *(f"{gain}{end}" for gain in (*GAINS, "break_even", "memory") for end in ("", "_low", "_high")), "memory_of",
    "lane", "python_lines", "rust_lines", "dependencies", "build_seconds", "loaded_bytes",
)  # fmt: skip
COSTED = ("rust-from-python", "rust")  # whose cost stands beside a decision: the first of these that there is


def measurements_frame(summary: Summary) -> pd.DataFrame:
    """A row a metric of a lane of a case; figures that were refused are empty, with the reason in ``note``."""
    lanes = _lanes(summary)
    return pd.DataFrame(
        [
            (
                m.case, _component(m.case), m.lane, *lanes.get(_named(m.case, m.lane), ("", "")),
                m.metric, m.unit, m.value, m.low, m.high, m.processes, m.blocks, m.note, _said(m.doubts),
            )
            for m in summary.measurements
        ],
        columns=pd.Index(MEASUREMENTS),
    )  # fmt: skip


def ratios_frame(summary: Summary) -> pd.DataFrame:
    """A row a comparison, as recorded; of percentiles of latency the shift too, lane less baseline."""
    return pd.DataFrame(
        [
            (
                r.case, _component(r.case), r.metric, r.baseline, r.lane, r.value, r.low, r.high, r.outcome, r.q,
                r.smallest_effect, r.blocks, r.interleaved,
                *((r.shift.value, r.shift.low, r.shift.high) if r.shift else (None, None, None)),
            )
            for r in summary.ratios
        ],
        columns=pd.Index(RATIOS),
    )  # fmt: skip


def claims_frame(documents: Sequence[Document]) -> pd.DataFrame:
    """A row a claim with its verdict; figures are in the claim's unit."""
    rows: list[tuple[Any, ...]] = []
    for document in documents:
        for table in document.tables:
            for row in table.rows:
                for c in row.cells:
                    claimed = c.claimed or (None, None)
                    found = (c.measured.value, c.measured.low, c.measured.high) if c.measured else (None, None, None)
                    rows.append((
                        c.id, document.name, table.name, row.label, c.column, *claimed, c.says, c.unit, *found,
                        c.verdict, c.reason, c.case, _said(c.doubts),
                    ))  # fmt: skip
    return pd.DataFrame(rows, columns=pd.Index(CLAIMS))


def decisions_frame(found: Mapping[str, Sequence[Decision]]) -> pd.DataFrame:
    """A row a case of each component, ``lead`` the one that stands for it; what was not measured is empty."""
    rows = [_decision(d, lead=d is own[0]) for own in found.values() for d in own]
    return pd.DataFrame(rows, columns=pd.Index(DECISIONS))


def _decision(d: Decision, *, lead: bool) -> tuple[Any, ...]:
    ends: list[float | None] = []
    for at in (d.better.ratio, d.called.ratio, d.alone.ratio, d.even, d.memory.ratio if d.memory else None):
        ends += (at.value, at.low, at.high) if at else (None, None, None)
    costs = {c.lane: c for c in d.costs}
    cost = next((costs[lane] for lane in COSTED if lane in costs), None)
    spent = (
        (cost.lane, cost.python_lines, cost.rust_lines, cost.brought, cost.seconds, cost.loaded_bytes)
        if cost else (None,) * 6
    )  # fmt: skip
    return (
        d.component, d.case, lead, d.advice.word, d.advice.why, d.metric, d.plain, d.python, *ends,
        d.memory.what if d.memory else None, *spent,
    )  # fmt: skip


def _lanes(summary: Summary) -> dict[tuple[str, str], tuple[str, str]]:
    """Kind and runtime of every lane of the catalog, by component and name."""
    return {
        (component["name"], lane["name"]): (lane.get("kind", ""), lane.get("runtime", ""))
        for component in summary.catalog.get("components", ())
        for lane in component.get("lanes", ())
    }


def _named(case: str, lane: str) -> tuple[str, str]:
    return _component(case), lane.partition("@")[0]


def _component(case: str) -> str:
    return case.partition("/")[0]


def _said(doubts: Iterable[Doubt]) -> str:
    return "; ".join(d.saw for d in doubts)
