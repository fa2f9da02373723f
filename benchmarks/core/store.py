"""Raw runs: one file a run, ``<folder>/<host>/<utc>-<commit8>.jsonl``, one JSON object a line, only ever appended to.

A line is on the disk before the next trial starts, so that a crash loses at most the trial under way. A last line that
was cut is dropped when the file is read, with a doubt, and cut off before the file is written on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import filelock

from benchmarks.core.errors import ResultsError, RunInProgressError
from benchmarks.core.model import Doubt

__all__ = ["Loaded", "RunFile", "files", "header", "load", "locked", "places", "unfinished"]

Record = dict[str, Any]
RESUMES = ("selection", "lanes", "options", "build", "host", "input")  # a run goes on where all of these are the same
_SPACE = "free some space or choose another folder with --data; what was measured is kept, run the same command again"


class Loaded(NamedTuple):
    """A file's records, and what is to be doubted about them."""

    records: list[Record]
    doubts: tuple[Doubt, ...]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the results folder. Raises `RunInProgressError` where another run does, `ResultsError` where none can."""
    asked = f"results in {folder.name}"
    lock = filelock.FileLock(folder / ".lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout:
        mend = "wait for it to end, or choose another folder with --data"
        raise RunInProgressError(asked, "another run is writing there", mend) from None
    except OSError as error:
        raise _cannot(asked, error) from error
    try:
        yield
    finally:
        lock.release()


class RunFile:
    """A run's file, open for appending. Lines are durable when `append` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._asked = f"results in {path.parent.name}/{path.name}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("ab", buffering=0)
            self._end = _whole_lines(path)
            self._file.truncate(self._end)
        except OSError as error:
            raise _cannot(self._asked, error) from error

    def append(self, record: Mapping[str, Any]) -> None:
        """Write one line. Raises `ResultsError` where it cannot be written whole; what stands before it is kept."""
        line = json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        try:
            self._write(line)
            os.fdatasync(self._file.fileno())
        except OSError as error:
            self._cut_back()
            raise _cannot(self._asked, error) from error
        except BaseException:  # Ctrl-C in the middle of a line: the next one must not be written behind half of it
            self._cut_back()
            raise
        self._end += len(line)

    def close(self) -> None:
        """Close the file; what was appended is on the disk already."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, line: bytes) -> None:
        left = memoryview(line)
        while left:
            left = left[self._file.write(left) or 0 :]

    def _cut_back(self) -> None:
        try:
            self._file.truncate(self._end)
        except OSError:
            return  # the reader drops the half line


def load(path: Path) -> Loaded:
    """Read a run's file. Raises `ResultsError` where it cannot be read or a line in its midst is no record."""
    asked = f"results in {path.parent.name}/{path.name}"
    try:
        blob = path.read_bytes()
    except OSError as error:
        raise ResultsError(
            asked, f"cannot be read: {error.strerror or error}", "tandem runs lists the stored runs"
        ) from error
    lines = blob.split(b"\n")
    last = lines.pop()
    records, doubts = [], []
    for number, line in enumerate(lines, 1):
        record = _record(line)
        if record is None:
            raise ResultsError(asked, f"line {number} is no record", "delete the run: tandem runs delete")
        records.append(record)
    if last:
        saw = f"the last line of {path.name} was cut ({len(last)} bytes): a crash or a full disk while it was written"
        doubts.append(Doubt("cut_line", saw, "the trial is lost, no other; run the same command to measure it again"))
    return Loaded(records, tuple(doubts))


def files(folder: Path) -> list[Path]:
    """The stored runs of a folder, oldest first."""
    return sorted(folder.glob("*/*.jsonl"), key=lambda p: (p.name, p.parent.name))


def unfinished(folder: Path, wanted: Mapping[str, Any]) -> tuple[Path, Loaded] | None:
    """The newest run without an end, or interrupted, whose header says what ``wanted`` says; None: there is none."""
    for path in reversed(files(folder)):
        if not _fits(path, wanted):
            continue
        try:
            found = load(path)
        except ResultsError:
            continue  # not ours to mend: runs list tells of it
        ended = next((r["ended"] for r in reversed(found.records) if r["is"] == "end"), "interrupted")
        if ended == "interrupted":
            return path, found
    return None


def places(folder: Path, stem: str) -> Iterator[Path]:
    """Where a run may be kept: its file by time and commit, then with a count, as where two began in one second."""
    return (folder / f"{name}.jsonl" for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))))


def header(path: Path) -> Record:
    """A run's header, by the first line alone: a folder may hold years of runs. Empty where there is none."""
    try:
        with path.open("rb") as file:
            found = _record(file.readline())
    except OSError:
        return {}
    return found if found is not None and found["is"] == "run" else {}


def _fits(path: Path, wanted: Mapping[str, Any]) -> bool:
    found = header(path)
    return bool(found) and all(found.get(k) == wanted.get(k) for k in RESUMES)


def _record(line: bytes) -> Record | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and isinstance(record.get("is"), str) else None


def _whole_lines(path: Path) -> int:
    """Bytes up to the end of the last whole line."""
    return path.read_bytes().rfind(b"\n") + 1


def _cannot(asked: str, error: OSError) -> ResultsError:
    return ResultsError(asked, f"cannot be written: {error.strerror or error}", _SPACE)
