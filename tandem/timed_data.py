"""Timed commands as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.core.errors import ResultsError
from benchmarks.core.model import Doubt, Measurement, Ratio
from tandem.timed import METRICS, Row, Said, Timed, cases, cell, compared, doubts, sayer, scale

__all__ = ["FORMATS", "as_json", "exported"]


def as_json(found: Timed, *, identify: bool = False) -> dict[str, Any]:
    """The documented JSON, version 1: a result a command, times in ns, sizes in bytes."""
    said = sayer(identify=identify)
    summary = found.summary
    return {
        "schema": 1,
        "ended": found.ended,
        "run": summary.runs[-1]["id"] if summary.runs else None,
        "machine": {k: v for k, v in summary.host.items() if k not in {"is", "schema"}},
        "results": [_result(row, said) for row in found.rows],
        "ratios": [_ratio(r) for r in found.between],
        "doubts": [_doubt(d) for d in doubts(found)],
    }


def _result(row: Row, said: Said) -> dict[str, Any]:
    return {
        "case": row.case,
        "lane": row.lane,
        "name": said(row.name),
        "command": said(row.command),
        "parameters": dict(row.params),
        "starts": row.starts,
        "shortest": row.shortest_ns,
        "longest": row.longest_ns,
        **{name: _measure(row.measures.get(metric)) for metric, name in METRICS.items()},
        "ratio": row.ratio and _ratio(row.ratio),
    }


def _measure(m: Measurement | None) -> dict[str, Any] | None:
    if m is None:
        return None
    doubts = [_doubt(d) for d in m.doubts]
    return {"unit": m.unit, "value": m.value, "low": m.low, "high": m.high, "blocks": m.blocks, "doubts": doubts}


def _ratio(r: Ratio) -> dict[str, Any]:
    keys = ("case", "baseline", "lane", "value", "low", "high", "outcome", "smallest_effect", "blocks", "q")
    return {key: getattr(r, key) for key in keys}


def _doubt(d: Doubt) -> dict[str, str]:
    return {"code": d.code, "saw": d.saw, "advice": d.advice}


def _csv(found: Timed, *, identify: bool) -> str:
    results = as_json(found, identify=identify)["results"]
    names = list(dict.fromkeys(name for r in results for name in r["parameters"]))
    ends = [f"{name}_{end}" for name in METRICS.values() for end in ("value", "low", "high")]
    heads = ["name", "command", *names, "starts", "shortest", "longest", *ends, "ratio", "ratio_low", "ratio_high"]
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow([*heads, "outcome"])
    for r in results:
        measures = [(r[name] or {}).get(end) for name in METRICS.values() for end in ("value", "low", "high")]
        ratio = [(r["ratio"] or {}).get(key) for key in ("value", "low", "high", "outcome")]
        first = [r["name"], r["command"], *(r["parameters"].get(name) for name in names)]
        rows.writerow([*first, r["starts"], r["shortest"], r["longest"], *measures, *ratio])
    return file.getvalue()


def _markdown(found: Timed, *, identify: bool) -> str:
    said = sayer(identify=identify)
    lines = []
    for rows in cases(found.rows):
        if rows[0].params:
            lines += [", ".join(f"{name} = {value}" for name, value in rows[0].params.items()), ""]
        lines += ["| command | time | user | system | memory | memory sum | against the first | outcome |"]
        lines += ["|:--|--:|--:|--:|--:|--:|--:|:--|"]
        scales = {m: scale(rows, m) for m in METRICS}
        for row in rows:
            cells = [str(cell(row, metric, scales[metric])) for metric in METRICS]
            name = said(row.name).replace("|", "\\|").replace("`", "'")
            lines.append(f"| `{name}` | {' | '.join([*cells, *map(str, compared(row))])} |")
        lines.append("")
    return "\n".join(lines)


def _json(found: Timed, *, identify: bool) -> str:
    return json.dumps(as_json(found, identify=identify), indent=2, allow_nan=False) + "\n"


FORMATS = {".json": _json, ".csv": _csv, ".md": _markdown}


def exported(found: Timed, paths: Sequence[Path], *, identify: bool) -> None:
    """Write the files. Raises `ResultsError`."""
    for path in paths:
        try:
            path.write_text(FORMATS[path.suffix](found, identify=identify), encoding="utf-8")
        except OSError as error:
            raise ResultsError(
                f"--export {path}", f"cannot be written: {error.strerror}", "choose another place"
            ) from error
