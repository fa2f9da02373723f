"""Configuration in TOML or JSON: a version, a rate, settings, and presets by name.

Version 1 had its parameters beside the version, and one ``delay_ms`` for both lines. It is read as version 2.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

import tomli_w

from impls.stereo_delay.settings import DEFAULT_RATE, DelayError, Settings, checked, checked_rate

__all__ = ["VERSION", "Config", "Format", "load", "parse"]

VERSION = 2
Format: TypeAlias = Literal["toml", "json"]
_KEYS = ("presets", "rate", "settings", "version")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an engine starts with."""

    rate: int = DEFAULT_RATE
    settings: Settings = field(default_factory=Settings)
    presets: Mapping[str, Settings] = field(default_factory=dict)

    def text(self, form: Format) -> str:
        """The text of the present version."""
        found = {
            "version": VERSION,
            "rate": self.rate,
            "settings": self.settings.as_dict(),
            "presets": {name: settings.as_dict() for name, settings in self.presets.items()},
        }
        return tomli_w.dumps(found) if form == "toml" else json.dumps(found, indent=2)

    def save(self, path: Path) -> None:
        """Write a file, by its ending. Raises OSError, and `DelayError` ``config`` for another ending."""
        path.write_text(self.text(_form(path)), encoding="utf-8")


def load(path: Path) -> Config:
    """Read a file of any version, by its ending. Raises OSError and what `parse` raises."""
    return parse(path.read_text(encoding="utf-8"), _form(path))


def parse(text: str, form: Format) -> Config:
    """Read a text of any version.

    Raises `DelayError`: ``config`` for a text that is none, an unknown version or key; else the settings' own kinds.
    """
    try:
        read = tomllib.loads(text) if form == "toml" else json.loads(text)
    except ValueError as error:
        raise DelayError("config", f"cannot be read: {error}") from None
    found = _migrated(_table(read))
    odd = next((key for key in found if key not in _KEYS), None)
    rate = checked_rate(found.get("rate", DEFAULT_RATE))
    settings = checked(_table(found.get("settings", {})))
    presets = {name: checked(_table(table)) for name, table in _table(found.get("presets", {})).items()}
    if odd is not None:
        raise DelayError("config", f"unknown key {odd!r}, there are: {', '.join(_KEYS)}")
    return Config(rate, settings, presets)


def _migrated(found: dict[str, Any]) -> dict[str, Any]:
    version = found.get("version", 1)
    if version == VERSION:
        return found
    if version != 1:
        raise DelayError("config", f"version should be 1 or {VERSION}, was {version!r}")
    settings = {name: value for name, value in found.items() if name not in {"version", "rate"}}
    if "delay_ms" in settings:
        both = settings.pop("delay_ms")
        if isinstance(both, bool) or not isinstance(both, int | float):
            raise DelayError("config", f"delay_ms should be a number, was {both!r}")
        settings["delay_left"] = settings["delay_right"] = both / 1000.0
    return {"settings": settings, **({"rate": found["rate"]} if "rate" in found else {})}


def _table(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise DelayError("config", f"should be a table of names and values, was {found!r}")
    return found


def _form(path: Path) -> Format:
    match path.suffix:
        case ".toml":
            return "toml"
        case ".json":
            return "json"
        case _:
            raise DelayError("config", f"{path.name} should end in .toml or .json")
