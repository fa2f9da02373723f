"""Open loops: the generators and the workers against benchmarks/worker/PROTOCOL.md, each kind with each."""

from __future__ import annotations

import os
import signal
import time

import pytest

from benchmarks.worker.starts import Plan, record

MS = 1_000_000
FLYING = {"in_flight": 8}


def counted(series, metric):
    (one,) = series[metric]
    return one["values"][0]


def histogram(series, metric):
    (one,) = series[metric]
    return one["histogram"]


# The generator


def test_a_generator_only_says_when_to_start(generator):
    assert "unsupported" == generator.measure(how="batch")[1]["kind"]
    assert ("answer", b"null") == ((found := generator.check())[0]["is"], found[1])
    assert {"is": "closed"} == generator.ask(do="close")
    assert 0 == generator.exit()


@pytest.mark.parametrize("asked", [{"rate": 10}, {"count": 10}, {"rate": 10, "count": 1, "starts": "/no/such/fifo"}])
def test_a_load_without_an_end_or_a_listener_is_a_breach_of_protocol(generator, asked):
    assert "protocol" == generator.measure(how="each", **asked)[1]["kind"]


def test_a_stop_ends_the_waiting_for_a_worker_that_never_comes(generator, tmp_path):
    os.mkfifo(tmp_path / "starts-0")
    generator.say(do="measure", id=3, how="each", rate=10, count=10, starts=str(tmp_path / "starts-0"))
    time.sleep(0.05)
    generator.say(do="stop")
    series, done = generator.rest()
    assert (0, True) == (histogram(series, "lateness")["count"], done["partial"])


def test_a_worker_that_never_reads_does_not_make_the_generator_late(generator, tmp_path):
    os.mkfifo(tmp_path / "starts-0")
    reader = os.open(tmp_path / "starts-0", os.O_RDONLY | os.O_NONBLOCK)
    asked = {"rate": 2_000_000, "count": 200_000, "starts": str(tmp_path / "starts-0")}  # 3 MB: more than a pipe holds
    generator.say(do="measure", id=3, how="each", **asked)
    time.sleep(1.0)
    got = 0
    os.set_blocking(reader, True)
    while found := os.read(reader, 1 << 20):
        got += len(found)
    os.close(reader)
    series, done = generator.rest()
    assert (200_002 * 16, 200_000, False) == (got, histogram(series, "lateness")["count"], done["partial"])


def test_a_worker_that_leaves_ends_the_load(generator, tmp_path):
    os.mkfifo(tmp_path / "starts-0")
    reader = os.open(tmp_path / "starts-0", os.O_RDONLY | os.O_NONBLOCK)
    generator.say(do="measure", id=3, how="each", rate=100, count=100_000, starts=str(tmp_path / "starts-0"))
    time.sleep(0.1)
    os.close(reader)
    series, done = generator.rest()
    assert 1 <= histogram(series, "lateness")["count"] < 1_000
    assert done["partial"]


# A worker and a generator


@pytest.mark.parametrize("arrivals", ["constant", "poisson"])
def test_an_open_loop_counts_from_both_starts(worker, generator, arrivals):
    worker.open("sum")
    series, done = worker.load(generator, count=100, rate=5_000, arrivals=arrivals, seed=7)
    naive, intended = series["latency_naive"][0], series["latency"][0]
    assert ("start", "intended") == (naive["from"], intended["from"])
    assert (100, 100) == (naive["histogram"]["count"], intended["histogram"]["count"])
    assert naive["histogram"]["max"] <= intended["histogram"]["max"]
    assert ("done", False) == (done["is"], done["partial"])
    assert (100, 100, 0, 0) == tuple(counted(series, m) for m in ("offered", "answered", "lost", "late"))
    first, last = series["offered"][0]["window"]
    assert (0 if arrivals == "constant" else 1) <= first < last
    lateness = generator.found[0]["lateness"][0]
    assert ("intended", 100, False) == (lateness["from"], lateness["histogram"]["count"], generator.found[1]["partial"])


