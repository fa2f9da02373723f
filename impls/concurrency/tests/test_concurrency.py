"""Jobs with known numbers, over every kind of worker that runs in this interpreter."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impls.concurrency import spec
from impls.concurrency.lock import Blocked, Handover, Waiting
from impls.concurrency.outcome import Outcome
from impls.concurrency.threads import Threads
from impls.concurrency.work import Loop, Parse, done
from impls.exchange.market import messages
from impls.ticker.lanes.python import parse_message


def test_the_generator_is_marsaglias():
    assert 723471715 == done(Loop(1, 2463534242))


def test_a_parse_job_sums_what_its_records_hold():
    (message,) = messages(1, 3)
    ticker = parse_message(message)
    assert 2 * (ticker.update_id + ticker.bid[0] + ticker.ask[0]) == done(Parse([message], 2))


def test_a_given_of_parse_is_an_equal_share_a_job():
    params = {"work": "parse", "jobs": 4, "workers": 2}
    jobs = spec.read("jobs", params, spec.make("jobs", params, 1))
    assert [(500, 10)] * 4 == [(len(job.messages), job.repeats) for job in jobs]


@pytest.mark.parametrize("work", ["loop", "parse"])
@pytest.mark.parametrize(("cores", "most"), [(2, [1, 2, 3, 4]), (4, [1, 2, 3, 4, 8]), (8, [1, 2, 3, 4, 8, 16])])
def test_workers_go_to_twice_the_cores(work, cores, most):
    fitting = [
        case.params["workers"]
        for case in spec.CASES
        if case.params.get("work") == work and all(int(need.removeprefix("cores:")) <= cores for need in case.needs)
    ]
    assert most == fitting


def test_uneven_jobs_are_uneven():
    jobs = spec.read("uneven", {"jobs": 16}, spec.make("uneven", {"jobs": 16}, 1))
    assert 16 * min(job.rounds for job in jobs) == max(job.rounds for job in jobs)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 2**32 - 1), min_size=1, max_size=9), st.integers(1, 4))
def test_threads_do_every_job_once(seeds, workers):
    jobs = [Loop(3, seed) for seed in seeds]
    job = Threads(jobs, workers)
    try:
        assert [str(done(one)) for one in jobs] == job.render(job.run())
        assert job.readings()[0]["values"][0] > 0
    finally:
        job.close()


def test_an_error_in_a_thread_is_the_runs():
    job = Threads([Parse([b"{}"], 1)], 1)
    with pytest.raises(ValueError, match="shape"):
        job.run()
    job.close()


def test_processes_answer_as_threads_do():
    lane = importlib.import_module("impls.concurrency.lanes.python_best")
    jobs = [Loop(5, seed) for seed in range(1, 5)]
    job = lane.jobs_main(jobs, SimpleNamespace(params={"workers": 2}))
    try:
        assert [str(done(one)) for one in jobs] == job.render(job.run())
    finally:
        job.close()


def test_a_worker_that_did_nothing_shows():
    outcome = Outcome(4, 2)
    for i in range(4):
        outcome.note(i, i, "one")
    assert [0.0] == outcome.readings()[1]["values"]
    outcome.note(0, 7, "two")
    assert ["7", "1", "2", "3"] == outcome.answer()
    assert [0.5] == outcome.readings()[1]["values"]


@pytest.mark.parametrize("busy", [0, 1])
def test_bytes_come_back_in_their_order(busy):
    job = Handover({"busy": busy, "wait_us": 1, "trips": [3, 5, 250]})
    try:
        assert {"sum": 258} == job.render(job.run())
        job.step(3)
        assert {"sum": 3} == job.answer()
    finally:
        job.close()


def test_a_call_that_keeps_the_lock_keeps_another_thread_waiting():
    job = Blocked({"items": 1_000_000})
    assert str(sum(range(1_000_000))) == job.render(job.run())
    assert {"pause", "holds"} == {series["metric"] for series in job.readings()}


def test_a_waiting_thread_lets_the_other_compute():
    job = Waiting([Loop(1000, 1)])
    assert str(done(Loop(1000, 1))) == job.render(job.run())
    assert [True] == job.readings()[0]["values"]


def test_another_number_is_told():
    assert "[1]" == spec.same("jobs", {}, ["1", "2"], ["1", "3"]).where
