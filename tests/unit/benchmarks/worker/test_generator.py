"""When a load ends, and that no start is handed over before it is due."""

from __future__ import annotations

import os
import time

import pytest

from benchmarks.worker.asked import Each
from benchmarks.worker.failure import Failure
from benchmarks.worker.generator import Generator, ends

MS = 1_000_000


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"count": 5}, (5, 4 * MS)),
        ({"budget_ns": 3 * MS}, (3, 2 * MS)),
        ({"count": 5, "budget_ns": 3 * MS}, (3, 2 * MS)),
        ({"budget_ns": 1, "arrivals": "poisson"}, (0, 0)),
        ({}, None),
    ],
)
def test_a_load_ends_by_count_or_by_budget_whichever_is_first(asked, expected):
    assert expected == ends(Each(rate=1_000, **asked))


def test_without_a_rate_there_is_no_load():
    assert None is ends(Each(count=5))
    with pytest.raises(Failure, match="needs a rate"):
        Generator(lambda: False, time.perf_counter_ns).each(Each(count=5), print)


def test_no_start_is_handed_over_before_it_is_due(tmp_path):
    path = tmp_path / "starts"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    said = []
    done = Generator(lambda: False, time.perf_counter_ns).each(
        Each(rate=1_000, count=20, starts=str(path)), said.append
    )
    now, found = time.perf_counter_ns(), os.read(reader, 4096)
    os.close(reader)
    words = [int.from_bytes(found[at : at + 8], "little") for at in range(0, len(found), 8)]
    assert (20, 0) == (words[0], words[2])
    assert list(range(20)) == words[4::2]
    began, dues = words[1], words[5::2]
    assert [began + n * MS for n in range(20)] == dues
    assert words[3] == dues[-1] <= now
    (lateness,) = said
    assert (20, False) == (lateness["histogram"]["count"], done.partial)
    assert lateness["histogram"]["min"] >= 0
