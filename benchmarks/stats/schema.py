"""The Summary as the documented JSON of ``run`` and ``report``: see ``run.schema.json`` beside this file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from benchmarks.core.model import Check, Derived, Doubt, GateRow, Measurement, Ratio, SelfCheck, Standing, Summary
from benchmarks.stats.aa import band
from benchmarks.stats.precision import precision

__all__ = ["SCHEMA", "to_json"]

SCHEMA = 1
Json = dict[str, Any]


def to_json(summary: Summary) -> Json:
    """A dict that ``json.dumps(..., allow_nan=False)`` takes. A figure that was refused is null, with a note."""
    return {
        "schema": SCHEMA,
        "machine": {k: v for k, v in summary.host.items() if k not in {"is", "schema"}},
        "build": _build(summary),
        "aa": _aa(summary.aa),
        "measurements": [_measurement(m) for m in summary.measurements],
        "ratios": [_ratio(r) for r in summary.ratios],
        "ranking": [_standing(s) for s in summary.ranking],
        "gate": [_gate(g) for g in summary.gate],
        "derived": [_derived(d) for d in summary.derived],
        "checks": [_check(c) for c in summary.checks],
        "precision": precision(summary.measurements)._asdict(),
        "settled": [dict(row) for row in summary.settled],
        "splits": [dict(row) for row in summary.splits],
        "doubts": [_doubt(d) for d in summary.doubts],
        "agreement": [dict(row) for row in summary.agreement],
        "builds": [dict(row) for row in summary.builds],
        "sources": [dict(row) for row in summary.sources],
    }


def _build(summary: Summary) -> Json:
    newest: Mapping[str, Any] = summary.runs[-1] if summary.runs else {}
    return {
        **(newest.get("build") or {}),
        "commit": newest.get("commit"),
        "runs": [run.get("id") for run in summary.runs],
        "runtimes": [{k: v for k, v in r.items() if k not in {"is", "schema"}} for r in summary.runtimes],
    }


def _aa(aa: SelfCheck) -> Json:
    return {
        "comparisons": aa.comparisons,
        "interval_rate": aa.interval_rate,
        "decision_rate": aa.decision_rate,
        "band": list(band(aa.comparisons)) if aa.comparisons else None,
        "rows": [_ratio(r) for r in aa.rows],
        "full": aa.full and dict(aa.full),
    }


def _measurement(m: Measurement) -> Json:
    return {
        "case": m.case,
        "lane": m.lane,
        "metric": m.metric,
        "unit": m.unit,
        "value": _number(m.value),
        "low": _number(m.low),
        "high": _number(m.high),
        "processes": m.processes,
        "blocks": m.blocks,
        "note": m.note,
        "doubts": [_doubt(d) for d in m.doubts],
    }


def _ratio(r: Ratio) -> Json:
    return {
        "case": r.case,
        "metric": r.metric,
        "baseline": r.baseline,
        "lane": r.lane,
        "value": _number(r.value),
        "low": _number(r.low),
        "high": _number(r.high),
        "outcome": r.outcome,
        "smallest_effect": _number(r.smallest_effect),
        "blocks": r.blocks,
        "interleaved": r.interleaved,
        "q": _number(r.q),
        "second": r.second and {"low": r.second.low, "value": r.second.value, "high": r.second.high},
        "shift": r.shift and {"low": r.shift.low, "value": r.shift.value, "high": r.shift.high},
    }


def _standing(s: Standing) -> Json:
    return {"case": s.case, "metric": s.metric, "lane": s.lane, "band": s.band, "best": s.best, "worst": s.worst}


def _gate(g: GateRow) -> Json:
    return {"case": g.case, "lane": g.lane, "passed": g.passed, "difference": g.difference, "status": g.status}


def _derived(d: Derived) -> Json:
    ends = {"value": _number(d.value), "low": _number(d.low), "high": _number(d.high)}
    return {"id": d.id, "expr": d.expr, **ends, "interleaved": d.interleaved}


def _check(c: Check) -> Json:
    return {"case": c.case, "lane": c.lane, "holds": c.holds, "evidence": c.evidence}


def _doubt(d: Doubt) -> Json:
    return {"code": d.code, "saw": d.saw, "advice": d.advice}


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
