"""Programs given to a tool that looks at them before they run."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from impls.contract import Json, Series, values

__all__ = ["Refusal", "ran", "written"]


class Refusal:
    """The right program answers; ``holds``: the tool refused the mistaken one, and named the mistake.

    ``look`` writes a program into a folder and returns what the tool said of it: its exit status and its text.
    """

    def __init__(
        self,
        look: Callable[[str], tuple[int, str]],
        answer: Callable[[], str],
        wrong: str,
        names: str,
    ) -> None:
        self._look, self._answer, self._wrong, self._names = look, answer, wrong, names
        self._status, self._said = 0, ""

    def run(self) -> str:
        """What the right program prints."""
        self._status, self._said = self._look(self._wrong)
        return self._answer()

    def render(self, printed: str) -> Json:
        """Its number."""
        return int(printed)

    def readings(self) -> list[Series]:
        """Whether it was refused, with the first line that says why."""
        lines = [line for line in self._said.splitlines() if "error" in line or "warning" in line]
        told = lines[0].strip() if lines else "nothing was said"
        holds = self._status != 0 and self._names in self._said
        return [values("holds", "bool", [holds], f"exit {self._status}: {told}")]


def ran(words: list[str], folder: Path) -> tuple[int, str]:
    """Exit status and text of a tool."""
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def written(folder: Path, name: str, source: Any) -> Path:
    """A program's file."""
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path
