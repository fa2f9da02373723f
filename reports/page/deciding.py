"""The decision table as the templates show it: every cell's text, its tint, and the anchor of its evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.core.model import Interval
from reports import units
from reports.page.crossings import COMPONENTS
from reports.tables.columns import HEADS
from reports.tables.decision import RULE, Decision, Gain, Memory
from reports.tables.pairs import settled
from reports.tables.porting import PortingCost

__all__ = ["ADVISED", "deciding"]

OTHERS = 20  # further cases on the page; all of them stand in decisions.csv
# A sign and a style a word: told apart without colour, too.
ADVISED = {
    "port it": ("▲", "port"),
    "port it in batches": ("▤", "batch"),
    "improve the Python first": ("◆", "improve"),
    "leave it": ("■", "leave"),
    "cannot tell yet": ("?", "open"),
}


def deciding(
    found: Mapping[str, Sequence[Decision]], anchors: Mapping[str, str], sections: Mapping[str, str]
) -> dict[str, Any] | None:
    """The names of ``decision.html.j2``; None where no component has anything to decide.

    ``anchors``: by case id the place on the page that shows it; ``sections``: the same by component.
    """
    if not found:
        return None
    others = [d for rows in found.values() for d in rows[1:]]
    lanes = {(c.component, c.lane): c for rows in found.values() for d in rows for c in d.costs}
    return {
        "rows": [_row(rows[0], anchors, sections) for rows in found.values()],
        "others": [_row(d, anchors, sections) for d in others[:OTHERS]],
        "more": max(0, len(others) - OTHERS),
        "rule": [(word, *ADVISED[word], meaning) for word, meaning in RULE.items()],
        "costs": [_full(cost) for cost in lanes.values()],
        "counted": {word: n for word in RULE if (n := sum(rows[0].advice.word == word for rows in found.values()))},
        "boundary": next((sections[name] for name in COMPONENTS if name in sections), ""),
    }


def _row(d: Decision, anchors: Mapping[str, str], sections: Mapping[str, str]) -> dict[str, Any]:
    sign, style = ADVISED[d.advice.word]
    return {
        "component": d.component, "section": sections.get(d.component, ""),
        "case": d.case, "operation": d.operation, "at": anchors.get(d.case, ""),
        "params": d.case.partition("[")[2].rpartition("]")[0].replace(",", ", "),
        "metric": HEADS.get(d.metric, d.metric),
        "word": d.advice.word, "sign": sign, "style": style, "why": d.advice.why,
        "better": _gain(d.better, f"{d.python} over {d.plain}"),
        "called": _gain(d.called, f"over {d.python}"),
        "alone": _gain(d.alone, f"over {d.python}"),
        "even": _even(d), "memory": _memory(d.memory, d.python), "cost": _cost(d),
    }  # fmt: skip


def _gain(gain: Gain, beside: str) -> dict[str, Any]:
    if gain.ratio is None:
        return {"text": "", "interval": "", "beside": gain.why, "heat": None}
    text = units.ratio(gain.ratio.low, gain.ratio.value, gain.ratio.high, most=3)
    heat = _heat(gain.ratio.value) if settled(gain.ratio) in {"faster", "slower"} else None
    interval = "" if gain.ratio.low == gain.ratio.high else text.interval
    return {"text": text.value, "interval": interval, "beside": beside, "heat": heat}


def _heat(ratio: float) -> tuple[str, int]:
    """Better or worse, and how deep the tint: twice as deep at ten times as at three."""
    return ("b" if ratio > 1 else "w", round(5 + 19 * min(1.0, abs(math.log10(ratio)) / 2)))


def _even(d: Decision) -> dict[str, Any]:
    if d.even is None:
        return {"text": "", "interval": "", "beside": d.even_why}
    at = Interval(*(max(1.0, math.ceil(end)) for end in (d.even.low, d.even.value, d.even.high)))
    interval = "" if at.low == at.high else f"{at.low:,.0f}–{at.high:,.0f}"
    return {
        "text": f"{at.value:,.0f}",
        "interval": interval,
        "beside": "a call" if at.value == 1 else "in a call",
    }


def _memory(found: Memory | None, python: str) -> dict[str, str]:
    if found is None:
        return {"text": "", "interval": "", "beside": "not measured"}
    at = found.ratio
    text = units.ratio(at.low, at.value, at.high, most=3)
    interval = "" if at.low == at.high else text.interval
    return {"text": text.value, "interval": interval, "beside": f"less {found.what} than {python}"}


def _cost(d: Decision) -> list[str]:
    """What the port would add, and what the best Python is: lines, dependencies, build, size."""
    by_lane = {cost.lane: cost for cost in d.costs}
    alone = by_lane.get("rust")
    rust = by_lane.get("rust-from-python") or alone
    if rust is None:
        return []
    lines = f"{rust.rust_lines:,} lines of Rust" + (f", {rust.python_lines:,} of Python" if rust.python_lines else "")
    built = _built(rust) or (f"the worker: {_built(alone)}" if alone and _built(alone) else "")
    said = [lines, *filter(None, (_brought(rust), built, _size(rust)))]
    python = by_lane.get(d.python)
    if python:
        said.append(f"{python.lane}: {python.lines:,} lines, {_brought(python) or 'dependencies unknown'}")
    return said


def _full(cost: PortingCost) -> dict[str, str]:
    named = ", ".join((*cost.packages, *cost.crates))
    return {
        "component": cost.component, "lane": cost.lane, "python": f"{cost.python_lines:,}",
        "rust": f"{cost.rust_lines:,}" + ("†" if cost.shared else ""), "named": named or "none",
        "brought": "unknown" if cost.brought is None else f"{cost.brought:,}",
        "built": _built(cost) or ("not recorded" if cost.rust_lines else ""), "of": cost.whole, "at": cost.at[:10],
        "size": _size(cost) or ("not recorded" if cost.rust_lines else ""),
    }  # fmt: skip


def _brought(cost: PortingCost) -> str:
    if cost.brought is None:
        return ""
    noun = "crate" if cost.rust_lines and not cost.packages else "package" if not cost.rust_lines else "dependency"
    if not cost.brought:
        return f"no {noun}"
    return f"{cost.brought:,} {noun if cost.brought == 1 else 'dependencies' if noun == 'dependency' else f'{noun}s'}"


def _built(cost: PortingCost) -> str:
    if cost.seconds is None:
        return ""
    of = (
        f" ({cost.compiled[0]} of {cost.compiled[1]} crates)"
        if cost.compiled and cost.compiled[0] < cost.compiled[1]
        else ""
    )
    return f"{cost.seconds:,.0f} s to build{of}" if cost.seconds >= 10 else f"{cost.seconds:.1f} s to build{of}"


def _size(cost: PortingCost) -> str:
    size = cost.loaded_bytes or cost.bytes
    return f"{units.show(None, size, None, units.suits('B', [size]))} {units.suits('B', [size]).name}" if size else ""
