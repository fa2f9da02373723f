"""Stored runs by the names a person gives them, and all their records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.core import aa, store
from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Doubt, Summary
from benchmarks.stats.summary import hosts, summarise
from benchmarks.stats.versus import Versus, givens_of, versus

__all__ = ["Pair", "Stored", "compared", "stored", "with_full_check"]


class Stored(NamedTuple):
    """Runs read together."""

    paths: tuple[Path, ...]
    records: list[dict[str, Any]]
    doubts: tuple[Doubt, ...]
    folder: Path

    @property
    def hosts(self) -> list[str]:
        """The hosts they were measured on, the last one last."""
        return hosts(self.records)

    def summary(self) -> Summary:
        """What they say of the host measured last."""
        return with_full_check(summarise(self.records, read=self.doubts), self.folder)


class Pair(NamedTuple):
    """Two selections of runs, what each says, and how they compare."""

    first: Summary
    second: Summary
    found: Versus


def with_full_check(summary: Summary, folder: Path) -> Summary:
    """The summary with what ``tandem aa`` last found on its host, kept in the results folder; unchanged without."""
    full = aa.kept(folder, str(summary.host.get("id", "")))
    return replace(summary, aa=replace(summary.aa, full=full)) if full else summary


def stored(folder: Path, names: Sequence[str] = ()) -> Stored:
    """The runs of a folder that ``names`` name, all without names, oldest first.

    A name is a run's id or file, or a commit's, or the beginning of one. Raises `SelectionError` for a name that no run
    has, `ResultsError` for a file that cannot be read.
    """
    files = [(path, store.load(path)) for path in store.files(folder)]
    known = [(path, loaded, _called(path, loaded.records)) for path, loaded in files]
    for name in names:
        if not any(c.startswith(name) for _, _, called in known for c in called):
            some = ", ".join(path.stem for path, _, _ in known[-3:])
            raise SelectionError(f"run {name}", "no stored run is called that", f"stored are: {some}" if some else "")
    chosen = [(p, x) for p, x, called in known if not names or any(c.startswith(n) for n in names for c in called)]
    return Stored(
        paths=tuple(p for p, _ in chosen),
        records=[r for _, loaded in chosen for r in loaded.records],
        doubts=tuple(d for _, loaded in chosen for d in loaded.doubts),
        folder=folder,
    )


def compared(folder: Path, a: str, b: str) -> Pair:
    """What two names of stored runs come to, lane by lane.

    Raises what `stored` raises, and `SelectionError` where both name the same runs, or runs of different hosts.
    """
    asked = f"compare {a} {b}"
    one, two = stored(folder, [a]), stored(folder, [b])
    if one.paths == two.paths:
        raise SelectionError(asked, "both name the same runs", "name two that differ: tandem runs list")
    if one.hosts[-1:] != two.hosts[-1:]:
        raise SelectionError(asked, "they were measured on different hosts", "measure both on one: hosts never mix")
    first, second = one.summary(), two.summary()
    return Pair(first, second, versus(first, second, (givens_of(one.records), givens_of(two.records))))


def _called(path: Path, records: Sequence[dict[str, Any]]) -> list[str]:
    header = records[0] if records and records[0]["is"] == "run" else {}
    return [path.stem, path.name, *(str(header[key]) for key in ("id", "commit") if header.get(key))]
