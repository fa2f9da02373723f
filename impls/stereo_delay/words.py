"""Questions that are answered in words: configurations that are read back, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from impls.stereo_delay.config import Config, parse
from impls.stereo_delay.engine import Engine
from impls.stereo_delay.settings import DelayError, checked, checked_rate

__all__ = ["QUESTIONS", "Words"]

QUESTIONS = Path(__file__).parent / "golden" / "questions.json"


class Words:
    """All questions of one kind, in their order."""

    ops = 1

    def __init__(self, name: str) -> None:
        self._asked: list[Mapping[str, Any]] = json.loads(QUESTIONS.read_text(encoding="utf-8"))[name]
        self.run = self._configurations if name == "configurations" else self._refusals

    def _configurations(self) -> list[Any]:
        return [_read_back(asked["text"], asked["format"]) for asked in self._asked]

    def _refusals(self) -> list[Any]:
        return [*(_told(partial(checked, table)) for table in self._asked), *_blocks()]


def _read_back(text: str, form: Any) -> Any:
    """What a text says, again when it was written and read in both formats."""
    try:
        found = parse(text, form)
    except DelayError as error:
        return error.kind
    if any(parse(found.text(again), again) != found for again in ("toml", "json")):
        return "config"
    presets = {name: settings.as_dict() for name, settings in found.presets.items()}
    return {"rate": found.rate, "settings": found.settings.as_dict(), "presets": presets}


def _blocks() -> list[Any]:
    """Blocks and rates that cannot be; a block of no frames can."""
    engine = Engine(Config())
    uneven = _told(lambda: engine.process(np.zeros((3, 2), np.float32)))
    empty = _told(lambda: engine.process(np.zeros((2, 0), np.float32)))
    preset = _told(lambda: engine.use_preset("nothing"))
    return [uneven, empty, preset, *(_told(partial(checked_rate, rate)) for rate in _RATES)]


_RATES = (7_999, 8_000, 384_000, 384_001)


def _told(ask: Callable[[], object]) -> str | None:
    try:
        ask()
    except DelayError as error:
        return error.kind
    return None
