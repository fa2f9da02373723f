"""What the compiler makes of the document's timer: its machine code, optimised and not."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from impls.contract import Series, Stage, values

LANE = {"kind": "document", "label": "rustc", "operations": ["machine_code"], "needs": ["tool:rustc"]}

_TIMER = """
use std::time::Instant;

#[unsafe(no_mangle)]
pub fn empty_interval_ms() -> f64 {
    let sent_time = Instant::now();
    let received_time = Instant::now();
    received_time.duration_since(sent_time).as_secs_f64() * 1000.0
}
"""
_MAIN = """
fn main() {
    println!("{}", (0..1000).map(|_| empty_interval_ms()).sum::<f64>() > 0.0);
}
"""


class Code:
    """Compiles the timer both ways. ``holds``: optimised, less of it is calls: what they did stands in their place."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._plain: list[str] = []
        self._optimised: list[str] = []

    def run(self) -> bool:
        """Whether the timer saw time go on."""
        self._plain = self._instructions()
        self._optimised = self._instructions("-O")
        source = self._folder / "main.rs"
        source.write_text(_TIMER + _MAIN, encoding="utf-8")
        self._rustc(source, "-O", "-o", str(self._folder / "main"))
        said = subprocess.run([self._folder / "main"], capture_output=True, text=True, check=True)
        return said.stdout.strip() == "true"

    def _instructions(self, *flags: str) -> list[str]:
        source, assembly = self._folder / "timer.rs", self._folder / "timer.s"
        source.write_text(_TIMER, encoding="utf-8")
        self._rustc(source, "--crate-type=lib", "--emit=asm", "-o", str(assembly), *flags)
        lines = assembly.read_text(encoding="utf-8").splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith("empty_interval_ms:"))
        body = lines[
            start + 1 : next(i for i in range(start, len(lines)) if ".size" in lines[i] or i == len(lines) - 1)
        ]
        return [line.strip() for line in body if line.startswith("\t") and not line.strip().startswith((".", "#"))]

    def _rustc(self, source: Path, *flags: str) -> None:
        words = ["rustc", "--edition=2024", "-C", "debuginfo=0", str(source), *flags]
        subprocess.run(words, cwd=self._folder, capture_output=True, text=True, check=True)

    def render(self, advanced: bool) -> dict[str, Any]:  # noqa: FBT001 - what `run` returned
        """As every lane."""
        return {"advanced": advanced}

    def readings(self) -> list[Series]:
        """Instructions and calls."""
        plain, optimised = (sum(line.startswith(("call", "bl")) for line in c) for c in (self._plain, self._optimised))
        text = (
            f"{len(self._plain)} instructions with {plain} calls unoptimised, "
            f"{len(self._optimised)} with {optimised} optimised"
        )
        return [values("holds", "bool", [optimised < plain], text)]


def machine_code_main(_given: None, stage: Stage) -> Code:
    """In the trial's own folder."""
    return Code(stage.folder)
