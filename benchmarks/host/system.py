"""Reads small files of /proc and /sys; a seam for tests, which give another root."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["System"]


class System:
    """The kernel's files under ``root``. Every question has an answer where the file is missing: an empty one."""

    def __init__(self, root: Path = Path("/")) -> None:
        self.root = root

    def text(self, path: str) -> str:
        """A file's text, stripped; empty where it cannot be read."""
        try:
            return (self.root / path.lstrip("/")).read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return ""

    def number(self, path: str) -> int | None:
        """A file's first number; None where there is none."""
        words = self.text(path).split()
        return int(words[0]) if words and words[0].lstrip("-").isdigit() else None

    def exists(self, path: str) -> bool:
        """Whether the file is there."""
        return (self.root / path.lstrip("/")).exists()

    def fields(self, path: str, separator: str = ":") -> dict[str, str]:
        """A file of ``key: value`` lines; of equal keys the first."""
        found: dict[str, str] = {}
        for line in self.text(path).splitlines():
            key, _, value = line.partition(separator)
            found.setdefault(key.strip(), value.strip())
        return found

    def paths(self, pattern: str) -> list[Path]:
        """Files that match, sorted, as paths from ``/``."""
        return [Path("/", path.relative_to(self.root)) for path in sorted(self.root.glob(pattern.lstrip("/")))]

    def cpu_times(self) -> dict[str, tuple[int, ...]]:
        """Ticks of each CPU since boot, as /proc/stat has them; ``cpu`` is their sum."""
        lines = (line.split() for line in self.text("/proc/stat").splitlines())
        return {words[0]: tuple(map(int, words[1:])) for words in lines if words and words[0].startswith("cpu")}

    def usable(self) -> frozenset[int]:
        """CPUs this process may use."""
        ask = getattr(os, "sched_getaffinity", None)
        return frozenset(ask(0)) if ask else frozenset(range(os.cpu_count() or 1))
