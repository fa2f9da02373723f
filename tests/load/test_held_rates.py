"""What latency does below, at and above the highest rate that a document's lane holds: facts of queues, not of speed.

``pytest -s -m slow tests/load`` prints the figures: half an hour's quarter, so a session of its own.
"""

import pytest
from orders import Loads, p99

pytestmark = [pytest.mark.slow, pytest.mark.cargo]
LANES = ["document-python", "document-rust"]
CLAIMED = 1000 / 850  # a document offers 1000 orders a second to a lane whose most is 850


@pytest.fixture(scope="module", params=LANES)
def lane(request):
    """The lane's name, its loads, and the highest rate that it holds."""
    loads = Loads(request.param)
    held = loads.held()
    print(f"\n{request.param}: {held:,.0f} orders a second held")  # noqa: T201 - this is what is shown
    return request.param, loads, held


def told(name, rate, seconds, found):
    naive, corrected = p99(found.naive), p99(found.corrected)
    print(  # noqa: T201
        f"{name}, {rate:,.0f}/s for {seconds} s: p99 naive {naive.value:.2f} [{naive.low:.2f}, {naive.high:.2f}] ms, "
        f"corrected {corrected.value:.2f} [{corrected.low:.2f}, {corrected.high:.2f}] ms, lost {found.lost}"
    )
    return naive, corrected


def test_at_half_the_held_rate_nobody_waits(lane):
    name, loads, held = lane
    found = loads.at(held / 2, 10)
    naive, corrected = told(name, held / 2, 10, found)
    assert 0 == found.lost
    assert corrected.low <= naive.high, "the intervals overlap: latency from either start is the same"


def test_a_fifth_above_the_held_rate_the_naive_figure_hides_the_queue(lane):
    name, loads, held = lane
    found = loads.at(1.2 * held, 10)
    naive, corrected = told(name, 1.2 * held, 10, found)
    assert corrected.low >= 10 * naive.high


def test_at_the_documents_overload_latency_grows_with_the_run_and_the_naive_figure_does_not(lane):
    name, loads, held = lane
    rate = CLAIMED * held
    found = [told(name, rate, seconds, loads.at(rate, seconds)) for seconds in (20, 40, 60)]
    corrected = [ends for _, ends in found]
    assert corrected[0].high < corrected[1].low < corrected[1].high < corrected[2].low
    naive = [ends.value for ends, _ in found]
    assert max(naive) < corrected[0].low, "however long the run"


def test_a_thousand_a_second_for_a_minute_lose_no_order(lane):
    name, loads, _ = lane
    found = loads.at(1000, 60)
    told(name, 1000, 60, found)
    assert (60_000, 60_000, 0, 0) == (found.offered[0], found.answered[0], found.lost, found.failed)