def test_an_open_loop_that_falls_behind_shows_it(worker, generator):
    worker.open("sleepy")
    series = worker.load(generator, count=10, rate=1_000)[0]
    naive, intended = (histogram(series, m)["max"] for m in ("latency_naive", "latency"))
    assert intended > 5 * naive  # the tenth of 20 ms operations was due 9 ms after the first, and is done after 200
    first, last = series["answered"][0]["window"]
    assert last - first >= 9 * 20 * MS


def test_a_stall_is_one_slow_operation_naively_and_all_that_waited_in_truth(worker, generator):
    worker.open("stalling")
    series = worker.load(generator, count=40, rate=1_000)[0]
    slow = {
        metric: sum(n for lowest, n in histogram(series, metric)["counts"] if lowest >= 100 * MS)
        for metric in ("latency_naive", "latency")
    }
    assert (1, 35) == (slow["latency_naive"], slow["latency"])  # due 5 to 39 ms after the beginning, done after 205


def test_a_budget_ends_the_schedule_of_an_open_loop(worker, generator):
    worker.open("sum")
    series, done = worker.load(generator, rate=1_000, budget_ns=50 * MS)
    assert (50, False) == (histogram(series, "latency")["count"], done["partial"])


def test_a_budget_before_the_first_arrival_is_an_empty_load(worker, generator):
    worker.open("sum")
    series, done = worker.load(generator, rate=0.001, arrivals="poisson", seed=7, budget_ns=1)
    assert (0, 0, False) == (histogram(series, "latency")["count"], counted(series, "offered"), done["partial"])


def test_windows_cut_a_load_by_time(worker, generator):
    worker.open("sleepy")
    series = worker.load(generator, count=8, rate=1_000, window_ns=50 * MS)[0]
    windows = [one["window"] for one in series["latency"]]
    assert len(windows) >= 2
    assert windows[0][0] == 0
    assert windows == sorted(windows)
    assert all(end - start == 50 * MS for start, end in windows[:-1])
    assert 8 == sum(one["histogram"]["count"] for one in series["latency"])


def test_a_hundred_failures_in_a_row_end_a_load(worker, generator):
    worker.open("hopeless")
    series, done = worker.load(generator, count=5_000, rate=5_000)
    assert ([100], 10) == (series["failed"][0]["values"], histogram(series, "latency")["count"])
    assert done["partial"]


def test_as_many_operations_of_a_load_are_in_flight_as_asked(worker, generator):
    worker.open("flying")
    series, done = worker.load(generator, count=200, rate=10_000, **FLYING)
    assert ([20], 180) == (series["failed"][0]["values"], histogram(series, "latency")["count"])
    assert ([8], False) == (series["share"][0]["values"], done["partial"])
    naive, intended = (histogram(series, m)["max"] for m in ("latency_naive", "latency"))
    assert intended >= 2 * naive  # 8 at a time, 2 ms each: the last of 200 was due at 20 ms and is done after 50


def test_a_warm_up_comes_before_the_load(worker, generator):
    worker.open("sleepy")
    series = worker.load(generator, count=5, rate=1_000, warmup=3)[0]
    assert (5, 5) == (histogram(series, "latency")["count"], counted(series, "offered"))
    first, _ = series["answered"][0]["window"]
    assert first >= 20 * MS  # of a load that began when the warm-up was over


@pytest.mark.parametrize("asked", [{"rate": 10}, {"rate": 0.01}], ids=["in a load", "between two operations"])
@pytest.mark.parametrize(("operation", "more"), [("sleepy", {}), ("flying", FLYING)])
def test_stop_ends_a_load(worker, generator, operation, more, asked):
    worker.open(operation)
    worker.begin_load(generator, count=100_000, **asked, **more)
    time.sleep(0.15)
    worker.say(do="stop")
    series, done = worker.rest()
    assert ("done", True) == (done["is"], done["partial"])
    assert counted(series, "lost") >= 99_990
    generator.say(do="stop")
    assert generator.rest()[1]["partial"]
    assert {"is": "closed"} == worker.ask(do="close")


