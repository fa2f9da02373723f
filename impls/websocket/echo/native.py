"""The Rust lanes' echo programs: one binary of the component's crate, built when it is asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["BINARY", "binary", "holds", "run"]

BINARY = "websocket-echo"
_ROOT = Path(__file__).parents[3]


def holds(literal: Mapping[str, Any]) -> bool:
    """Whether a lane, by its ``LANE``, is Rust and holds a connection."""
    return literal.get("runtime") == "native" and "echo" in literal.get("operations", ["echo"])


def run(arguments: Sequence[str]) -> int:
    """Run the binary with these arguments and return its exit code. Raises OSError as `binary` does."""
    return subprocess.run([binary(), *arguments], check=False).returncode


def binary() -> Path:
    """Build the binary where it is missing or old, and say where it lies.

    Raises OSError where there is no cargo or the crate does not compile.
    """
    if shutil.which("cargo") is None:
        raise OSError("the Rust lanes are not built: install Rust (rustup)")
    env = dict(os.environ)
    env.setdefault("CARGO_TARGET_DIR", str(_cache() / "target"))
    words = ["cargo", "build", "--quiet", "--release", "--package", "tandem-websocket", "--features", "worker"]
    built = subprocess.run(
        [*words, "--bin", BINARY, "--message-format", "json"], cwd=_ROOT, env=env, capture_output=True, check=False
    )
    told = [json.loads(line) for line in built.stdout.splitlines() if line.startswith(b"{")]
    found = [said["executable"] for said in told if said.get("executable")]
    if built.returncode or not found:
        raise OSError(f"the Rust lanes are not built, see: {' '.join(words)} --bin {BINARY}")
    return Path(found[-1])


def _cache() -> Path:
    """Where the project keeps what it compiles, see noxfile.py."""
    base = os.environ.get("TANDEM_CACHE") or Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "tandem")
    return Path(base)
