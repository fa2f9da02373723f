"""A worker's end of the stream of intended starts, whatever pieces it comes in."""

from __future__ import annotations

import os
import time

import pytest

from benchmarks.worker.failure import Failure
from benchmarks.worker.starts import Plan, Starts, record

PLAN = Plan(3, 1_000, 3_000)


def never():
    return False


@pytest.fixture
def stream(tmp_path):
    """A worker's end, and what writes to it."""
    path = tmp_path / "starts"
    os.mkfifo(path)
    starts = Starts(str(path))
    writer = path.open("wb", buffering=0)
    yield starts, writer
    starts.close()
    writer.close()


def test_starts_come_in_order_whatever_pieces_they_arrive_in(stream):
    starts, writer = stream
    whole = PLAN.header + b"".join(record(i, (i + 1) * 1_000) for i in range(3))
    for at in range(0, len(whole), 7):
        writer.write(whole[at : at + 7])
        starts.pull()
    assert starts.plan(never) == PLAN
    assert [1_000, 2_000, 3_000, None] == [starts.wait(never) for _ in range(4)]
    assert (True, False) == (starts.over, starts.cut)


def test_more_than_fits_into_one_read_is_taken_whole(stream):
    starts, writer = stream
    writer.write(Plan(3_000, 1, 3_000).header + b"".join(record(i, i) for i in range(3_000)))
    starts.plan(never)
    assert list(range(3_000)) == [starts.wait(never) for _ in range(3_000)]


def test_who_waits_is_idle_until_a_start_comes(stream):
    starts, writer = stream
    writer.write(PLAN.header)
    starts.plan(never)
    assert starts.idle
    writer.write(record(0, 1_000))
    assert not starts.idle
    assert (1_000, None) == (starts.next(), starts.next())


def test_a_stream_that_ends_early_is_cut(stream):
    starts, writer = stream
    writer.write(PLAN.header + record(0, 1_000))
    writer.close()
    assert (PLAN, 1_000, None) == (starts.plan(never), starts.wait(never), starts.wait(never))
    assert starts.cut


def test_a_stream_that_ends_before_it_begins_has_no_plan(stream):
    starts, writer = stream
    writer.close()
    assert (None, None, True) == (starts.plan(never), starts.wait(never), starts.cut)


def test_a_stop_ends_the_waiting(stream):
    starts, _ = stream
    began = time.monotonic()

    def soon():
        return time.monotonic() > began + 0.06

    assert (None, None) == (starts.plan(soon), starts.wait(soon))


def test_a_stream_that_is_not_there_is_a_breach_of_protocol(tmp_path):
    with pytest.raises(Failure, match="No such file"):
        Starts(str(tmp_path / "none"))
