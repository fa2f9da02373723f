"""Not timed: what the Rust compiler says of three programs that the document says it must refuse."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from impls.contract import Series, values
from impls.stereo_delay.given import Audio
from impls.stereo_delay.programs import PROGRAMS

LANE = {"kind": "limit", "label": "rustc", "operations": ["compiler"], "needs": ["tool:rustc"]}


class Asked:
    """Compiles a program that should compile, and the same with one line more, which should not."""

    ops = 1

    def __init__(self, given: Audio) -> None:
        self._program = PROGRAMS[str(given.more["program"])]
        self._sound, self._said = False, ""

    def run(self) -> dict[str, bool]:
        """Both compilations, without code being made."""
        self._sound = not _errors(self._program.sound)
        self._said = _errors(self._program.sound.replace("/* here */", self._program.wrong))
        return {"compiles": self._sound, "refused": self._program.error in self._said}

    def readings(self) -> list[Series]:
        """Whether it was as said, with the compiler's own words."""
        lines = [line for line in self._said.splitlines() if self._program.error in line]
        held = self._sound and bool(lines)
        return [values("holds", "bool", [float(held)], (lines or [self._said[:200] or "it compiled"])[0])]


def compiler(given: Audio) -> Asked:
    """One of the programs."""
    return Asked(given)


def _errors(source: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "program.rs")
        file.write_text(source, encoding="utf-8")
        argv = ["rustc", "--edition=2024", "--crate-type=lib", "--emit=metadata", "--out-dir", folder, str(file)]
        found = subprocess.run(argv, capture_output=True, text=True, check=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", found.stderr) if found.returncode else ""
