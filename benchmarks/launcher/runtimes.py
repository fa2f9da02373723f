"""What a lane runs in: one TOML file a runtime, of kind cargo, python or program."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from benchmarks.core.errors import DiscoveryError
from benchmarks.core.model import Component
from benchmarks.core.needs import interpreter, unmet, wellformed
from benchmarks.core.places import ROOT

__all__ = ["RUNTIMES", "Kind", "Runtime", "check_lanes", "runtimes"]

RUNTIMES = ROOT / "impls" / "_runtimes"
Kind = Literal["cargo", "python", "program"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """One runtime, as its file states it."""

    name: str
    kind: Kind
    says: str = ""
    profile: str = "release"  # cargo
    features: tuple[str, ...] = ()
    rustflags: tuple[str, ...] = ()
    python: str = ""  # "3.12"; empty: this interpreter
    install: tuple[str, ...] = ()  # what its own environment holds
    needs: tuple[str, ...] = ()

    @property
    def release(self) -> bool:
        """Whether what runs in it should be a release build."""
        return self.profile not in {"dev", "debug"}

    @property
    def counts(self) -> bool:
        """Whether it counts allocations, so that nothing in it is a time."""
        return "counting" in self.features

    def missing(self) -> str | None:
        """The reason why it cannot run here; None where it can."""
        if self.python and interpreter(self.python) is None:
            return f"needs CPython {self.python}: pyenv install {self.python}"
        return unmet(self.needs)


def runtimes(folder: Path = RUNTIMES) -> dict[str, Runtime]:
    """Every runtime of a folder by name. Raises `DiscoveryError` for a file that is not as it should be."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}


def check_lanes(components: Mapping[str, Component], known: Mapping[str, Runtime]) -> None:
    """Raise `DiscoveryError` where a lane or a case names a runtime that has no file."""
    for component in components.values():
        named = [(f"lane {component.name}/{lane.name}", lane.runtime) for lane in component.lanes]
        named += [(f"case {case.id(component.name)}", runtime) for case in component.cases for runtime in case.runtimes]
        for what, runtime in named:
            if runtime not in known:
                raise DiscoveryError(what, f"there is no runtime {runtime}", f"known are {', '.join(known)}")


def _read(path: Path) -> Runtime:
    def wrong(what: str) -> DiscoveryError:
        return DiscoveryError(f"runtime {path.stem}", f"{path.name}: {what}", "see the files beside it")

    try:
        stated: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise wrong(str(error)) from None
    lists = ("features", "rustflags", "install", "needs")
    texts = ("kind", "says", "profile", "python")
    for key, value in stated.items():
        if key not in (*lists, *texts):
            raise wrong(f"unknown key {key!r}, keys are {', '.join((*texts, *lists))}")
        if key in texts and not isinstance(value, str):
            raise wrong(f"{key} should be a string, was {value!r}")
        if key in lists and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise wrong(f"{key} should be a list of strings, was {value!r}")
    if stated.get("kind") not in get_args(Kind):
        raise wrong(f"kind should be one of {', '.join(get_args(Kind))}, was {stated.get('kind')!r}")
    bad = [need for need in stated.get("needs", ()) if not wellformed(need)]
    if bad:
        raise wrong(f"need {bad[0]!r} is of no known kind")
    found: dict[str, Any] = {k: tuple(v) if k in lists else v for k, v in stated.items()}
    return Runtime(name=path.stem, **found)
