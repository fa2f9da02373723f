"""Single operations on a clock that goes on only when told."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import pytest
from hdrh.histogram import HdrHistogram

from benchmarks.worker.arrivals import constant
from benchmarks.worker.asked import Each
from benchmarks.worker.batch import Clocks
from benchmarks.worker.failure import Failure
from benchmarks.worker.starts import PATIENCE_NS, Plan
from benchmarks.worker.steps import Steps
from benchmarks.worker.work import Work

MS = 1_000_000


class Job:
    """Operations that take as long as told."""

    def __init__(self, cost_of, ops=1, fails=lambda i: False):
        self.now, self.ops, self.indices = 0, ops, []
        self._cost_of, self._fails = cost_of, fails

    def run(self):
        raise AssertionError("steps only")

    def step(self, i):
        self.now += self._cost_of(len(self.indices))
        self.indices.append(i)
        if self._fails(i):
            raise RuntimeError

    def sleep(self, seconds):
        raise AssertionError("nobody sleeps")

    def each(self, *, stopped=lambda: False, dies_after=None, **asked):
        said = []
        clocks = Clocks(lambda: self.now, lambda: 0, self.sleep)
        self.starts = Given(self, asked["count"], asked["rate"], dies_after) if asked.get("rate") else None
        steps = Steps(Work(self), clocks, stopped, lambda _: self.starts)
        ended = steps.each(Each(starts="fifo", **asked), said.append)
        return ended, said


class Given:
    """Starts that come when they are due, on the job's clock; the load begins a millisecond after it is asked for."""

    def __init__(self, job, count, rate, dies_after):
        self._job, self.began, times = job, job.now + MS, constant(rate)
        self.due = [self.began + next(times) for _ in range(count)]
        self._plan = Plan(count, self.began, self.due[-1])
        self._left = self.due[:dies_after]
        self.cut, self.closed = dies_after is not None, False

    def plan(self, stopped):
        return None if stopped() else self._plan

    def wait(self, stopped):
        if stopped() or not self._left:
            return None
        self._job.now = max(self._job.now, self._left[0])
        return self._left.pop(0)

    @property
    def idle(self):
        return not self._left or self._left[0] > self._job.now

    def close(self):
        self.closed = True


class Resetting(Job):
    resets = 0

    def reset(self):
        self.resets += 1
        self.now += 500


def recorded(said, metric="latency"):
    """What was recorded under that name: the lists of buckets, a window each."""
    return [series["histogram"]["counts"] for series in said if series["metric"] == metric]


def test_every_operation_is_recorded_by_itself():
    ended, said = Job(lambda n: 10 + n).each(count=3)
    assert ([[[10, 1], [11, 1], [12, 1]]], True) == (recorded(said), ended.whole)


def test_indices_start_anew_where_a_run_has_several_operations():
    job = Resetting(lambda n: 10, ops=3)
    ended, said = job.each(count=7)
    assert ([0, 1, 2, 0, 1, 2, 0], 3) == (job.indices, job.resets)
    assert ([[[10, 7]]], False) == (recorded(said), ended.whole)


def test_indices_count_on_where_a_run_is_one_operation():
    job = Job(lambda n: 10)
    assert job.each(count=3)[0].whole
    assert [0, 1, 2] == job.indices


def test_a_batch_is_recorded_as_the_mean_of_its_operations():
    _, said = Job(lambda n: n).each(count=10, batch=4)
    assert [[[1.5, 1], [5.5, 1]]] == recorded(said)


def test_a_batch_over_the_end_of_a_run_leaves_the_reset_out():
    job = Resetting(lambda n: 10, ops=3)
    _, said = job.each(count=8, batch=4)
    assert ([[[10, 2]]], 3) == (recorded(said), job.resets)


def test_a_batch_with_a_failure_in_it_is_not_recorded():
    job = Job(lambda n: 10, fails=lambda i: i == 1)
    _, said = job.each(count=8, batch=4)
    assert ([[[10, 1]]], 8) == (recorded(said), len(job.indices))
    assert [1] == next(s for s in said if s["metric"] == "failed")["values"]


