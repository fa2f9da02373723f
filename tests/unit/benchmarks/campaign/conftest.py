"""A campaign on the fake components with stand-ins for processes: see ``made_stage``."""

import sys
from pathlib import Path

import pytest

from benchmarks.campaign import loop
from benchmarks.campaign.loop import Campaign
from benchmarks.campaign.records import Records
from benchmarks.core.givens import Givens
from benchmarks.core.selection import arms, cases
from benchmarks.core.store import RunFile, load
from benchmarks.launcher.workshop import Workshop

sys.path.insert(0, str(Path(__file__).parent))

from made_stage import OPTIONS, Stage


@pytest.fixture
def stage(monkeypatch):
    made = Stage()
    monkeypatch.setattr(loop, "play", made.play)
    monkeypatch.setattr(loop.time, "monotonic", made.monotonic)
    monkeypatch.setattr(loop.Gate, "rows", lambda _self, *args: made.rows(*args))
    return made


@pytest.fixture
def campaign(fakes, tmp_path, stage):
    known = list(fakes.values())
    shop = Workshop(known)

    files = []

    def make(select=("sums",), lanes=("python", "python-best"), options=OPTIONS, undecided=lambda *_: False, **more):
        path = tmp_path / "run.jsonl"
        before = load(path).records if path.exists() else []
        files.append(RunFile(path))
        return Campaign(
            workshop=shop, givens=Givens(known, 1), records=Records(files[-1], before),
            arms=arms(cases(known, select), lanes, shop.kinds), options=options, run="h1-1", host="h1",
            undecided=undecided, instruments={}, clock_ns=50.0, **more,
        )  # fmt: skip

    yield make
    for file in files:
        file.close()
