"""What tests of the engine share: a cache of their own, the fake components, and components made on the spot."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path
from textwrap import dedent

import platformdirs
import pytest

from benchmarks.core import discovery

FAKES = Path(__file__).parent / "fakes" / "impls"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache that nobody else uses; compiled Rust stays where it is, or each test would compile it anew."""
    usual = os.environ.get("TANDEM_CACHE") or platformdirs.user_cache_dir("tandem", appauthor=False)
    monkeypatch.setenv("CARGO_TARGET_DIR", os.environ.get("CARGO_TARGET_DIR") or str(Path(usual) / "target"))
    folder = tmp_path / "cache"
    monkeypatch.setenv("TANDEM_CACHE", str(folder))
    return folder


@pytest.fixture
def fakes(cache, monkeypatch):
    """The fake components, by name; processes started from here know them too."""
    monkeypatch.setenv("TANDEM_IMPLS", "")
    folder = discovery.with_folders([FAKES])[1]
    return {c.name: c for c in discovery.components([folder])}


@pytest.fixture
def write_component(tmp_path, monkeypatch):
    """Write a component of its own name into a folder of its own; returns (folder, name)."""
    monkeypatch.setenv("TANDEM_IMPLS", "")
    folder = tmp_path / "more"

    def write(spec, name=None, **lanes):
        name = name or f"made_{uuid.uuid4().hex[:12]}"
        (folder / name / "lanes").mkdir(parents=True)
        (folder / name / "spec.py").write_text(dedent(spec))
        for lane, text in lanes.items():
            (folder / name / "lanes" / f"{lane}.py").write_text(dedent(text))
        discovery.with_folders([folder])
        return folder, name

    yield write
    for name in [n for n in sys.modules if n.startswith("impls.made_")]:
        del sys.modules[name]
    paths = discovery.impls_path()
    if str(folder) in paths:
        paths.remove(str(folder))