def test_operations_that_nobody_answers_in_a_load_are_lost_at_stop(worker, generator):
    worker.open("flying")
    worker.begin_load(generator, count=5_000, rate=100_000, in_flight=64)
    time.sleep(0.5)
    worker.say(do="stop")
    series, done = worker.rest()
    assert (4_000, 900, [100]) == (counted(series, "lost"), counted(series, "answered"), series["failed"][0]["values"])
    assert "3936 of them were never started" == series["lost"][0]["evidence"]
    assert (900, True) == (histogram(series, "latency")["count"], done["partial"])


@pytest.mark.parametrize(("operation", "more"), [("sum", {}), ("flying", FLYING)])
def test_a_generator_that_dies_ends_the_load_and_what_was_measured_is_kept(worker, generator, operation, more):
    worker.open(operation)
    worker.begin_load(generator, count=100_000, rate=100, **more)
    time.sleep(0.3)
    generator.process.send_signal(signal.SIGKILL)
    series, done = worker.rest()
    assert ("done", True) == (done["is"], done["partial"])
    assert 1 <= histogram(series, "latency")["count"] == counted(series, "answered") < 1_000


@pytest.mark.parametrize(("operation", "more"), [("sum", {}), ("flying", FLYING)])
def test_a_stream_that_ends_before_it_begins_ends_the_load(worker, operation, more, tmp_path):
    worker.open(operation)
    os.mkfifo(tmp_path / "starts-0")
    asked = {"rate": 10, "count": 10, "starts": str(tmp_path / "starts-0"), **more}
    worker.say(do="measure", id=3, how="each", **asked)
    os.close(os.open(tmp_path / "starts-0", os.O_WRONLY))
    assert worker.rest()[1]["partial"]


def test_what_a_load_has_long_given_up_is_lost_and_what_came_late_is_not(worker, tmp_path):
    """Three operations of 20 ms; of those due 20 s ago only the first can have begun before it was given up."""
    worker.open("sleepy")
    os.mkfifo(tmp_path / "starts-0")
    worker.say(do="measure", id=3, how="each", rate=10, count=3, starts=str(tmp_path / "starts-0"))
    due = time.perf_counter_ns() - 10_000 * MS + 10 * MS  # it is given up in 10 ms, while the first is under way
    with (tmp_path / "starts-0").open("wb") as starts:
        starts.write(Plan(3, due, due).header + b"".join(record(i, due) for i in range(3)))
    series, done = worker.rest()
    assert (1, 1, 2, False) == (
        counted(series, "answered"), counted(series, "late"), counted(series, "lost"), done["partial"],
    )  # fmt: skip
    assert 1 == histogram(series, "latency")["count"]
    assert None is done["sha256"]


def test_who_waits_for_replies_waits_until_they_are_lost(worker, tmp_path):
    worker.open("flying")
    os.mkfifo(tmp_path / "starts-0")
    asked = {"rate": 10, "count": 1_500, "starts": str(tmp_path / "starts-0"), "in_flight": 1_000}
    worker.say(do="measure", id=3, how="each", **asked)
    due = time.perf_counter_ns() - 10_000 * MS + 300 * MS
    with (tmp_path / "starts-0").open("wb") as starts:
        starts.write(Plan(1_500, due, due).header + b"".join(record(i, due) for i in range(1_500)))
    series, done = worker.rest()
    assert (500, [100], False) == (counted(series, "lost"), series["failed"][0]["values"], done["partial"])


# Both recorders


@pytest.mark.cargo
def test_both_languages_give_the_same_schedule_of_the_same_seed(start, tmp_path):
    """The last start of a Poisson load, as either generator says it."""
    spans = set()
    for number, name in enumerate(("generator-python", "generator-rust")):
        generator = start(name)
        generator.open("")
        os.mkfifo(path := tmp_path / f"starts-{number}")
        generator.say(
            do="measure", id=3, how="each", rate=5_000, count=50, arrivals="poisson", seed=7, starts=str(path)
        )
        with path.open("rb") as stream:
            words = stream.read()
        assert 52 * 16 == len(words)
        numbers = [int.from_bytes(words[at : at + 8], "little") for at in range(0, len(words), 8)]
        began, last = numbers[1], numbers[3]
        spans.add((last - began, tuple(due - began for due in numbers[5::2])))
    assert 1 == len(spans)
