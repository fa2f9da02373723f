"""What is measured, by digest: the sources that a number follows from, and the commit they stand in."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from benchmarks.core.places import ROOT

__all__ = ["build_digest", "commit", "revision", "texts"]

SUFFIXES = frozenset({".py", ".rs", ".toml", ".lock"})
ENGINE = ("benchmarks/core", "benchmarks/worker", "benchmarks/launcher", "benchmarks/campaign")
SHARED = ("impls/_kit", "impls/_bindings", "impls/_runtimes", "impls/_gate")
FILES = ("impls/contract.py", "Cargo.toml", "Cargo.lock")
LEFT_OUT = frozenset({"tests", "golden", "fuzz", "target", "__pycache__"})


def build_digest(folders: Iterable[Path] = (), packages: Iterable[str] = ()) -> str:
    """A digest of every source that is measured or measures, of the interpreter, and of ``packages`` ("name version").

    ``folders``: those of the components that are measured, and of what they build on. A run goes on only where this is
    still the same.
    """
    digest = hashlib.sha256(f"{sys.version} {' '.join(sorted(packages))}".encode())
    for folder in (*(ROOT / name for name in (*ENGINE, *SHARED)), *sorted(folders)):
        for path in _sources(folder):
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    for path in (ROOT / name for name in FILES):
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


@cache
def commit() -> str:
    """The commit of the checkout, 40 hex digits; all zeros where it is none."""
    return _git("rev-parse", "HEAD") or "0" * 40


@cache
def revision() -> str:
    """Twelve digits of the commit, and where sources differ from it ``+`` and a digest of them."""
    changed = _git("status", "--porcelain", "--", "impls", "benchmarks", "Cargo.toml", "Cargo.lock")
    return f"{commit()[:12]}+{build_digest([ROOT / 'impls'])[:8]}" if changed else commit()[:12]


def texts(recorded: str, paths: Iterable[str]) -> dict[str, str]:
    """Files as they were at a recorded `revision`, by their path in the checkout; those that it had not are left out.

    Read from the checkout where it is still the same, else from its history. Nothing where the recorded sources were
    changed ones (``+``) and are others now, or where the commit is unknown here.
    """
    wanted = list(dict.fromkeys(paths))
    if recorded == revision():
        inside = (path for path in wanted if ROOT in (ROOT / path).resolve().parents and (ROOT / path).is_file())
        return {path: (ROOT / path).read_text(encoding="utf-8", errors="replace") for path in inside}
    return {} if "+" in recorded or not recorded.isalnum() else _from_history(recorded, wanted)


def _from_history(known: str, paths: list[str]) -> dict[str, str]:
    asked = "".join(f"{known}:{path}\n" for path in paths if "\n" not in path)
    words = ("git", "cat-file", "--batch")
    try:
        out = subprocess.run(words, cwd=ROOT, input=asked.encode(), capture_output=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return {}
    found: dict[str, str] = {}
    for path in paths:
        head, _, rest = out.partition(b"\n")
        told = head.split()
        if len(told) != 3 or told[1] != b"blob":  # "... missing"
            out = rest
            continue
        size = int(told[2])
        found[path] = rest[:size].decode(errors="replace")
        out = rest[size + 1 :]
    return found


def _sources(folder: Path) -> list[Path]:
    found = (p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file())
    return sorted(p for p in found if not LEFT_OUT.intersection(p.relative_to(folder).parts))


def _git(*words: str) -> str:
    try:
        found = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
