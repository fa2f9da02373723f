"""Stored runs by the names a person gives them, and all their records."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.core import aa, store
from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Doubt, Summary
from benchmarks.stats.recent import Recent
from benchmarks.stats.summary import hosts, summarise
from benchmarks.stats.versus import Versus, givens_of, versus

__all__ = ["Pair", "Stored", "compared", "named", "stored", "uncollected", "with_full_check"]


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
        with uncollected():
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


def stored(folder: Path, names: Sequence[str] = (), *, thin: bool = True) -> Stored:
    """The runs of a folder that ``names`` name, all without names, oldest first.

    ``thin``: only the records that a summary of them can read, so that years of runs fit into memory. A name is a run's
    id or file, or a commit's, or the beginning of one. Raises `SelectionError` for a name that no run has,
    `ResultsError` for a file that cannot be read.
    """
    paths = named(folder, names)
    recent, kept, doubts = Recent(), [], []
    with uncollected():
        for path in reversed(paths):
            loaded = store.load(path)
            kept.append(recent.of(loaded.records) if thin else loaded.records)
            doubts.append(loaded.doubts)
    return Stored(
        paths=paths,
        records=[r for records in reversed(kept) for r in records],
        doubts=tuple(d for told in reversed(doubts) for d in told),
        folder=folder,
    )


def named(folder: Path, names: Sequence[str] = ()) -> tuple[Path, ...]:
    """The files of the runs that ``names`` name, oldest first; raises as `stored` does, by their first lines alone."""
    files = store.files(folder)
    if not names:
        return tuple(files)
    known = [(path, _called(path, store.header(path))) for path in files]
    for name in names:
        if not any(c.startswith(name) for _, called in known for c in called):
            some = ", ".join(path.stem for path, _ in known[-3:])
            raise SelectionError(f"run {name}", "no stored run is called that", f"stored are: {some}" if some else "")
    return tuple(path for path, called in known if any(c.startswith(n) for n in names for c in called))


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


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the search for cycles: records have none, and it looks at all of them again and again as they come."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _called(path: Path, header: Mapping[str, Any]) -> list[str]:
    return [path.stem, path.name, *(str(header[key]) for key in ("id", "commit") if header.get(key))]
