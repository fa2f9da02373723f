"""The given of a case: a file, made once from a seed or taken from a recorded feed, kept by digest in the cache."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from benchmarks.core.discovery import spec_of
from benchmarks.core.errors import GivenError
from benchmarks.core.model import Component
from benchmarks.core.places import cache
from impls.contract import Case

__all__ = ["Given", "Givens"]


class Given(NamedTuple):
    """A file that every runtime reads."""

    path: Path
    sha256: str


class Givens:
    """Makes and keeps givens. ``feed``: messages of a capture, which replace the seed where the spec can take them."""

    def __init__(self, components: Sequence[Component], seed: int, feed: Sequence[bytes] | None = None) -> None:
        self._components = {c.name: c for c in components}
        self._seed = seed
        self._feed = list(feed) if feed is not None else None
        self._found: dict[tuple[str, str], Given] = {}
        self._feed_digest = hashlib.sha256(b"\n".join(self._feed)).hexdigest() if self._feed is not None else ""

    def takes_feed(self, component: str) -> bool:
        """Whether the component's givens can be made from a capture."""
        return hasattr(spec_of(self._components[component]), "take")

    def of(self, component: str, case: Case) -> Given:
        """The given that the case is measured on."""
        if self._feed is None:
            return self.made(component, case, self._seed)
        spec = cast("Any", spec_of(self._components[component]))
        source = f"feed {self._feed_digest}"
        return self._given(component, case, source, lambda: spec.take(case.operation, case.params, self._feed))

    def other(self, component: str, case: Case, further: int = 1) -> Given:
        """A given of the same shape from another seed: what a lane that answers from memory cannot know."""
        return self.made(component, case, self._seed + further)

    def probe(self, component: str, case: Case) -> Given | None:
        """The spec's own further given for the gate; None where it states none."""
        spec = cast("Any", spec_of(self._components[component]))
        if not hasattr(spec, "probe"):
            return None
        source = f"probe {self._seed}"
        return self._given(component, case, source, lambda: spec.probe(case.operation, case.params, self._seed))

    def made(self, component: str, case: Case, seed: int) -> Given:
        """The given of that seed."""
        spec = spec_of(self._components[component])
        return self._given(component, case, f"seed {seed}", lambda: spec.make(case.operation, case.params, seed))

    def _given(self, component: str, case: Case, source: str, make: Callable[[], Any]) -> Given:
        """Found once a run: the digest of a large file takes longer than many a trial."""
        name = (case.id(component), source)
        if name not in self._found:
            self._found[name] = self._kept(component, case, self._key(component, case, source), make)
        return self._found[name]

    def _key(self, component: str, case: Case, source: str) -> str:
        """A digest of all that a given follows from: parameters, source, and the code that makes it."""
        stated: Mapping[str, Any] = {"operation": case.operation, "params": dict(case.params), "source": source}
        digest = hashlib.sha256(json.dumps(stated, sort_keys=True).encode())
        for folder in self._folders(component):
            for path in sorted(folder.glob("*.py")):
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:32]

    def _folders(self, component: str) -> list[Path]:
        found = [self._components[component].folder]
        for part in self._components[component].parts:
            found += [f for f in self._folders(part) if f not in found]
        return found

    def _kept(self, component: str, case: Case, key: str, make: Callable[[], Any]) -> Given:
        asked = f"given of {case.id(component)}"
        try:
            folder = cache("givens", component)
            kept = next((g for path in sorted(folder.glob(f"{key}-*.bin")) if (g := _whole(path))), None)
            return kept or _write(folder, key, self._blob(asked, make))
        except OSError as error:
            mend = "free some space, or set TANDEM_CACHE to another folder"
            raise GivenError(asked, f"cannot be kept: {error.strerror or error}", mend) from error

    def _blob(self, asked: str, make: Callable[[], Any]) -> bytes:
        try:
            blob = make()
        except OSError:
            raise
        except Exception as error:  # a spec is another author's code
            mend = (
                "give a feed that the component can read" if self._feed is not None else "mend the component's spec.py"
            )
            raise GivenError(asked, f"cannot be made: {type(error).__name__}: {error}", mend) from error
        if not isinstance(blob, bytes):
            raise GivenError(asked, f"should be bytes, was {type(blob).__name__}", "mend the component's spec.py")
        return blob


def _whole(path: Path) -> Given | None:
    """A kept file whose bytes are still what its name says; a cut or altered one is removed."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    if path.stem.endswith(sha256[:16]):
        return Given(path, sha256)
    path.unlink(missing_ok=True)
    return None


def _write(folder: Path, key: str, blob: bytes) -> Given:
    sha256 = hashlib.sha256(blob).hexdigest()
    path = folder / f"{key}-{sha256[:16]}.bin"
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{key[:8]}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(blob)
        os.replace(name, path)  # noqa: PTH105  (Path.replace would hide that this is the atomic step)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Given(path, sha256)
