"""``tandem profile`` on a fake lane with the tools themselves: what they see; no place of a machine is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.core.places import ROOT

CASE = "sums/sums[n=2000]v1"


def test_a_lane_is_sampled_and_its_heap_seen(tandem, tmp_path):
    asked = ("--impls", tandem.fakes, "--data", tandem.data, "--out", tmp_path / "out")
    words = ("profile", CASE, "python", *asked, "--tool", "py-spy", "--tool", "memray", "--seconds", "0.4", "--json")
    try:
        done = tandem(*words)
    except AssertionError as error:
        if "may not look into another process" in str(error):
            pytest.skip("needs ptrace: docker run --cap-add SYS_PTRACE")
        raise
    found = json.loads(done.stdout)
    assert any("run (" in stack for stack in found["samples"])
    assert found["heap"]
    assert found["figures"]["peak_heap"][0] > 0
    (kept,) = tandem.data.glob("profiles/*/*.json")
    texts = [path.read_text() for path in (kept, *(p for p in (tmp_path / "out").rglob("*") if p.is_file()))]
    assert len(texts) > 4
    assert not any(place in text for text in texts for place in (str(ROOT), str(Path.home()) + "/", str(tmp_path)))
