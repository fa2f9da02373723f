"""Writes the page while a run goes on, seldom enough not to be what the time goes into."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import click

from benchmarks.core import profiled, shared
from benchmarks.core.errors import ResultsError
from benchmarks.core.model import Summary
from benchmarks.core.store import files, load
from benchmarks.stats.recent import Recent

__all__ = ["PageWriter", "draw"]

SHARE = 0.1  # of the time that may go into the page while measuring
Draw: TypeAlias = Callable[[Summary, Path], object]
Record: TypeAlias = Mapping[str, Any]


def draw(data: Path, summary: Summary, folder: Path) -> object:
    """Write the page of a summary into a folder, with what the results folder ``data`` keeps beside its runs."""
    from reports import ledger  # noqa: PLC0415  (what draws takes a second to load)
    from reports.page import Beside, write  # noqa: PLC0415

    ledgers = [ledger.load(document) for document in ledger.documents()]
    seen = profiled.kept(data, str(summary.host.get("id", "")))
    return write(summary, ledgers, folder, Beside(shares=shared.kept(data), profiles=seen))


class PageWriter:
    """``folder`` None: nothing is written. Runs stored in ``data`` before are on the page too."""

    def __init__(self, folder: Path | None, data: Path, to_page: Draw | None = None) -> None:
        self._folder, self._data, self._to_page = folder, data, to_page or partial(draw, data)
        self._before: list[Record] = []
        self._took_s = 0.0
        self._wrote_s = 0.0
        if folder is not None and data.exists():
            recent = Recent()
            runs = [recent.of(_records(path)) for path in reversed(files(data))]
            self._before = [record for records in reversed(runs) for record in records]

    def maybe(self, records: Sequence[Record]) -> None:
        """Write, if the last writing is long enough ago. A page that cannot be drawn never ends a measurement."""
        if time.monotonic() - self._wrote_s < self._took_s / SHARE:
            return
        try:
            self.write(records)
        except Exception as error:  # noqa: BLE001  (the last writing, after the measuring, raises what there is to raise)
            click.echo(f"the page cannot be written yet: {type(error).__name__}: {error}", err=True)
            self._wrote_s = time.monotonic()

    def write(self, records: Sequence[Record]) -> None:
        """Write now."""
        if self._folder is None:
            return
        began = time.monotonic()
        runs = {r["id"] for r in records if r["is"] == "run"}
        self._to_page(self._summary([*self._others(runs), *records]), self._folder)
        self._wrote_s = time.monotonic()
        self._took_s = self._wrote_s - began

    def _summary(self, records: Sequence[Record]) -> Summary:
        from benchmarks.stats.summary import summarise  # noqa: PLC0415  (as above)
        from tandem.stored import with_full_check  # noqa: PLC0415  (as above)

        return with_full_check(summarise(records), self._data)

    def _others(self, runs: set[str]) -> list[Record]:
        """Records of other runs: a run that goes on is among those stored before."""
        kept, ours = [], False
        for record in self._before:
            if record["is"] == "run":
                ours = record["id"] in runs
            if not ours:
                kept.append(record)
        return kept


def _records(path: Path) -> list[dict[str, Any]]:
    try:
        return load(path).records
    except ResultsError as error:
        click.echo(f"the page leaves out a stored run: {error}", err=True)
        return []
