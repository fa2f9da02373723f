"""Single operations on a clock that goes on only when told."""

from __future__ import annotations

import pytest

from benchmarks.worker.asked import Each
from benchmarks.worker.batch import Clocks
from benchmarks.worker.steps import LEAD_NS, Steps
from benchmarks.worker.work import Work

MS = 1_000_000


class Job:
    """Operations that take as long as told."""

    def __init__(self, cost_of, ops=1, fails=lambda i: False):
        self.now, self.ops, self.indices, self._looks, self._gap = 0, ops, [], 0, 0
        self._cost_of, self._fails = cost_of, fails

    def run(self):
        raise AssertionError("steps only")

    def step(self, i):
        self._looks = 0
        self.now += self._cost_of(len(self.indices))
        self.indices.append(i)
        if self._fails(i):
            raise RuntimeError

    def sleep(self, seconds):
        self.now += round(seconds * 1e9)
        self._looks = 0

    def look(self):
        """The time; whoever looks often without doing anything spins until an operation is due."""
        self._looks += 1
        if self._gap and self._looks > 5:
            self.now += self._gap - (self.now - LEAD_NS) % self._gap
            self._looks = 0
        return self.now

    def each(self, *, stopped=lambda: False, **asked):
        said = []
        self._gap = round(1e9 / asked["rate"]) if asked.get("rate") else 0
        clocks = Clocks(self.look, lambda: 0, self.sleep)
        ended = Steps(Work(self), clocks, stopped).each(Each(**asked), said.append)
        return ended, said


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


def test_an_open_loop_that_keeps_up_has_two_equal_latencies():
    job = Job(lambda n: 100)
    _, said = job.each(count=50, rate=1_000)
    assert [[[100, 50]]] == recorded(said, "latency_naive") == recorded(said)


def test_a_stall_shows_in_every_operation_that_was_due_meanwhile():
    """Tene's example: 1 ms operations at 100/s, then one of 100 s. Naively only one was slow."""
    job = Job(lambda n: 100_000 * MS if n == 10_000 else MS)
    _, said = job.each(count=20_000, rate=100)
    naive, intended = (recorded(said, m)[0] for m in ("latency_naive", "latency"))
    assert 19_999 == sum(count for lowest, count in naive if lowest < 2 * MS)
    late, expected = sorted(expand(intended)), sorted(queue(20_000, 10 * MS, job))
    assert 20_000 == len(late)
    assert all(found <= true <= found * 1.001 for found, true in zip(late, expected, strict=True))
    assert late[10_000] >= 1_000 * MS  # half of all waited for a second and more; naively the median is 1 ms


def expand(counts):
    return [lowest for lowest, count in counts for _ in range(count)]


def queue(count, gap, job):
    """Latency from the intended start of a single server's customers: Lindley's recursion."""
    free = 0
    for n in range(count):
        due = n * gap
        free = max(free, due) + job._cost_of(n)
        yield free - due


def test_the_load_begins_a_moment_after_the_request():
    job = Job(lambda n: 10)
    job.each(count=1, rate=10)
    assert LEAD_NS + 10 <= job.now


def test_the_schedule_of_a_budget_is_known_before_it_begins():
    job = Job(lambda n: 30 * MS)
    ended, _ = job.each(rate=1_000, budget_ns=50 * MS)
    assert (50, False) == (len(job.indices), ended.partial)


@pytest.mark.parametrize("rate", [0, 1_000])
def test_more_values_than_were_expected_are_kept(rate):
    _, said = Job(lambda n: 1).each(budget_ns=70_000 if not rate else 70 * MS, rate=rate)
    assert (70_000 if not rate else 70) == sum(count for _, count in recorded(said)[0])
