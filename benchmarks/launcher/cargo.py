"""Builds a component's worker binary and keeps it by digest: a later build of other features leaves it alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.core.errors import RuntimeUnavailableError
from benchmarks.core.needs import NO_CARGO
from benchmarks.core.places import ROOT, plain
from benchmarks.core.places import cache as cache_folder

__all__ = ["build", "packages"]

_one_at_a_time = threading.Lock()  # cargo would wait for its own lock, and say so on the screen


def build(
    manifest: Path, *, profile: str = "release", features: Sequence[str] = (), rustflags: Sequence[str] = ()
) -> dict[str, Path]:
    """Build the binaries of a crate; each by name, at a path that no other build writes to.

    Raises `RuntimeUnavailableError` where there is no cargo or the crate does not compile, with the compiler's first
    error as the reason.
    """
    asked = f"build of {manifest.parent.parent.name}"
    if shutil.which("cargo") is None:
        raise RuntimeUnavailableError(asked, NO_CARGO)
    env = dict(os.environ)
    target = Path(env.get("CARGO_TARGET_DIR") or cache_folder("target"))
    if rustflags:
        env["RUSTFLAGS"] = " ".join(rustflags)
        target = target / f"flags-{hashlib.sha256(env['RUSTFLAGS'].encode()).hexdigest()[:8]}"
    env["CARGO_TARGET_DIR"] = str(target)
    words = [
        "cargo",
        "build",
        "--quiet",
        "--manifest-path",
        str(manifest),
        "--message-format=json",
        "--profile",
        profile,
    ]
    if features:
        words += ["--features", ",".join(features)]
    with _one_at_a_time:
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode:
            raise RuntimeUnavailableError(asked, f"not built: {_first_error(messages, done.stderr)}", _again(manifest))
        found = [(m["target"]["name"], Path(m["executable"])) for m in messages if m.get("executable")]
        return {name: _kept(path) for name, path in found}


@cache
def packages(manifest: Path) -> dict[str, str]:
    """Versions of the crates that a crate depends on, as Cargo.lock has them; empty where there is no lock."""
    lock = next((p / "Cargo.lock" for p in manifest.parents if (p / "Cargo.lock").is_file()), None)
    if lock is None:
        return {}
    name = tomllib.loads(manifest.read_text(encoding="utf-8"))["package"]["name"]
    listed: list[dict[str, Any]] = tomllib.loads(lock.read_text(encoding="utf-8")).get("package", [])
    ours = next((p for p in listed if p["name"] == name), {})
    versions: dict[str, str] = {}
    for dependency in ours.get("dependencies", ()):
        crate, _, version = dependency.partition(" ")
        entry = next(p for p in listed if p["name"] == crate and (not version or p["version"] == version.split(" ")[0]))
        if "source" in entry:
            versions[crate] = entry["version"]
    return versions


def _kept(path: Path) -> Path:
    blob = path.read_bytes()
    kept = cache_folder("bin", hashlib.sha256(blob).hexdigest()[:16]) / path.name
    if not kept.exists():
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(blob)
        part.chmod(0o755)
        part.replace(kept)
    return kept


def _first_error(messages: Sequence[dict[str, Any]], stderr: str) -> str:
    told = [m["message"] for m in messages if m.get("reason") == "compiler-message"]
    error = next((t for t in told if t["level"] == "error"), None)
    if error:
        spans = [s for s in error["spans"] if s["is_primary"]]
        where = f" ({plain(spans[0]['file_name'])}:{spans[0]['line_start']})" if spans else ""
        return f"{error['message'].splitlines()[0]}{where}"
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return plain(next((line for line in lines if line.startswith("error")), lines[-1] if lines else "cargo failed"))


def _again(manifest: Path) -> str:
    return f"see: cargo build --release --manifest-path {plain(str(manifest))}"