def test_a_warm_up_is_not_recorded_and_leaves_no_trace():
    job = Resetting(lambda n: 1000 if n < 4 else 10, ops=3, fails=lambda i: False)
    ended, said = job.each(count=3, warmup=4)
    assert ([[[10, 3]]], True) == (recorded(said), ended.whole)
    assert [0, 1, 2, 0, 0, 1, 2] == job.indices


def test_a_hundred_failures_in_a_row_end_the_measure():
    job = Job(lambda n: 10, fails=lambda i: i != 50)
    ended, said = job.each(count=1_000)
    assert (151, True, False) == (len(job.indices), ended.partial, ended.whole)
    assert [[[10, 1]]] == recorded(said)


def test_a_budget_ends_a_closed_loop():
    assert [[[10, 5]]] == recorded(Job(lambda n: 10).each(budget_ns=50)[1])


def test_stop_ends_a_closed_loop_and_keeps_what_was_seen():
    job = Job(lambda n: 10)
    ended, said = job.each(count=100, stopped=lambda: len(job.indices) >= 4)
    assert ([[[10, 4]]], True) == (recorded(said), ended.partial)


def test_windows_follow_one_another_and_an_empty_one_is_left_out():
    _, said = Job(lambda n: 3_000 if n == 4 else 300).each(count=7, window_ns=1_000)
    windows = [series["window"] for series in said if series["metric"] == "latency"]
    assert [[0, 1_000], [1_000, 2_000], [4_000, 4_800]] == windows
    assert [[[300, 3]], [[300, 1]], [[300, 2], [3_000, 1]]] == recorded(said)


def counted(said, metric):
    (found,) = (series for series in said if series["metric"] == metric)
    return found["values"][0]


def test_an_open_loop_that_keeps_up_has_two_equal_latencies():
    job = Job(lambda n: 100)
    ended, said = job.each(count=50, rate=1_000)
    assert [[[100, 50]]] == recorded(said, "latency_naive") == recorded(said)
    assert (False, True, True) == (ended.partial, ended.whole, job.starts.closed)
    assert (50, 50, 0, 0) == tuple(counted(said, m) for m in ("offered", "answered", "lost", "late"))


def test_an_open_loop_says_when_its_first_and_last_were_due_and_answered():
    _, said = Job(lambda n: 100).each(count=50, rate=1_000)
    windows = {s["metric"]: s["window"] for s in said if s["metric"] in {"offered", "answered"}}
    assert {"offered": [0, 49 * MS], "answered": [100, 49 * MS + 100]} == windows


STALL = json.loads((Path(__file__).parents[4] / "impls/_kit/golden/stall.json").read_text())


def test_a_stall_shows_in_every_operation_that_was_due_meanwhile():
    """Tene's example: 10,000 operations of 1 ms at 100/s, then a stall of 100 s; after it all is answered at once."""
    job = Job(lambda n: 100_000 * MS if n == 10_000 else MS if n < 10_000 else 0)
    _, said = job.each(count=20_000, rate=100)
    for origin, metric in (("start", "latency_naive"), ("intended", "latency")):
        (counts,) = recorded(said, metric)
        digest = hashlib.sha256(json.dumps(counts, separators=(",", ":")).encode()).hexdigest()
        assert STALL[origin]["sha256"] == digest
        assert STALL[origin]["percentiles"] == {q: percentile(counts, float(q)) for q in STALL[origin]["percentiles"]}
    seconds = {q: round(ns / 1e9, 1) for q, ns in STALL["intended"]["percentiles"].items()}
    assert {"50": 0.0, "75": 50.0, "99": 98.0} == seconds
    assert 1.0 == round(STALL["start"]["percentiles"]["50"] / MS, 2)


