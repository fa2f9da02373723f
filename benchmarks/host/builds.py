"""Looks at what will be measured: the interpreter's build and switches, and what the environment does to builds."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Mapping
from typing import Any

from benchmarks.host.finding import Finding

__all__ = ["cargo", "environment", "interpreter"]

PYTHON = {
    "PYTHONDEVMODE": "turns checks on",
    "PYTHONMALLOC": "chooses another allocator",
    "PYTHONTRACEMALLOC": "traces every allocation",
    "PYTHONASYNCIODEBUG": "turns asyncio's checks on",
    "PYTHONPROFILEIMPORTTIME": "prints every import",
    "PYTHONDONTWRITEBYTECODE": "has every start compile what it imports",
    "PYTHONOPTIMIZE": "leaves assertions out",
    "COVERAGE_PROCESS_START": "traces every line",
}
SYSTEM = {
    "LD_PRELOAD": "puts another library under every lane",
    "MALLOC_CHECK_": "turns glibc's checks on",
    "MALLOC_PERTURB_": "writes over freed memory",
    "MALLOC_ARENA_MAX": "changes glibc's allocator",
    "GLIBC_TUNABLES": "changes glibc's allocator",
}
START_ONLY = frozenset({"PYTHONDONTWRITEBYTECODE"})  # no time but that of a start
BUILD = ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "RUSTC_WRAPPER")


def interpreter(config: Mapping[str, Any] | None = None, *, debug: bool | None = None) -> Finding:
    """Whether this interpreter is a debug build, or one without its optimisations."""
    config = sysconfig.get_config_vars() if config is None else config
    debug = hasattr(sys, "gettotalrefcount") if debug is None else debug
    does = "every Python lane is slower than a reader's own Python"
    mend = "use a release build with --enable-optimizations: a distribution's, or uv python install"
    flags = f"{config.get('PY_CFLAGS') or ''} {config.get('CONFIG_ARGS') or ''}"
    if debug or config.get("Py_DEBUG"):
        return Finding("interpreter", "bad", "a debug build of Python", does, mend)
    if "-O0" in flags.split() or "-fsanitize" in flags:
        return Finding(
            "interpreter", "bad", "a Python that was compiled without optimisation, or to be checked", does, mend
        )
    if "--enable-optimizations" not in flags and "-fprofile-use" not in flags:
        return Finding(
            "interpreter", "note", "a release build of Python, without profile-guided optimisation", does, mend
        )
    return Finding("interpreter", "good", "an optimised release build of Python", does)


def environment(variables: Mapping[str, str] | None = None) -> Finding:
    """Variables that change what is measured; only their names are told."""
    variables = os.environ if variables is None else variables
    set_here = {name for name, value in variables.items() if value}
    told = [f"{name} {what}" for name, what in {**PYTHON, **SYSTEM}.items() if name in set_here]
    built = sorted(set_here & set(BUILD)) + sorted(n for n in set_here if n.startswith("CARGO_PROFILE_RELEASE_"))
    told += [f"{name} changes what is built" for name in built]
    grave = bool(built or set_here & {*PYTHON, *SYSTEM} - START_ONLY)
    does = "all lanes are measured in an environment that a reader does not have"
    if told:
        return Finding(
            "environment", "bad" if grave else "note", "; ".join(told), does, "unset them, then nox -s build"
        )
    return Finding("environment", "good", "no variable that changes interpreter, allocator or builds", does)


def cargo() -> Finding:
    """Whether Rust lanes can be built."""
    does = "without it Rust lanes cannot be built, and programs are watched by the Python warden"
    if shutil.which("cargo"):
        return Finding("cargo", "good", "cargo is here", does)
    return Finding("cargo", "note", "no cargo", does, "install Rust (rustup)")
