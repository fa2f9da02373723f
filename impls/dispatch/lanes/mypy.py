"""mypy --strict, which Python has beside it: it looks at a program that is annotated, if somebody runs it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from impls.contract import Stage
from impls.dispatch.compiled import Refusal, ran, written

LANE = {
    "kind": "peer",
    "label": "mypy --strict",
    "operations": ["mistake"],
    "needs": ["module:mypy"],
}


def mistake_main(given: dict[str, Any], stage: Stage) -> Refusal:
    """A mistaken program is refused, with an error."""

    def look(source: str) -> tuple[int, str]:
        program = written(stage.folder, "wrong.py", source)
        words = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(program)]
        return ran(words, stage.folder)

    return Refusal(look, lambda: _answer(given), given["python_wrong"], "error:")


def _answer(given: dict[str, Any]) -> str:
    words = [sys.executable, "-I", "-c", given["python_right"], str(given["number"])]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
