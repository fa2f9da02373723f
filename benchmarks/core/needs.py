"""Needs: what a lane, a case or a runtime asks of the machine, each answered with the reason where it is missing.

``module:NAME`` (importable by the interpreter that runs the lane), ``tool:NAME`` (on the path; ``tool:python3.12`` also
under pyenv), ``cores:N``, ``cpu:FLAG``, ``gpu``, ``platform:NAME`` (as in ``sys.platform``).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from benchmarks.core.errors import DiscoveryError

__all__ = ["KINDS", "NO_CARGO", "cores", "interpreter", "missing", "unmet", "wellformed"]

KINDS = ("module", "tool", "cores", "cpu", "gpu", "platform")
NO_CARGO = "not built: install Rust (rustup)"
_MENDS = {"java": "install a JDK (17 or later)", "valgrind": "install valgrind"}


def wellformed(need: str) -> bool:
    """Whether a need is one of the kinds, with a value where the kind has one."""
    kind, _, value = need.partition(":")
    return need == "gpu" or (kind in KINDS and kind != "gpu" and bool(value) and (kind != "cores" or value.isdigit()))


def unmet(needs: Iterable[str], python: Path | None = None) -> str | None:
    """The reason of the first need that is missing; None where all are met."""
    return next((reason for need in needs if (reason := missing(need, python))), None)


def missing(need: str, python: Path | None = None) -> str | None:
    """Why a need is not met, with what to do about it; None where it is.

    ``python`` is the interpreter that a ``module:`` need is asked of; None is this one. Raises `DiscoveryError` for a
    need of no known kind.
    """
    if not wellformed(need):
        raise DiscoveryError(f"need {need!r}", f"should be one of {', '.join(KINDS)}, as in 'module:orjson'")
    kind, _, value = need.partition(":")
    if kind == "module":
        return _module(value, python)
    if kind == "tool":
        return _tool(value)
    if kind == "cores":
        return None if cores() >= int(value) else f"needs {value} cores, this process may use {cores()}"
    if kind == "cpu":
        return None if value.lower() in _flags() else f"needs a CPU with {value}"
    if kind == "gpu":
        return (
            None if Path("/dev/nvidia0").exists() or shutil.which("nvidia-smi") else "needs a GPU, there is none here"
        )
    return None if sys.platform == value else f"needs {value}, this is {sys.platform}"


def cores() -> int:
    """CPUs that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def interpreter(version: str) -> Path | None:
    """The CPython of that version ("3.12"): this one, the newest under pyenv, or on the path; None: there is none.

    A ``t`` behind the number ("3.14t") is the build without the interpreter's lock.
    """
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}{getattr(sys, 'abiflags', '')}":
        return Path(sys.executable)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    number = version.removesuffix("t")
    folders = f"{number}.*{version.removeprefix(number)}"
    under = [p for p in pyenv.glob(f"{folders}/bin/python{version}") if p.is_file()]
    newest = sorted(under, key=lambda p: [int(n) for n in p.parts[-3].split(".") if n.isdigit()], reverse=True)
    named = shutil.which(f"python{version}")
    found = [*newest, *([Path(named)] if named else [])]
    return next((p for p in found if _is_version(p, version)), None)


@cache
def _is_version(python: Path, version: str) -> bool:
    """A pyenv shim is on the path for versions that its folder does not switch on: only running it tells."""
    code = "import sys; print('%d.%d%s' % (*sys.version_info[:2], sys.abiflags))"
    try:
        found = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.stdout.strip() == version


def _module(name: str, python: Path | None) -> str | None:
    here = python is None or python == Path(sys.executable)
    if _importable(name) if here or python is None else _importable_by(python, name):
        return None
    if name.startswith("impls._native"):
        return NO_CARGO if shutil.which("cargo") is None else "not built: nox -s build"
    return f"needs the Python module {name}: pip install {name}"


@cache
def _importable(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


@cache
def _importable_by(python: Path, name: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is None)"
    root = str(Path(__file__).resolve().parents[2])
    env = {**os.environ, "PYTHONPATH": root}
    try:
        return not subprocess.run(
            [python, "-c", code], capture_output=True, timeout=20, check=False, env=env
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def _tool(name: str) -> str | None:
    if name == "cargo":
        return None if shutil.which(name) else NO_CARGO
    if name.startswith("python") and interpreter(name.removeprefix("python")):
        return None
    if shutil.which(name):
        return None
    return f"needs the tool {name}: {_MENDS.get(name, f'install {name}')}"


@cache
def _flags() -> frozenset[str]:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return frozenset()
    lines = (line.partition(":") for line in text.splitlines())
    return frozenset(flag for key, _, value in lines if key.strip() in {"flags", "Features"} for flag in value.split())
