"""Histograms equal those of the hdrhistogram crate, bucket for bucket."""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from pathlib import Path

from hdrh.histogram import HdrHistogram
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.worker.arrivals import constant, poisson, splitmix64
from benchmarks.worker.recorder import Log, histogram

GOLDEN = Path(__file__).parents[4] / "impls" / "_kit" / "golden"
LAST = (1 << 43) - 1


def digest(found):
    return hashlib.sha256(json.dumps(found, separators=(",", ":")).encode()).hexdigest()


def test_listed_values_fall_into_the_buckets_that_rust_finds():
    listed = json.loads((GOLDEN / "histogram.json").read_text())["listed"]
    assert listed["counts"] == histogram(listed["values"])["counts"]


def test_drawn_values_give_the_histogram_that_rust_gives():
    drawn = json.loads((GOLDEN / "histogram.json").read_text())["drawn"]
    source = splitmix64(drawn["seed"])
    found = histogram(next(source) >> (21 + next(source) % 43) for _ in range(drawn["values"]))
    expected = (drawn["min"], drawn["max"], drawn["buckets"], drawn["sha256"])
    assert expected == (found["min"], found["max"], len(found["counts"]), digest(found["counts"]))


@given(st.lists(st.integers(0, LAST), max_size=50))
def test_buckets_are_those_of_the_hdrhistogram_package(values):
    reference = HdrHistogram(1, 1 << 42, 3)
    for value in values:
        reference.record_value(value)
    expected = sorted(
        [reference.get_lowest_equivalent_value(bucket.value_iterated_to), bucket.count_at_value_iterated_to]
        for bucket in reference.get_recorded_iterator()
    )
    assert expected == histogram(values)["counts"]


def test_nothing_recorded_is_an_empty_histogram():
    assert {"digits": 3, "count": 0, "min": 0, "max": 0, "counts": []} == histogram([])


def test_means_are_whole_where_they_are_whole():
    found = histogram([320, 324], batch=16)
    assert ([[20, 1], [20.25, 1]], 16, 20, 20.25) == (found["counts"], found["batch"], found["min"], found["max"])


def test_a_log_grows_where_more_comes_than_was_expected():
    log = Log(2)
    for value in range(100_000):
        log.make_room()
        log.add(value)
    assert (100_000, [99_998, 99_999]) == (log.used, list(log.between(99_998, log.used)))


def test_schedules_are_those_that_rust_makes():
    for expected in json.loads((GOLDEN / "arrivals.json").read_text()):
        rate, seed = expected["rate"], int(expected["seed"])
        source = poisson(rate, seed) if expected["arrivals"] == "poisson" else constant(rate)
        times = list(islice(source, expected["count"]))
        assert (expected["first"], expected["last"], expected["sha256"]) == (times[:4], times[-1], digest(times))


def test_splitmix64_gives_the_published_sequence():
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert expected == list(islice(splitmix64(1234567), 3))
