"""What is measured, by digest: the sources that a number follows from, and the commit they stand in."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from benchmarks.core.places import ROOT

__all__ = ["build_digest", "commit", "revision"]

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


def _sources(folder: Path) -> list[Path]:
    found = (p for p in folder.rglob("*") if p.suffix in SUFFIXES and p.is_file())
    return sorted(p for p in found if not LEFT_OUT.intersection(p.relative_to(folder).parts))


def _git(*words: str) -> str:
    try:
        found = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return found.stdout.strip() if found.returncode == 0 else ""
