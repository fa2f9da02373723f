"""Stored runs as a whole: what there is, leaving, moving between machines. Merging drops what is there already."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from benchmarks.core.errors import ResultsError
from benchmarks.core.store import RunFile, files, header, load, places

__all__ = ["Stored", "delete", "export", "merge", "stored_runs"]

Record = Mapping[str, Any]


class Stored(NamedTuple):
    """A stored run, in short. ``wrong`` says why it cannot be read, where it cannot."""

    path: Path
    header: Record
    trials: int
    ended: str  # complete, budget, interrupted, or unfinished
    wrong: str = ""


def stored_runs(folder: Path) -> list[Stored]:
    """Every run of a folder, oldest first; those that cannot be read too."""
    return [_stored(path) for path in files(folder)]


def delete(paths: Iterable[Path]) -> None:
    """Remove runs. Raises `ResultsError` where one cannot be."""
    for path in paths:
        try:
            path.unlink()
        except OSError as error:
            raise ResultsError(f"results in {path.name}", f"cannot be deleted: {error.strerror}") from error


def export(paths: Sequence[Path], target: Path) -> int:
    """Write runs into one zip file, each under its host's folder; how many."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.writestr(f"{path.parent.name}/{path.name}", path.read_bytes())
    try:
        part = target.with_name(f".{target.name}.part")
        part.write_bytes(held.getvalue())
        part.replace(target)
    except OSError as error:
        raise ResultsError(
            f"export to {target}", f"cannot be written: {error.strerror}", "choose another place"
        ) from error
    return len(paths)


def merge(source: Path, folder: Path) -> tuple[int, int]:
    """Take runs from a zip file of `export`, a run's file or a folder of runs; records that came, and that were there.

    A record is there already when one with its id is (a trial, a runtime), or one with the same content. Raises
    `ResultsError` for anything that is no run.
    """
    came = there = 0
    for host, name, records in _runs_in(source):
        path = _place(folder / host, name, records)
        known = {_identity(r) for r in load(path).records} if path.exists() else set()
        fresh = [r for r in records if _identity(r) not in known]
        came, there = came + len(fresh), there + len(records) - len(fresh)
        if fresh:
            with RunFile(path) as file:
                for record in fresh:
                    file.append(record)
    return came, there


def _stored(path: Path) -> Stored:
    try:
        records = load(path).records
    except ResultsError as error:
        return Stored(path, {}, 0, "unfinished", error.wrong)
    header = records[0] if records and records[0]["is"] == "run" else _agreement(records)
    ended = next((str(r["ended"]) for r in reversed(records) if r["is"] == "end"), "unfinished")
    return Stored(path, header, sum(r["is"] == "trial" for r in records), ended, "" if header else "holds no run")


def _agreement(records: Sequence[Record]) -> Record:
    """What stands for the header where a file holds a table of how the harnesses agree."""
    rows = [r for r in records if r["is"] == "agreement"]
    return {**rows[0], "id": "", "selection": ["the harnesses side by side"], "started": rows[0]["at"]} if rows else {}


def _runs_in(source: Path) -> Iterable[tuple[str, str, list[dict[str, Any]]]]:
    asked = f"import of {source}"
    if source.is_dir():
        for path in files(source):
            yield path.parent.name, path.name, load(path).records
        return
    if not source.is_file():
        raise ResultsError(asked, "there is no such file", "name a file that tandem runs export wrote, or a folder")
    if source.suffix == ".jsonl":
        records = load(source).records
        yield _host(asked, records), source.name, records
        return
    try:
        with zipfile.ZipFile(source) as archive:
            for name in sorted(archive.namelist()):
                records = [json.loads(line) for line in archive.read(name).splitlines()]
                yield _host(asked, records), PurePosixPath(name).name, records
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        mend = "name a file that tandem runs export wrote"
        raise ResultsError(asked, f"is no export: {error}", mend) from error


def _host(asked: str, records: Sequence[Record]) -> str:
    """The host's folder, from the run's own header: never a path that the file names."""
    host = next((r.get("host") for r in records if r.get("is") in {"run", "agreement"}), None)
    if not isinstance(host, str) or not host.isalnum():
        raise ResultsError(asked, "does not begin with a run's header", "name a file that tandem runs export wrote")
    return host


def _place(folder: Path, name: str, records: Sequence[Record]) -> Path:
    """The file that holds the run already, else one of that name, or of the next that is free.

    Two machines of one kind that begin in one second name their files alike.
    """
    stem, run = PurePosixPath(name).stem, _run_id(next(iter(records), {}))
    return next(path for path in places(folder, stem) if not path.exists() or _run_id(header(path)) == run)


def _run_id(record: Record) -> Any:
    """Of a run's header; None for a table of how the harnesses agree."""
    return record.get("id") if record.get("is") == "run" else None


def _identity(record: Record) -> str:
    if record.get("id"):
        return f"{record['is']} {record['id']}"
    return json.dumps(record, sort_keys=True)
