"""Hundreds of stored runs, made of the committed one: its own records, later and later, each figure a little other."""

from __future__ import annotations

import json
import math
import random
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.core.places import ROOT
from benchmarks.stats.summary import summarise

__all__ = ["write"]

SAMPLE = ROOT / "reports" / "sample" / "runs.zip"
Record = dict[str, Any]


def write(folder: Path, runs: int, measurements: int) -> int:
    """Write so many runs of at least so many measurements each into ``folder``; how many measurements a run has."""
    with zipfile.ZipFile(SAMPLE) as archive:
        records = [json.loads(line) for line in archive.read(archive.namelist()[-1]).splitlines()]
    records, found = _cut(records, measurements)
    drawn = random.Random(20260101)
    host = next(r["id"] for r in records if r["is"] == "host")
    (folder / host).mkdir(parents=True)
    for number in range(runs):
        path = folder / host / f"{_later('2026-01-01T00:00:00.000000Z', number, '%Y%m%dT%H%M%SZ')}-{number:08x}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(record)}\n" for record in _again(records, number, drawn))
    return found


def _cut(records: list[Record], wanted: int) -> tuple[list[Record], int]:
    """The records of as many cases as have ``wanted`` measurements together."""
    of_case: dict[str, int] = {}
    for m in summarise(records).measurements:
        of_case[m.case] = of_case.get(m.case, 0) + 1
    kept: set[str] = set()
    while sum(of_case[case] for case in kept) < wanted:
        kept.add(next(case for case in of_case if case not in kept))
    return [r for r in records if r.get("case", "") in {"", *kept}], sum(of_case[case] for case in kept)


def _again(records: list[Record], number: int, drawn: random.Random) -> Iterator[Record]:
    for record in records:
        match record["is"]:
            case "run":
                name = f"{record['id']}-{number}"
                yield record | {"id": name, "started": _later(record["started"], number), "commit": f"{number:08x}"}
            case "trial":
                times = math.exp(drawn.gauss(0, 0.02))
                changed = {"id": f"{record['id']}-{number}", "started": _later(record["started"], number)}
                yield record | changed | {"series": [_times(series, times) for series in record["series"]]}
            case _:
                yield record


def _times(series: Record, factor: float) -> Record:
    if "loops" in series:
        totals = [round(total * factor) for total in series["loops"]["totals"]]
        return series | {"loops": series["loops"] | {"totals": totals}}
    return series


def _later(text: str, days: int, form: str = "%Y-%m-%dT%H:%M:%S.%fZ") -> str:
    at = datetime.fromisoformat(text) + timedelta(days=days)
    return at.strftime(form)
