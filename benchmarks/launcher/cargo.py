"""Builds a component's worker binary and keeps it by digest: a later build of other features leaves it alone."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.core.errors import RuntimeUnavailableError
from benchmarks.core.needs import NO_CARGO
from benchmarks.core.places import ROOT, plain
from benchmarks.core.places import cache as cache_folder

__all__ = ["Build", "build", "crates", "packages", "seen"]


class Build(NamedTuple):
    """A build in which something was compiled: wall time, when, and how many of all crates it compiled."""

    seconds: float
    at: str
    compiled: int
    crates: int


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
    words += _profiles(manifest)
    with _one_at_a_time:
        began = time.monotonic()
        done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode:
            raise RuntimeUnavailableError(asked, f"not built: {_first_error(messages, done.stderr)}", _again(manifest))
        _note(_note_of(manifest, profile, features, rustflags), time.monotonic() - began, messages)
        found = [(m["target"]["name"], Path(m["executable"])) for m in messages if m.get("executable")]
        return {name: _kept(path) for name, path in found}


def _profiles(manifest: Path) -> list[str]:
    """The checkout's profiles, for a crate outside it, whose own workspace has none: all lanes are optimised alike."""
    if manifest.resolve().is_relative_to(ROOT):
        return []
    stated = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["profile"]
    keys = ((name, key, value) for name, table in stated.items() for key, value in table.items())
    return [f"--config=profile.{name}.{key}={json.dumps(value)}" for name, key, value in keys]


def seen(
    manifest: Path, *, profile: str = "release", features: Sequence[str] = (), rustflags: Sequence[str] = ()
) -> Build | None:
    """The last build of these that compiled something, or the fullest one under this Cargo.lock; None: none was seen.

    Of a crate that was built by others, or before notes were kept, nothing is known.
    """
    return _noted(_note_of(manifest, profile, features, rustflags))


def crates(manifest: Path, features: Sequence[str]) -> dict[str, frozenset[str]] | None:
    """Every direct dependency of a crate from a registry, with all crates that it brings, itself among them.

    Those that run with the program, not those that build it. None: cargo could not tell. Asked once a Cargo.lock.
    """
    kept = cache_folder("crates") / f"{_digest(manifest, *features)}.json"
    if kept.exists():
        found = json.loads(kept.read_text(encoding="utf-8"))
        return {name: frozenset(brought) for name, brought in found.items()}
    words = ["cargo", "tree", "--manifest-path", str(manifest), "--features", ",".join(features), "--edges", "normal"]
    words += ["--no-dedupe", "--prefix", "depth", "--offline", "--locked"]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return None
    if done.returncode:
        return None
    told = _brought(done.stdout.splitlines())
    kept.write_text(json.dumps({name: sorted(brought) for name, brought in told.items()}), encoding="utf-8")
    return told


def _brought(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """From ``cargo tree --prefix depth``: the crates below each one of depth 1. Those of this checkout are left out."""
    found: dict[str, set[str]] = {}
    direct = ""
    for line in lines:
        depth = re.match(r"\d+", line)
        if depth is None or depth[0] == "0":
            continue
        name, _, rest = line[depth.end() :].partition(" ")
        ours = "(/" in rest or "(file:" in rest
        if depth[0] == "1":
            direct = "" if ours else name
        if direct and not ours:
            found.setdefault(direct, set()).add(f"{name} {rest.split(' ')[0]}")
    return {name: frozenset(brought) for name, brought in found.items()}


def _note(path: Path, seconds: float, messages: Iterable[Mapping[str, Any]]) -> None:
    """Keep what a build took. One that compiled less than the kept one, of the same lock, says less and is not kept."""
    units = [m for m in messages if m.get("reason") == "compiler-artifact"]
    compiled = sum(not m.get("fresh", True) for m in units)
    before = _noted(path)
    if not compiled or (before and before.compiled > compiled):
        return
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    path.write_text(json.dumps(Build(round(seconds, 1), at, compiled, len(units))._asdict()), encoding="utf-8")


def _noted(path: Path) -> Build | None:
    try:
        return Build(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _note_of(manifest: Path, profile: str, features: Sequence[str], rustflags: Sequence[str]) -> Path:
    return cache_folder("builds") / f"{_digest(manifest, profile, *features, *rustflags)}.json"


def _digest(manifest: Path, *more: str) -> str:
    """Of a crate's manifest and its lock: what a crate is built from besides its sources."""
    lock = _lock_of(manifest)
    digest = hashlib.sha256(" ".join((manifest.parent.parent.name, *more)).encode())
    for path in (manifest, *([lock] if lock else [])):
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:16]


def _lock_of(manifest: Path) -> Path | None:
    return next((p / "Cargo.lock" for p in manifest.parents if (p / "Cargo.lock").is_file()), None)


@cache
def packages(manifest: Path) -> dict[str, str]:
    """Versions of the crates that a crate depends on, as Cargo.lock has them; empty where there is no lock."""
    lock = _lock_of(manifest)
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
