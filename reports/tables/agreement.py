"""The harnesses side by side: one case in one lane by each stopwatch, and by two instruments beside a plain script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from reports import units

__all__ = ["Agreement", "AgreementRow", "agreement"]

WHAT = {"time": "time of one run", "samples": "share of py-spy's samples", "bytes": "share of memray's bytes"}
UNITS = {"time": "ns"}


class AgreementRow(NamedTuple):
    """One row: the figures by harness, empty where one has none, and whether they agree."""

    subject: str
    what: str
    cells: tuple[str, ...]
    agrees: bool
    note: str


class Agreement(NamedTuple):
    """One table for stopwatches, one for instruments; when and at which commit they were made."""

    at: str
    commit: str
    tables: tuple[tuple[tuple[str, ...], tuple[AgreementRow, ...]], ...]  # heads, rows

    @property
    def says(self) -> str:
        """The table in a sentence."""
        rows = [row for _, rows in self.tables for row in rows]
        agreed = sum(row.agrees for row in rows)
        return f"{agreed} of {len(rows)} rows agree within 10 % ({self.at}, commit {self.commit})."


def agreement(found: Sequence[Mapping[str, Any]]) -> Agreement | None:
    """The newest table as text; None where none was made."""
    if not found:
        return None
    kinds = ([r for r in found if r["what"] == "time"], [r for r in found if r["what"] != "time"])
    at = str(found[0]["at"]).replace("T", " ").replace("Z", " UTC")
    return Agreement(at, str(found[0]["commit"])[:8], tuple(_table(rows) for rows in kinds if rows))


def _table(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], tuple[AgreementRow, ...]]:
    heads = tuple(dict.fromkeys(tool for row in rows for tool in row["found"]))
    return heads, tuple(
        AgreementRow(row["subject"], WHAT[row["what"]], _cells(row, heads), bool(row["within"]), row["note"])
        for row in rows
    )


def _cells(row: Mapping[str, Any], heads: Iterable[str]) -> tuple[str, ...]:
    base = UNITS.get(row["what"], "1")
    unit = units.suits(base, [v for v in row["found"].values() if not isinstance(v, str)])
    return tuple(_cell(row["found"].get(tool, ""), unit) for tool in heads)


def _cell(value: float | str, unit: units.Unit) -> str:
    if isinstance(value, str):
        return value
    return f"{units.show(None, value, None, unit)} {unit.name}"
