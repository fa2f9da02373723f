"""The generated parts of the extension: which crates it is made of, and the digest of their sources.

``python -m impls._bindings.generate`` (``nox -s sync``) writes the blocks between the comments in Cargo.toml and
src/lib.rs. A crate belongs to the extension if it has the feature ``python`` and a ``src/python.rs``.
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

__all__ = ["crates", "on_disk", "rendered", "source_digest", "write"]

IMPLS = Path(__file__).resolve().parents[1]
FILES = ("_bindings/Cargo.toml", "_bindings/src/lib.rs")
OPEN = "written by `nox -s sync`: components with a `python` feature ---"
CLOSE = "--- end ---"
WORKER_ONLY = {"main.rs", "lanes.rs"}  # files, and below: folders, that only the worker binaries compile
WORKER_FOLDERS = {"bin", "lanes"}


def crates(impls: Path = IMPLS) -> dict[str, str]:
    """Component name to package name, of every crate that has bindings."""
    found = {}
    for manifest in sorted(impls.glob("[a-z]*/rust/Cargo.toml")):
        stated = tomllib.loads(manifest.read_text(encoding="utf-8"))
        if "python" in stated.get("features", {}) and (manifest.parent / "src" / "python.rs").exists():
            found[manifest.parent.parent.name] = stated["package"]["name"]
    return found


def on_disk(impls: Path = IMPLS) -> dict[str, str]:
    """The files that hold a generated block, as they are."""
    return {name: (impls / name).read_text(encoding="utf-8") for name in FILES}


def rendered(impls: Path = IMPLS) -> dict[str, str]:
    """The same files with their blocks as they should be."""
    found = crates(impls)
    dependencies = [
        f'{package} = {{ path = "../{name}/rust", features = ["python"] }}' for name, package in found.items()
    ]
    registered = [f"    {name}::python::register(module)?;" for name in found]
    disk = on_disk(impls)
    return {name: _with_block(disk[name], block) for name, block in zip(FILES, (dependencies, registered), strict=True)}


def write(impls: Path = IMPLS) -> list[str]:
    """Write the blocks; the names of the files that changed."""
    disk, wanted = on_disk(impls), rendered(impls)
    changed = [name for name in FILES if disk[name] != wanted[name]]
    for name in changed:
        (impls / name).write_text(wanted[name], encoding="utf-8")
    return changed


def source_digest(impls: Path = IMPLS) -> str:
    """SHA-256 of every source that goes into the extension; equals its ``source_digest`` unless it is stale."""
    folders = [impls / name / "rust" for name in _named(impls)]
    found = [impls / "_bindings" / "build.rs", impls / "_bindings" / "Cargo.toml"]
    found += [folder / "Cargo.toml" for folder in folders]
    for source in (impls / "_bindings" / "src", *(folder / "src" for folder in folders)):
        found += [path for path in source.rglob("*.rs") if not _worker_only(path.relative_to(source))]
    total = hashlib.sha256()
    for path in sorted(found):
        total.update(path.relative_to(impls).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _named(impls: Path) -> list[str]:
    """Components that the manifest names, current or not: those are what an extension built now would hold."""
    stated = tomllib.loads((impls / FILES[0]).read_text(encoding="utf-8"))["dependencies"]
    paths = [entry["path"] for entry in stated.values() if isinstance(entry, dict) and "path" in entry]
    return [Path(path).parts[1] for path in paths]


def _worker_only(path: Path) -> bool:
    return path.name in WORKER_ONLY or not WORKER_FOLDERS.isdisjoint(path.parts[:-1])


def _with_block(text: str, block: list[str]) -> str:
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if OPEN in line)
    end = next(i for i, line in enumerate(lines) if CLOSE in line)
    return "\n".join([*lines[: start + 1], *block, *lines[end:], ""])


if __name__ == "__main__":
    print("\n".join(f"wrote {name}" for name in write()) or "the generated blocks are current")  # noqa: T201