def test_the_library_corrects_a_stall_to_the_same_counts():
    """What a closed loop saw, corrected afterwards by hdrhistogram (``record_corrected_value``), is what we saw."""
    library = HdrHistogram(1, 1 << 42, 3)
    for _ in range(10_000):
        library.record_value(MS)
    library.record_corrected_value(100_000 * MS, 10 * MS)
    bins = [(bin_.value_iterated_to, bin_.count_at_value_iterated_to) for bin_ in library.get_recorded_iterator()]
    lowest = [[library.get_lowest_equivalent_value(value), count] for value, count in bins]
    digest = hashlib.sha256(json.dumps(lowest, separators=(",", ":")).encode()).hexdigest()
    assert STALL["intended"]["sha256"] == digest


def percentile(counts, q):
    """The lowest value of the bucket that the ceil(q n)-th smallest falls into."""
    rank, seen = math.ceil(sum(count for _, count in counts) * q / 100), 0
    for lowest, count in counts:
        seen += count
        if seen >= rank:
            return lowest
    raise AssertionError(q)


def test_what_waits_in_a_queue_shows_exactly_as_long_as_it_waited():
    job = Job(lambda n: 7 * MS if n % 3 else 21 * MS)
    _, said = job.each(count=300, rate=100)
    late, expected = sorted(expand(recorded(said)[0])), sorted(queue(300, 10 * MS, job))
    assert all(found <= true <= found * 1.001 for found, true in zip(late, expected, strict=True))


def expand(counts):
    return [lowest for lowest, count in counts for _ in range(count)]


def queue(count, gap, job):
    """Latency from the intended start of a single server's customers: Lindley's recursion."""
    free = 0
    for n in range(count):
        due = n * gap
        free = max(free, due) + job._cost_of(n)
        yield free - due


def test_what_has_no_reply_ten_seconds_after_the_last_start_is_lost():
    job = Job(lambda n: 1_000 * MS)
    ended, said = job.each(count=100, rate=10)  # the last is due at 9.9 s, given up at 19.9 s: 20 have begun
    assert (20, 80, 20) == (counted(said, "answered"), counted(said, "lost"), len(job.indices))
    assert (False, False) == (ended.partial, ended.whole)
    assert "80 of them were never started" == next(s["evidence"] for s in said if s["metric"] == "lost")


def test_what_comes_late_is_not_lost():
    job = Job(lambda n: PATIENCE_NS + 1 if n == 0 else 0)
    _, said = job.each(count=3, rate=1_000)
    assert (3, 0, 1) == tuple(counted(said, m) for m in ("answered", "lost", "late"))


def test_a_generator_that_ends_early_leaves_the_load_partial():
    ended, said = Job(lambda n: 10).each(count=10, rate=1_000, dies_after=4)
    assert (True, 4, 6) == (ended.partial, counted(said, "answered"), counted(said, "lost"))


def test_stop_ends_a_load_and_keeps_what_was_seen():
    job = Job(lambda n: 10)
    ended, said = job.each(count=10, rate=1_000, stopped=lambda: len(job.indices) >= 4)
    assert (True, 4) == (ended.partial, counted(said, "answered"))


def test_a_stop_before_the_load_is_heard():
    ended, said = Job(lambda n: 10).each(count=10, rate=1_000, stopped=lambda: True)
    assert (True, []) == (ended.partial, said)


def test_failures_in_a_load_are_counted_and_neither_lost_nor_answered():
    _, said = Job(lambda n: 10, fails=lambda i: i % 2).each(count=10, rate=1_000)
    assert (5, 5, 0) == tuple(counted(said, m) for m in ("failed", "answered", "lost"))


def test_an_open_loop_needs_a_generator():
    with pytest.raises(Failure, match="an open loop needs starts"):
        Steps(Work(Job(lambda n: 10)), Clocks(int, int, print), lambda: False).each(Each(rate=10), print)


@pytest.mark.parametrize("rate", [0, 1_000])
def test_more_values_than_were_expected_are_kept(rate):
    asked = {"rate": rate, "count": 70_000} if rate else {"budget_ns": 70_000}
    _, said = Job(lambda n: 1).each(**asked)
    assert 70_000 == sum(count for _, count in recorded(said)[0])
