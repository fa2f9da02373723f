"""The compiler itself: what it refuses never runs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from impls.contract import Stage
from impls.dispatch.compiled import Refusal, ran, written

LANE = {
    "kind": "document",
    "label": "rustc",
    "operations": ["mistake", "build"],
    "needs": ["tool:rustc"],
}


def mistake_main(given: dict[str, Any], stage: Stage) -> Refusal:
    """A mistaken program is refused, with the code of its mistake."""

    def look(source: str) -> tuple[int, str]:
        return ran(_words(written(stage.folder, "wrong.rs", source), stage.folder / "wrong"), stage.folder)

    return Refusal(look, lambda: _answer(given, stage.folder), given["rust_wrong"], given["code"])


def build_main(given: dict[str, Any], stage: Stage) -> Callable[[], int]:
    """From source to what is run, optimised; then run once."""
    return lambda: int(_answer(given, stage.folder, "-O"))


def _answer(given: dict[str, Any], folder: Path, *flags: str) -> str:
    program = folder / "right"
    status, said = ran([*_words(written(folder, "right.rs", given["rust_right"]), program), *flags], folder)
    if status:
        raise RuntimeError(said)
    return subprocess.run([program, str(given["number"])], capture_output=True, text=True, check=True).stdout


def _words(source: Path, program: Path) -> list[str]:
    return ["rustc", "--edition=2024", "--color=never", str(source), "-o", str(program)]
