"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from benchmarks.core.errors import ResultsError

__all__ = ["replace_file"]


def replace_file(path: Path, content: str | bytes) -> Path:
    """Write beside the place and move over it, so that a reader never meets half a file. Makes the folder.

    Raises `ResultsError` where it cannot be written; what stood there before is untouched.
    """
    blob = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise _cannot(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(blob)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise _cannot(path, error) from error
    return path


def _cannot(path: Path, error: OSError) -> ResultsError:
    return ResultsError(
        f"report in {path.parent.name}/{path.name}",
        f"cannot be written: {error.strerror or error}",
        "free some space or choose another folder with --out",
    )
