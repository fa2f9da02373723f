"""Generated blocks are current, and asv sees benchmarks only."""

from __future__ import annotations

import re

from source import ROOT

from impls._bindings import generate


def test_the_generated_blocks_are_current():
    assert generate.rendered() == generate.on_disk(), "run: nox -s sync"


def test_asv_sees_only_benchmarks():
    looks_like = re.compile(r"^(?:from .* )?import .*\b((?:time|timeraw|mem|peakmem|track)_\w*)", re.MULTILINE)
    suite = sorted((ROOT / "benchmarks" / "asv_suite").glob("*.py"))
    assert suite
    assert [] == [f"{p.name}: {found}" for p in suite for found in looks_like.findall(p.read_text())]
