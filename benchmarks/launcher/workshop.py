"""Builds what lanes run in, once each, and says how a role of an arm is started."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from benchmarks.core.errors import RuntimeUnavailableError
from benchmarks.core.model import Arm, Component, Lane
from benchmarks.core.needs import NO_CARGO, interpreter, missing, unmet
from benchmarks.core.places import ROOT, cache
from benchmarks.launcher import cargo, extension
from benchmarks.launcher.affinity import allowed, cpus_of
from benchmarks.launcher.cast import Party
from benchmarks.launcher.runtimes import RUNTIMES, Runtime, runtimes
from benchmarks.launcher.worker import Command
from impls.contract import Role

__all__ = ["NATIVE", "Part", "Workshop", "reason_of"]

NATIVE = "native"
KIT = ROOT / "impls" / "_kit" / "rust" / "Cargo.toml"
_BIN = re.compile(r"\{bin:([^{}]+)\}")
Part = tuple[str, str]  # component, runtime; the component "" is the kit's own: warden, generator


class _How(TypedDict):
    """How cargo is asked."""

    profile: str
    features: Sequence[str]
    rustflags: Sequence[str]


class Workshop:
    """Knows every runtime, what is built, and why what is not."""

    def __init__(self, components: Sequence[Component], folder: Path = RUNTIMES) -> None:
        self.components = {c.name: c for c in components}
        self.runtimes = runtimes(folder)
        self.usable = allowed()
        self._pins = True
        self._built: dict[Part, dict[str, Path] | RuntimeUnavailableError] = {}

    def unpinned(self) -> Workshop:
        """The same workshop for processes that are not timed: they run on any CPU."""
        other = copy.copy(self)
        other._pins = False  # noqa: SLF001
        return other

    @property
    def kinds(self) -> dict[str, str]:
        """Runtime name to kind."""
        return {name: runtime.kind for name, runtime in self.runtimes.items()}

    def unavailable(self, arm: Arm) -> str | None:
        """Why an arm cannot run here, as far as can be told without building; None where it can."""
        fixed = [(self.lane_of(role), None) for role in arm.case.cast if role.lane]
        for lane, name in ((arm.lane, arm.runtime), *fixed):
            runtime = self.runtimes[name or lane.runtime]
            reason = runtime.missing() or unmet(lane.needs, self._python_of(runtime)) or extension.missing(lane)
            crate = self._crate_of(lane, runtime)
            if crate and not reason:
                reason = missing("tool:cargo") or self._no_crate(crate[0])
            if reason:
                return reason
        return unmet(arm.case.needs, self._python_of(self.runtimes[arm.runtime]))

    def parts(self, arm: Arm) -> list[Part]:
        """What has to be built before the arm can start: (component, runtime), the component "" for the kit's own."""
        lanes = [(arm.lane, arm.runtime), *((lane, lane.runtime) for lane in map(self.lane_of, _fixed(arm)))]
        found: dict[Part, None] = {("", NATIVE): None} if any(how.rate for how in arm.case.how) else {}
        for lane, name in lanes:
            runtime = self.runtimes[name]
            if runtime.kind == "program":
                found["", NATIVE] = None
            crate = self._crate_of(lane, runtime)
            if crate:
                found[crate] = None
            if runtime.install:
                found["", name] = None
        return list(found)

    def build(self, part: Part) -> None:
        """Build a part, once. Raises `RuntimeUnavailableError`, each time it is asked for."""
        if part not in self._built:
            try:
                self._built[part] = self._make(part)
            except RuntimeUnavailableError as error:
                self._built[part] = error
        built = self._built[part]
        if isinstance(built, RuntimeUnavailableError) and not (part == ("", NATIVE)):
            raise built

    def kept(self, part: Part) -> tuple[Mapping[str, Path], cargo.Build | None]:
        """What was built for a part, by name, and what its compiling took; nothing of what is no crate or not built."""
        component, name = part
        built = self._built.get(part)
        if not component or not isinstance(built, dict) or self.runtimes[name].kind != "cargo":
            return {}, None
        return built, cargo.seen(self._manifest(component), **self._how(self.runtimes[name]))

    def parties(self, arm: Arm) -> tuple[Party, ...]:
        """Who plays the arm's case, in starting order. Raises `RuntimeUnavailableError` where a part is not built."""
        cpus = self._cpus(arm)
        return tuple(self._party(arm, role, cpus(role)) for role in arm.case.cast)

    def _cpus(self, arm: Arm) -> Callable[[Role], frozenset[int]]:
        alone = len(arm.case.cast) == 1
        return lambda role: cpus_of(role, alone=alone, usable=self.usable) if self._pins else self.usable

    def generator(self, arm: Arm) -> Command:
        """What says when the operations of an open loop should start.

        It spins before each start, so it gets a CPU that no role of the case is pinned to. Where there is none it may
        run on any: the roles are seldom busy at one moment, and it gives way at each turn of its spinning. Pinned
        beside the client it would be late whenever the client is busy, beside the server whenever that is.
        """
        taken = frozenset[int]().union(*(c for c in map(self._cpus(arm), arm.case.cast) if len(c) == 1))
        free = sorted(self.usable - taken)
        cpus = frozenset(free[-1:]) if free and self._pins else self.usable
        return Command(argv=self._kit("generator"), cpus=cpus)

    def lane_of(self, role: Role) -> Lane:
        """The lane that a fixed role names."""
        component, _, name = role.lane.partition("/")
        return next(lane for lane in self.components[component].lanes if lane.name == name)

    def _party(self, arm: Arm, role: Role, cpus: frozenset[int]) -> Party:
        lane = self.lane_of(role) if role.lane else arm.lane
        runtime = self.runtimes[lane.runtime if role.lane else arm.runtime]
        argv = self._argv(lane, runtime)
        return Party(
            role=role.name,
            component=lane.component,
            lane=lane.name,
            command=Command(argv=argv, cpus=cpus),
            options=lane.options,
            holes=self._holes(lane),
            tested=not role.lane,
            release=runtime.release,
        )

    def _argv(self, lane: Lane, runtime: Runtime) -> tuple[str, ...]:
        if runtime.kind == "cargo":
            bins = self._bins((lane.component, runtime.name))
            name = f"tandem-{lane.component}"
            return (str(bins.get(name) or next(iter(bins.values()))),)
        if runtime.kind == "program":
            return self._kit("warden")
        return (str(self._python_of(runtime) or sys.executable), "-m", "benchmarks.worker")

    def _kit(self, name: str) -> tuple[str, ...]:
        """A program of the kit; where it is not built its twin in Python."""
        built = self._built.get(("", NATIVE))
        if isinstance(built, dict) and f"tandem-{name}" in built:
            return (str(built[f"tandem-{name}"]),)
        return (sys.executable, "-S", "-m", f"benchmarks.worker.{name}")

    def _holes(self, lane: Lane) -> dict[str, str]:
        holes = {"python": sys.executable, "root": str(ROOT)}
        named = _BIN.findall(json.dumps(dict(lane.options)))
        bins: Mapping[str, Path] = self._bins((lane.component, NATIVE)) if named else {}
        return holes | {f"bin:{name}": str(bins[name]) for name in named if name in bins}

    def _bins(self, part: Part) -> dict[str, Path]:
        self.build(part)
        built = self._built[part]
        if isinstance(built, RuntimeUnavailableError):
            raise built
        return built

    def _make(self, part: Part) -> dict[str, Path]:
        component, name = part
        runtime = self.runtimes[name]
        if runtime.install:
            return _environment(runtime)
        if not component:
            return cargo.build(KIT)
        return cargo.build(self._manifest(component), **self._how(runtime))

    def _how(self, runtime: Runtime) -> _How:
        return {
            "profile": runtime.profile,
            "features": ("worker", *runtime.features),
            "rustflags": runtime.rustflags,
        }

    def _manifest(self, component: str) -> Path:
        return self.components[component].folder / "rust" / "Cargo.toml"

    def _no_crate(self, component: str) -> str | None:
        return None if self._manifest(component).is_file() else f"not built: {component} has no rust/Cargo.toml"

    def _crate_of(self, lane: Lane, runtime: Runtime) -> Part | None:
        """The crate that a lane needs built: its component's, for its runtime or for binaries that its options name."""
        if runtime.kind == "cargo":
            return lane.component, runtime.name
        return (lane.component, NATIVE) if _BIN.search(json.dumps(dict(lane.options))) else None

    def _python_of(self, runtime: Runtime) -> Path | None:
        if runtime.kind != "python" or not (runtime.python or runtime.install):
            return None
        if runtime.install:
            return _home(runtime) / "bin" / "python"
        return interpreter(runtime.python)


def reason_of(error: RuntimeUnavailableError) -> str:
    """The error as a row's reason."""
    return f"{error.wrong}; {error.mend}" if error.mend and error.wrong != NO_CARGO else error.wrong


def _fixed(arm: Arm) -> list[Role]:
    return [role for role in arm.case.cast if role.lane]


def _home(runtime: Runtime) -> Path:
    return cache("venvs", runtime.name)


def _environment(runtime: Runtime) -> dict[str, Path]:
    """An environment of its own for a runtime that needs packages which the others must not have."""
    home, stamp = _home(runtime), "\n".join((runtime.python, *runtime.install))
    python = home / "bin" / "python"
    if not (python.exists() and (home / "stamp").exists() and (home / "stamp").read_text(encoding="utf-8") == stamp):
        base = interpreter(runtime.python) if runtime.python else Path(sys.executable)
        steps = (
            [str(base), "-m", "venv", "--clear", str(home)],
            [str(python), "-m", "pip", "install", "-q", *runtime.install],
        )
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["failed"])[-1]
                raise RuntimeUnavailableError(
                    f"runtime {runtime.name}", f"cannot be installed: {last}", "check the network"
                )
        (home / "stamp").write_text(stamp, encoding="utf-8")
    return {"python": python}
