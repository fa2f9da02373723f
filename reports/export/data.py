"""Everything that stands beside the page."""

from __future__ import annotations

import importlib.util
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.core.model import Summary
from benchmarks.stats.schema import to_json
from reports.export.files import replace_file
from reports.export.markdown import markdown
from reports.tables.cases import CaseTable
from reports.tables.decision import decisions
from reports.tables.documents import Document
from reports.tables.frames import claims_frame, decisions_frame, measurements_frame, ratios_frame

__all__ = ["export"]


def export(summary: Summary, documents: Sequence[Document], tables: Sequence[CaseTable], folder: Path) -> list[Path]:
    """Write report.md, report.json, and a CSV file each of decisions, measurements, ratios and claims.

    Beside each CSV file Parquet, where it can be. ``decisions`` of the JSON are the rows of decisions.csv.

    Raises `ResultsError` where a file cannot be written.
    """
    frames = {
        "decisions": decisions_frame(decisions(summary, tables)),
        "measurements": measurements_frame(summary),
        "ratios": ratios_frame(summary),
        "claims": claims_frame(documents),
    }
    written = [
        replace_file(folder / "report.md", markdown(summary, documents, tables)),
        replace_file(folder / "report.json", _json(summary, frames["decisions"])),
    ]
    for name, frame in frames.items():
        written.append(replace_file(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n")))
        if importlib.util.find_spec("pyarrow"):
            written.append(replace_file(folder / f"{name}.parquet", _parquet(frame)))
    return written


def _json(summary: Summary, decided: pd.DataFrame) -> str:
    rows = json.loads(decided.to_json(orient="records"))
    return json.dumps({**to_json(summary), "decisions": rows}, ensure_ascii=False, allow_nan=False)


def _parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()
