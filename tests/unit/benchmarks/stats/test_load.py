"""Rates held and not held, and what latency from the actual start hides: known answers."""

from __future__ import annotations

import random

import pytest

from benchmarks.stats.load import Load, Seen, doubts, growth, load, saturation, seen
from benchmarks.stats.quantiles import Sparse

MS = 1_000_000
S = 1_000_000_000


def queue(rate, service_ns, *, seconds=2.0, stall=None, arrivals="constant", seed=1):
    """A trial's series of a single server: Lindley's recursion, recorded as a worker would."""
    drawn, count = random.Random(seed), int(rate * seconds)
    gaps = [drawn.expovariate(rate) * S if arrivals == "poisson" else S / rate for _ in range(count)]
    due, at = [], 0.0
    for gap in gaps:
        due.append(at)
        at += gap
    free, naive, corrected, ends = 0.0, [], [], []
    for n, start in enumerate(due):
        begun = max(free, start)
        free = begun + service_ns + (stall[1] if stall and n and n % stall[0] == 0 else 0)
        naive.append(free - begun)
        corrected.append(free - start)
        ends.append(free)
    window, series = seconds * S / 10, []
    for number in range(int(ends[-1] // window) + 1):
        inside = [c for c, e in zip(corrected, ends, strict=True) if number * window <= e < (number + 1) * window]
        counts = [[value, 1] for value in sorted(inside)]
        told = {
            "histogram": {"count": len(inside), "counts": counts},
            "window": [number * window, (number + 1) * window],
        }
        series.append({"role": "client", "metric": "latency", **told})
    counts = [[value, 1] for value in sorted(naive)]
    series.append({"role": "client", "metric": "latency_naive", "histogram": {"count": count, "counts": counts}})
    series.append({"role": "client", "metric": "offered", "values": [count], "window": [due[0], due[-1]]})
    series.append({"role": "client", "metric": "answered", "values": [count], "window": [ends[0], ends[-1]]})
    series.append({"role": "client", "metric": "lost", "values": [0]})
    return {"series": series}


def at(rate, service_ns, **more):
    return load(rate, [seen(queue(rate, service_ns, seed=seed, **more)) for seed in range(3)])


def test_a_rate_that_is_served_is_held():
    found = at(850, 1.1 * MS)
    assert ("", 0.0) == (found.wrong, found.gains)
    assert found.share == pytest.approx(1.0)


def test_a_rate_above_what_can_be_served_is_not_held_and_latency_grows_as_theory_says():
    found = at(1000, S / 850)
    assert found.share == pytest.approx(0.85, rel=0.01)
    assert found.gains == pytest.approx(1 - 850 / 1000, rel=0.05)
    assert found.wrong.startswith("85.0% of it answered, latency grew by 15")


def test_a_latency_that_stays_the_same_costs_nothing_however_long_it_is():
    span = (1000, 0, 999 * MS)
    late = tuple((number * 100.0 * MS, 5_000.0 * MS) for number in range(10))
    one = Seen(span, (1000, 5_000 * MS, 5_999 * MS), 0, 0, late, Sparse.of([]), Sparse.of([]))
    assert "" == load(1000, [one]).wrong


def test_a_stall_that_is_made_up_for_is_no_growth():
    found = at(200, 1 * MS, seconds=10.0, stall=(400, 200 * MS))
    assert ("", 0.0) == (found.wrong, found.gains)


@pytest.mark.parametrize("seed", range(20))
def test_poisson_arrivals_at_four_fifths_are_held(seed):
    one = seen(queue(1000, 0.8 * MS, arrivals="poisson", seconds=10.0, seed=seed))
    assert "" == load(1000, [one]).wrong


def test_one_lost_operation_is_enough():
    assert "3 lost" == Load(100, 1.0, 0.0, 3).wrong
    assert "" == Load(100, 0.99, 0.01, 0).wrong
    assert "98.9% of it answered" == Load(100, 0.989, 0.0, 0).wrong


def test_what_was_never_answered_is_not_held():
    one = Seen((100, 0, S), (0, 0, 0), 100, 0, (), Sparse.of([]), Sparse.of([]))
    assert "100 lost, 0.0% of it answered" == load(100, [one]).wrong


def test_growth_is_not_told_of_few_windows_nor_of_noise():
    assert 0.0 == growth([(n * S, n * S) for n in range(4)])
    drawn = random.Random(7)
    assert 0.0 == growth([(n * 0.1 * S, MS * drawn.random()) for n in range(10)])
    assert growth([(n * S, 0.15 * n * S) for n in range(10)]) == pytest.approx(0.15)


def test_the_highest_rate_held_and_the_lowest_not_held_are_said():
    loads = [at(rate, S / 900, seconds=4.0) for rate in (1000, 100, 850, 500, 3400)]
    found = saturation(loads)
    assert (850, 1000) == (found.held, found.broke)
    assert found.says.startswith("850/s held, 1000/s not: 90.0% of it answered, latency grew by")


def test_a_rate_counts_as_held_only_where_every_lower_one_was():
    found = saturation([Load(100, 1.0, 0.0, 0), Load(200, 0.5, 0.0, 0), Load(300, 1.0, 0.0, 0)])
    assert (100, 200) == (found.held, found.broke)


@pytest.mark.parametrize(
    ("loads", "expected"),
    [
        ([], (None, None, "")),
        ([Load(100, 1.0, 0.0, 0)], (100, None, "100/s held, the only rate offered")),
        ([Load(100, 1.0, 0.0, 0), Load(900, 1.0, 0.0, 0)], (900, None, "900/s held, the highest offered")),
        ([Load(100, 0.5, 0.0, 0)], (None, 100, "not even 100/s held: 50.0% of it answered")),
    ],
)
def test_the_ends_of_a_search_are_said_as_such(loads, expected):
    assert expected == tuple(saturation(loads))


def test_a_stall_that_the_naive_figure_hides_is_doubted_in_words():
    """A server that stalls 200 ms every 2 s, at 200/s: one operation in 400 is slow, one in ten waits for it."""
    (doubt,) = doubts([queue(200, 1 * MS, seconds=10.0, stall=(400, 200 * MS))], {"client"})
    assert "naive_hides" == doubt.code
    assert doubt.saw.startswith("p99 is 18")
    assert (
        "from the intended start, 1 ms from the actual one: the naive figure hides what operations waited" in doubt.saw
    )


def test_a_load_that_keeps_up_hides_nothing():
    assert [] == doubts([queue(850, 1.1 * MS)])


def late(trial, ns):
    """The trial, its starts handed over so late."""
    histogram = {"count": 100, "counts": [[ns, 100]]}
    return {"series": [*trial["series"], {"role": "generator", "metric": "lateness", "histogram": histogram}]}


def test_what_the_generator_was_late_is_not_laid_to_the_lane():
    trial = queue(200, 1 * MS, seconds=10.0, stall=(200, 30 * MS))
    assert ["naive_hides"] == [d.code for d in doubts([late(trial, MS // 2)])]
    (doubt,) = doubts([late(trial, 20 * MS)])
    assert ("late_starts", "the starts themselves came 20 ms late (p99), which is in the latency") == (
        doubt.code, doubt.saw,
    )  # fmt: skip


def test_what_was_lost_stands_in_no_percentile_and_that_is_said():
    trial = queue(100, 1 * MS)
    trial["series"][-1]["values"] = [7]
    (doubt,) = doubts([trial, queue(100, 1 * MS)])
    assert ("lost", "7 of 400 operations had no reply in 10 s, and stand in no percentile") == (doubt.code, doubt.saw)


def test_series_of_other_roles_are_not_the_lanes():
    assert None is seen(queue(100, MS), {"exchange"})
    assert None is seen({"series": []})
