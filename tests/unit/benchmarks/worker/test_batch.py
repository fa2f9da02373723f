"""Batches on a clock that goes on only when told."""

from __future__ import annotations

import pytest

from benchmarks.worker.asked import Batch
from benchmarks.worker.batch import Clocks, Timer, grown
from benchmarks.worker.work import Work


class Time:
    """A clock that stands still until something takes time."""

    def __init__(self, *costs_ns):
        self.now, self.costs, self.runs, self.resets = 0, list(costs_ns), 0, 0

    def run(self):
        self.now += self.costs.pop(0) if len(self.costs) > 1 else self.costs[0]
        self.runs += 1
        return self.runs

    def reset(self):
        self.resets += 1
        self.now += 1_000_000  # which nobody should see

    def clocks(self):
        return Clocks(lambda: self.now, lambda: self.now // 2, lambda s: None)

    def timer(self, *, stopped=lambda: False, resets=False):
        job = type("Job", (), {"ops": 1, "run": staticmethod(self.run)})()
        if resets:
            job.reset = self.reset
        return Timer(Work(job), self.clocks(), stopped)


def test_a_sample_is_the_total_of_its_runs():
    time = Time(7)
    assert (21, 3) == (time.timer().sample(3), time.runs)


def test_a_kept_sample_has_as_many_runs_and_the_last_result():
    time = Time(7)
    assert (21, 3) == time.timer().kept(3)
    assert 3 == time.runs


@pytest.mark.parametrize(
    ("loops", "taken", "least", "expected"),
    [(1, 100, 1_000_000, 10), (10, 1_000, 5_000, 52), (10, 0, 5, 52), (100, 99, 100, 106), (3, 100, 1, 4)],
    ids=["tenfold at most", "aimed", "no time", "a little more", "one more at least"],
)
def test_loops_grow_towards_the_shortest_sample(loops, taken, least, expected):
    assert expected == grown(loops, taken, least)


def test_calibration_ends_at_a_sample_that_is_long_enough():
    found = Time(100).timer().batch(Batch(loops=0, min_ns=50_000, samples=2))
    assert 525 == found.loops
    assert [52_500, 52_500] == found.totals


def test_the_first_run_is_timed_alone_and_counts_for_nothing():
    time = Time(9_000, 10)
    timer = time.timer()
    found = timer.batch(Batch(loops=4, samples=2))
    assert (9_000, [40, 40], 9) == (timer.first_ns, found.totals, time.runs)


def test_where_a_sample_is_one_run_the_first_is_a_sample():
    timer = Time(9_000, 10).timer()
    assert [9_000, 10] == timer.batch(Batch(loops=1, samples=2)).totals
    assert 9_000 == timer.first_ns


def test_the_result_is_that_of_the_last_timed_run():
    time = Time(10)
    assert 1 + 3 * 5 == time.timer().batch(Batch(loops=5, samples=3)).result == time.runs


def test_a_reset_comes_before_every_sample_and_takes_no_time():
    time = Time(10)
    found = time.timer(resets=True).batch(Batch(loops=50, samples=3, warmup=2))
    assert ([10, 10, 10], 1, 5, 5) == (found.totals, found.loops, time.runs, time.resets)


def test_a_warm_up_lasts_until_count_and_time_are_reached():
    assert 5 == Time(10).timer().batch(Batch(loops=1, warmup=5, warmup_ns=20)).warmup
    assert 5 == Time(10).timer().batch(Batch(loops=1, warmup=1, warmup_ns=50)).warmup


def test_the_sample_that_spends_the_budget_is_the_last_and_kept():
    timer = Time(10).timer()
    timer.sample(1)
    found = timer.batch(Batch(loops=1, samples=100, budget_ns=25))
    assert ([10, 10, 10], 4, False) == (found.totals, found.result, found.partial)


def test_a_sample_that_takes_longer_than_the_one_before_is_followed_by_one_that_is_kept():
    timer = Time(1, 30, 10).timer()
    timer.sample(1)
    found = timer.batch(Batch(loops=1, samples=100, budget_ns=25))
    assert ([30, 10], 3, False) == (found.totals, found.result, found.partial)


def test_a_first_sample_may_spend_any_budget():
    assert [30] == Time(30, 10).timer().batch(Batch(loops=1, samples=100, budget_ns=25)).totals
    assert [10, 10, 10] == Time(10).timer().batch(Batch(loops=1, samples=100, budget_ns=25)).totals


def test_once_is_one_run_and_nothing_else():
    time = Time(10)
    found = time.timer().batch(Batch(loops=9, samples=9, warmup=9, warmup_ns=9_000, once=True))
    assert ([10], 1, 1, 0) == (found.totals, found.result, time.runs, found.warmup)


def test_stop_ends_between_two_samples():
    time = Time(10)
    found = time.timer(stopped=lambda: time.runs >= 3).batch(Batch(loops=1, samples=100))
    assert ([10, 10, 10], None, True) == (found.totals, found.result, found.partial)


def test_stop_in_the_warm_up_leaves_one_sample_that_is_partial():
    time = Time(10)
    found = time.timer(stopped=lambda: time.runs >= 3).batch(Batch(loops=1, warmup=100))
    assert (1, True) == (len(found.totals), found.partial)


def test_cpu_time_is_that_of_the_samples_alone():
    assert 60 == Time(10).timer(resets=True).batch(Batch(samples=12, warmup=5)).cpu_ns
