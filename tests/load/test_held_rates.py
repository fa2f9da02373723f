"""What latency does below, at and above the highest rate that a document's lane holds: facts of queues, not of speed.

``nox -s load`` prints the figures: a quarter of an hour on a machine with nothing else to do.
"""

import pytest
from orders import Loads, p99

from benchmarks.stats.quantiles import PERCENTILES

pytestmark = [pytest.mark.slow, pytest.mark.cargo]
LANES = ["document-python", "document-rust"]
LOADS = 5  # each is one value of an interval
CLAIMED = 1000 / 850  # a document offers 1000 orders a second to a lane whose most is 850


@pytest.fixture(scope="module", params=LANES)
def lane(request):
    """The lane's name, its loads, and the highest rate that it holds."""
    loads = Loads(request.param)
    held = loads.held()
    print(f"\n{request.param}: {held:,.0f} orders a second held")  # noqa: T201 - this is what is shown
    return request.param, loads, held


def told(name, loads, rate, seconds, times=LOADS):
    """Naive and corrected p99 of so many loads, and how many orders were lost; all of it is printed."""
    found = [loads.at(rate, seconds) for _ in range(times)]
    naive, corrected = p99([one.naive for one in found]), p99([one.corrected for one in found])
    lost = sum(one.lost for one in found)
    print(  # noqa: T201
        f"{name}, {rate:,.0f}/s, {times} times {seconds} s: p99 in ms, naive {naive.value:.2f} "
        f"[{naive.low:.2f}, {naive.high:.2f}], corrected {corrected.value:.2f} "
        f"[{corrected.low:.2f}, {corrected.high:.2f}]; lost {lost}"
    )
    return naive, corrected, lost


def test_at_half_the_held_rate_nobody_waits(lane):
    name, loads, held = lane
    naive, corrected, lost = told(name, loads, held / 2, 4)
    assert 0 == lost
    assert corrected.low <= naive.high, "the intervals overlap: latency from either start is the same"


def test_a_fifth_above_the_held_rate_the_naive_figure_hides_the_queue(lane):
    name, loads, held = lane
    naive, corrected, _ = told(name, loads, 1.2 * held, 6)
    assert corrected.value >= 10 * naive.value


def test_at_the_documents_overload_latency_grows_with_the_run_and_the_naive_figure_does_not(lane):
    name, loads, held = lane
    found = []
    for seconds in (20, 40, 60):
        one = loads.at(CLAIMED * held, seconds)
        naive, corrected = one.naive.quantile(0.99) / 1e6, one.corrected.quantile(0.99) / 1e6
        print(f"{name}, {CLAIMED * held:,.0f}/s, {seconds} s: p99 naive {naive:.2f} ms, corrected {corrected:.2f} ms")  # noqa: T201
        found.append((naive, corrected))
    (_, first), (_, second), (_, third) = found
    assert first * 1.3 < second < third / 1.2, "half as long again, and a third"
    assert max(naive for naive, _ in found) < first, "however long the run"


def test_a_thousand_a_second_for_a_minute_lose_no_order(lane):
    name, loads, _ = lane
    found = loads.at(1000, 60)
    tails = {ending: found.corrected.quantile(q) / 1e6 for ending, q in PERCENTILES.items()}
    print(f"{name}, 1,000/s, 60 s:", ", ".join(f"{q} {ms:.2f} ms" for q, ms in tails.items()))  # noqa: T201
    assert (60_000, 60_000, 0, 0) == (found.offered[0], found.answered[0], found.lost, found.failed)
